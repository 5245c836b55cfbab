import { remediate } from "../../../../../policies/evaluation/evaluate";
import { networkType } from "../../../../../policies/facts/network";
import { ingressDisallowAttachable as policy } from "../../../../../policies/rules/ingress/ingressDisallowAttachable";
import type { Verdict } from "../../violations";
import { accepted, evaluate, undecided, unknownText } from "../../violations";

const network = (props: object): Verdict =>
  evaluate(policy, networkType, "edge", { driver: "overlay", ingress: true, ...props });

const refused = {
  violations: [
    `Network "edge" is the ingress and attachable, which Swarm refuses: the ingress belongs to the routing mesh alone. ` +
      `Leave 'attachable' out, and give containers an overlay network of their own.`,
  ],
};

it.each([false, undefined, "false", "", 0])("accepts an ingress with 'attachable' %j", (attachable) => {
  expect(network({ attachable })).toEqual(accepted);
});

it.each([true, "true", 1])("refuses an ingress with 'attachable' %j, with or without a driver", (attachable) => {
  expect(network({ attachable })).toEqual(refused);
  expect(network({ attachable, driver: undefined })).toEqual(refused);
  expect(network({ attachable, ingress: "true" })).toEqual(refused);
});

it("lets any other network be", () => {
  expect(network({ ingress: false, attachable: true })).toEqual(accepted);
  expect(network({ ingress: undefined, attachable: true })).toEqual(accepted);
});

it("waits for what decides", () => {
  expect(network({ attachable: unknownText })).toEqual(undecided("attachable"));
  expect(network({ ingress: unknownText, attachable: true })).toEqual(undecided("ingress"));
  expect(network({ ingress: unknownText })).toEqual(accepted);
});

it("takes 'attachable' out at the level remediate", () => {
  const props = { driver: "overlay", ingress: true };
  const remediated = (extra: object): unknown =>
    remediate(policy, { type: networkType, name: "edge", props: { ...props, ...extra } });
  expect(remediated({ attachable: true })).toEqual({ ...props, attachable: false });
  expect(remediated({})).toBeUndefined();
});
