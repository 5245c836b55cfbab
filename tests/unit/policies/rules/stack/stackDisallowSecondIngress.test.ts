import { stackDisallowSecondIngress as policy } from "../../../../../policies/rules/stack/stackDisallowSecondIngress";
import type { EvaluatedResource } from "../../../../../policies/evaluation/evaluate";
import { below, idOf, evaluateRule, overlay, planned, silent, undecided } from "../../stacks";
import { unknownText } from "../../violations";

const ingress = (name: string, props = {}): EvaluatedResource => overlay(name, { ingress: true, ...props });

const refusal = (name: string, other: string): ReturnType<typeof evaluateRule> => ({
  violations: [
    [
      name,
      `Networks "${name}" and "${other}" are both ingress networks: a swarm can have only one, and refuses the ` +
        "second. Remove 'ingress' from one of them.",
    ],
  ],
});

test("The rule accepts one ingress next to other networks, and none", () => {
  expect(evaluateRule(policy, [ingress("a"), overlay("b"), overlay("ingress")])).toEqual(silent);
  expect(evaluateRule(policy, [overlay("b")])).toEqual(silent);
});

test("The rule refuses a second ingress, even if neither sets its driver", () => {
  expect(evaluateRule(policy, [ingress("b"), ingress("a")])).toEqual(refusal("b", "a"));
  expect(evaluateRule(policy, [ingress("a", { driver: undefined }), ingress("b", { driver: undefined })])).toEqual(
    refusal("b", "a"),
  );
});

test("The rule refuses the ingress of a component next to a docker.Network", () => {
  const component = { type: "swarm:index:IngressConfig", name: "a", props: { id: unknownText } };
  expect(
    evaluateRule(policy, [...below(component, planned("a", { ingress: true })), planned("b", { ingress: true })]),
  ).toEqual(refusal("b", "a"));
});

test("The rule counts an ingress once that the program manages and reads", () => {
  expect(evaluateRule(policy, [ingress("a"), ingress("b", { id: idOf("a") })])).toEqual(silent);
});

test("The rule accepts one ingress per swarm", () => {
  const on = (host: string, one: EvaluatedResource): EvaluatedResource => ({ ...one, provider: { host } });
  expect(evaluateRule(policy, [on("east", ingress("a")), on("west", ingress("b"))])).toEqual(silent);
});

test("The rule cannot decide if it is unknown whether a second network is an ingress", () => {
  const open = overlay("b", { ingress: unknownText });
  expect(evaluateRule(policy, [ingress("a"), open])).toEqual(undecided(`network "b"`, "ingress"));
  expect(evaluateRule(policy, [overlay("a"), open])).toEqual(silent);
  expect(evaluateRule(policy, [overlay("a", { ingress: unknownText }), open])).toEqual(
    undecided(`network "b"`, "ingress"),
  );
});

test("The rule recognizes an ingress by a flag that is text, as untyped languages set it", () => {
  const text = ingress("b", { ingress: "true" });
  expect(evaluateRule(policy, [ingress("a", { ingress: "true" }), text])).toEqual(refusal("b", "a"));
  expect(evaluateRule(policy, [overlay("a", { ingress: unknownText }), text])).toEqual(
    undecided(`network "a"`, "ingress"),
  );
});
