import { evaluateResource } from "../../../../../policies/evaluation/evaluate";
import { networkType, overlayNetworkType } from "../../../../../policies/facts/network";
import { networkDisallowAttachable as policy } from "../../../../../policies/rules/network/networkDisallowAttachable";
import type { Verdict } from "../../violations";
import { accepted, evaluate, undecided, unknownText, urnOf } from "../../violations";

const network = (props: object, settings: object = {}): Verdict =>
  evaluate(policy, networkType, "tools", { ...props }, settings);

const refused = {
  violations: [
    `Network "tools" is attachable: any container on any node can join it, without a trace in the program. ` +
      `Leave 'attachable' out, or name the network in this rule's setting "allow".`,
  ],
};

it("accepts an overlay that is not attachable, and a bridge, where the word means nothing", () => {
  expect(network({ driver: "overlay" })).toEqual(accepted);
  expect(network({ driver: "overlay", attachable: "false" })).toEqual(accepted);
  expect(network({ driver: "bridge", attachable: true })).toEqual(accepted);
});

it.each([true, "true"])("refuses an overlay with 'attachable' %j", (attachable) => {
  expect(network({ driver: "overlay", attachable })).toEqual(refused);
});

it("leaves the ingress to its own rule", () => {
  expect(network({ driver: "overlay", ingress: true, attachable: true })).toEqual(accepted);
});

it("accepts a network that is allowed by name", () => {
  expect(network({ driver: "overlay", attachable: true }, { allow: ["to*"] })).toEqual(accepted);
  expect(network({ name: "x", driver: "overlay", attachable: true }, { allow: ["x"] })).toEqual(accepted);
  expect(network({ driver: "overlay", attachable: true }, { allow: ["tool"] })).toEqual(refused);
});

it("accepts the network of a component that permits it by its own name", () => {
  const urn = urnOf(overlayNetworkType, "tools");
  evaluateResource(policy, {
    type: overlayNetworkType,
    name: "tools",
    urn,
    props: { attachable: true, allowAttachable: "tools" },
  });
  expect(evaluate(policy, networkType, "tools", { driver: "overlay", attachable: true }, {}, { parent: urn })).toEqual(
    accepted,
  );
});

it("waits for what decides", () => {
  expect(network({ driver: "overlay", attachable: unknownText })).toEqual(undecided("attachable"));
  expect(network({ driver: unknownText, attachable: true })).toEqual(undecided("driver"));
  expect(network({ driver: "overlay", ingress: unknownText, attachable: true })).toEqual(undecided("ingress"));
  expect(network({ driver: unknownText })).toEqual(accepted);
});
