import { remediate } from "../../../../../policies/evaluation/evaluate";
import { networkType } from "../../../../../policies/facts/network";
import { ingressDisallowInternal as policy } from "../../../../../policies/rules/ingress/ingressDisallowInternal";
import type { Verdict } from "../../violations";
import { accepted, evaluate, undecided, unknownText } from "../../violations";

const network = (props: object): Verdict =>
  evaluate(policy, networkType, "edge", { driver: "overlay", ingress: true, ...props });

const refused = {
  violations: [
    `Network "edge" is the ingress and internal, which the nodes ignore: published ports lead outside all the same. ` +
      `Leave 'internal' out; to keep a service from the outside, publish no port of it.`,
  ],
};

it.each([false, undefined, "false", "", 0])("accepts an ingress with 'internal' %j", (internal) => {
  expect(network({ internal })).toEqual(accepted);
});

it.each([true, "true", 1])("refuses an ingress with 'internal' %j, with or without a driver", (internal) => {
  expect(network({ internal })).toEqual(refused);
  expect(network({ internal, driver: undefined })).toEqual(refused);
  expect(network({ internal, ingress: "true" })).toEqual(refused);
});

it("lets any other network be", () => {
  expect(network({ ingress: false, internal: true })).toEqual(accepted);
  expect(network({ ingress: undefined, internal: true })).toEqual(accepted);
});

it("waits for what decides", () => {
  expect(network({ internal: unknownText })).toEqual(undecided("internal"));
  expect(network({ ingress: unknownText, internal: true })).toEqual(undecided("ingress"));
  expect(network({ ingress: unknownText })).toEqual(accepted);
});

it("takes 'internal' out at the level remediate", () => {
  const props = { driver: "overlay", ingress: true };
  const remediated = (extra: object): unknown =>
    remediate(policy, { type: networkType, name: "edge", props: { ...props, ...extra } });
  expect(remediated({ internal: true })).toEqual({ ...props, internal: false });
  expect(remediated({})).toBeUndefined();
});
