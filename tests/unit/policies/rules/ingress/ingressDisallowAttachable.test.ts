import { remediate } from "../../../../../policies/evaluation/evaluate";
import { networkType } from "../../../../../policies/facts/network";
import { ingressDisallowAttachable as policy } from "../../../../../policies/rules/ingress/ingressDisallowAttachable";
import type { Verdict } from "../../violations";
import { accepted, evaluate, undecided, unknownText } from "../../violations";

const network = (props: object): Verdict =>
  evaluate(policy, networkType, "edge", { driver: "overlay", ingress: true, ...props });

const refused = {
  violations: [
    'Network "edge" is the ingress network and is attachable, which Swarm refuses: the ingress network is only ' +
      "for the routing mesh. Remove 'attachable', and give standalone containers an overlay network of their own.",
  ],
};

test.each([false, undefined, "false", "", 0])("An ingress network with 'attachable' %j passes", (attachable) => {
  expect(network({ attachable })).toEqual(accepted);
});

test.each([true, "true", 1])(
  "An ingress network with 'attachable' %j is refused, with or without a driver",
  (attachable) => {
    expect(network({ attachable })).toEqual(refused);
    expect(network({ attachable, driver: undefined })).toEqual(refused);
    expect(network({ attachable, ingress: "true" })).toEqual(refused);
  },
);

test("An attachable network that is not the ingress network passes", () => {
  expect(network({ ingress: false, attachable: true })).toEqual(accepted);
  expect(network({ ingress: undefined, attachable: true })).toEqual(accepted);
});

test("The rule on an attachable ingress network cannot decide while 'attachable' or 'ingress' is unknown", () => {
  expect(network({ attachable: unknownText })).toEqual(undecided("attachable"));
  expect(network({ ingress: unknownText, attachable: true })).toEqual(undecided("ingress"));
  expect(network({ ingress: unknownText })).toEqual(accepted);
});

test("At the level remediate, the rule sets 'attachable' of the ingress network to false", () => {
  const props = { driver: "overlay", ingress: true };
  const remediated = (extra: object): unknown =>
    remediate(policy, { type: networkType, name: "edge", props: { ...props, ...extra } });
  expect(remediated({ attachable: true })).toEqual({ ...props, attachable: false });
  expect(remediated({})).toBeUndefined();
});
