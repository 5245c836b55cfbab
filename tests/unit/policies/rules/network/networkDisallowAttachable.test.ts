import { evaluateResource } from "../../../../../policies/evaluation/evaluate";
import { networkType, overlayNetworkType } from "../../../../../policies/facts/network";
import { networkDisallowAttachable as policy } from "../../../../../policies/rules/network/networkDisallowAttachable";
import type { Verdict } from "../../violations";
import { accepted, evaluate, undecided, unknownText, urnOf } from "../../violations";

const network = (props: object, settings: object = {}): Verdict =>
  evaluate(policy, networkType, "tools", { ...props }, settings);

const refused = {
  violations: [
    'Network "tools" is attachable: any container on any node can join it without appearing in the Pulumi ' +
      `program. Remove 'attachable', or list the network in this rule's "allow" setting.`,
  ],
};

test("An overlay network that is not attachable passes, and so does any bridge network", () => {
  expect(network({ driver: "overlay" })).toEqual(accepted);
  expect(network({ driver: "overlay", attachable: "false" })).toEqual(accepted);
  expect(network({ driver: "bridge", attachable: true })).toEqual(accepted);
});

test.each([true, "true"])("An overlay network with 'attachable' %j is refused", (attachable) => {
  expect(network({ driver: "overlay", attachable })).toEqual(refused);
});

test("An attachable ingress network is left to its own rule", () => {
  expect(network({ driver: "overlay", ingress: true, attachable: true })).toEqual(accepted);
});

test("An attachable network passes if the setting allow names it", () => {
  expect(network({ driver: "overlay", attachable: true }, { allow: ["to*"] })).toEqual(accepted);
  expect(network({ name: "x", driver: "overlay", attachable: true }, { allow: ["x"] })).toEqual(accepted);
  expect(network({ driver: "overlay", attachable: true }, { allow: ["tool"] })).toEqual(refused);
});

test("An attachable network passes if its component repeats its own name in allowAttachable", () => {
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

test("The rule on attachable networks cannot decide while an unknown value matters", () => {
  expect(network({ driver: "overlay", attachable: unknownText })).toEqual(undecided("attachable"));
  expect(network({ driver: unknownText, attachable: true })).toEqual(undecided("driver"));
  expect(network({ driver: "overlay", ingress: unknownText, attachable: true })).toEqual(undecided("ingress"));
  expect(network({ driver: unknownText })).toEqual(accepted);
});
