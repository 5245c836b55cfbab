import { remediate } from "../../../../../policies/evaluation/evaluate";
import { networkType } from "../../../../../policies/facts/network";
import { ingressDisallowInternal as policy } from "../../../../../policies/rules/ingress/ingressDisallowInternal";
import type { Verdict } from "../../violations";
import { accepted, evaluate, undecided, unknownText } from "../../violations";

const network = (props: object): Verdict =>
  evaluate(policy, networkType, "edge", { driver: "overlay", ingress: true, ...props });

const refused = {
  violations: [
    'Network "edge" is the ingress network and is internal, which the nodes ignore: published ports stay ' +
      "reachable from outside. Remove 'internal'; to make a service unreachable from outside, do not publish its " +
      "ports.",
  ],
};

test.each([false, undefined, "false", "", 0])("An ingress network with 'internal' %j passes", (internal) => {
  expect(network({ internal })).toEqual(accepted);
});

test.each([true, "true", 1])(
  "An ingress network with 'internal' %j is refused, with or without a driver",
  (internal) => {
    expect(network({ internal })).toEqual(refused);
    expect(network({ internal, driver: undefined })).toEqual(refused);
    expect(network({ internal, ingress: "true" })).toEqual(refused);
  },
);

test("An internal network that is not the ingress network passes", () => {
  expect(network({ ingress: false, internal: true })).toEqual(accepted);
  expect(network({ ingress: undefined, internal: true })).toEqual(accepted);
});

test("The rule on an internal ingress network cannot decide while 'internal' or 'ingress' is unknown", () => {
  expect(network({ internal: unknownText })).toEqual(undecided("internal"));
  expect(network({ ingress: unknownText, internal: true })).toEqual(undecided("ingress"));
  expect(network({ ingress: unknownText })).toEqual(accepted);
});

test("At the level remediate, the rule sets 'internal' of the ingress network to false", () => {
  const props = { driver: "overlay", ingress: true };
  const remediated = (extra: object): unknown =>
    remediate(policy, { type: networkType, name: "edge", props: { ...props, ...extra } });
  expect(remediated({ internal: true })).toEqual({ ...props, internal: false });
  expect(remediated({})).toBeUndefined();
});
