import { stackDisallowSecondIngress as policy } from "../../../../../policies/rules/stack/stackDisallowSecondIngress";
import type { EvaluatedResource } from "../../../../../policies/evaluation/evaluate";
import { below, idOf, evaluateRule, overlay, planned, silent, undecided } from "../../stacks";
import { unknownText } from "../../violations";

const ingress = (name: string, props = {}): EvaluatedResource => overlay(name, { ingress: true, ...props });

const refusal = (name: string, other: string): ReturnType<typeof evaluateRule> => ({
  violations: [
    [
      name,
      `Network "${name}" is an ingress network, and so is network "${other}": a swarm has one, and refuses the second. ` +
        `Remove 'ingress' from one of them.`,
    ],
  ],
});

it("accepts one ingress beside other networks, and none", () => {
  expect(evaluateRule(policy, [ingress("a"), overlay("b"), overlay("ingress")])).toEqual(silent);
  expect(evaluateRule(policy, [overlay("b")])).toEqual(silent);
});

it("refuses a second one, also when neither names its driver", () => {
  expect(evaluateRule(policy, [ingress("b"), ingress("a")])).toEqual(refusal("b", "a"));
  expect(evaluateRule(policy, [ingress("a", { driver: undefined }), ingress("b", { driver: undefined })])).toEqual(
    refusal("b", "a"),
  );
});

it("refuses one of a component beside one of docker's own", () => {
  const component = { type: "swarm:index:IngressConfig", name: "a", props: { id: unknownText } };
  expect(
    evaluateRule(policy, [...below(component, planned("a", { ingress: true })), planned("b", { ingress: true })]),
  ).toEqual(refusal("b", "a"));
});

it("counts one once that is managed and read", () => {
  expect(evaluateRule(policy, [ingress("a"), ingress("b", { id: idOf("a") })])).toEqual(silent);
});

it("lets each swarm have its own", () => {
  const on = (host: string, one: EvaluatedResource): EvaluatedResource => ({ ...one, provider: { host } });
  expect(evaluateRule(policy, [on("east", ingress("a")), on("west", ingress("b"))])).toEqual(silent);
});

it("cannot decide while it is unknown whether a second one is an ingress", () => {
  const open = overlay("b", { ingress: unknownText });
  expect(evaluateRule(policy, [ingress("a"), open])).toEqual(undecided(`network "b"`, "ingress"));
  expect(evaluateRule(policy, [overlay("a"), open])).toEqual(silent);
});
