import { stackDisallowDuplicateName as policy } from "../../../../../policies/rules/stack/stackDisallowDuplicateName";
import { evaluateRule, overlay, silent } from "../../stacks";
import type { EvaluatedResource } from "../../../../../policies/evaluation/evaluate";
import { networkType } from "../../../../../policies/facts/network";
import { serviceConfigType, serviceType } from "../../../../../policies/facts/service";
import { unknownText } from "../../violations";

const refusal = (kind: string, name: string, other: string, text: string): ReturnType<typeof evaluateRule> => ({
  violations: [
    [
      name,
      `The ${kind}s "${name}" and "${other}" have the same name, "${text}": Swarm refuses the second one, also if ` +
        "the case differs. Give each a name of its own, or leave 'name' out to let Pulumi choose one.",
    ],
  ],
});

const of = (type: string, name: string, props: object): EvaluatedResource => ({ type, name, props: { ...props } });
const secret = "docker:index/secret:Secret";

test.each([
  ["service", serviceType, {}],
  ["network", networkType, { driver: "overlay" }],
  ["secret", secret, {}],
  ["config", serviceConfigType, {}],
])("Two objects of the kind %s must not have one name, in any case", (kind, type, props) => {
  expect(
    evaluateRule(policy, [of(type, "b", { ...props, name: "X" }), of(type, "a", { ...props, name: "x" })]),
  ).toEqual(refusal(kind, "b", "a", "X"));
});

test("Different names, kinds and swarms pass, and so do unknown names", () => {
  const one = of(secret, "a", { name: "x" });
  expect(evaluateRule(policy, [one, of(secret, "b", { name: "y" })])).toEqual(silent);
  expect(evaluateRule(policy, [one, of(serviceConfigType, "b", { name: "x" })])).toEqual(silent);
  expect(evaluateRule(policy, [one, { ...of(secret, "b", { name: "x" }), provider: { host: "ssh://b" } }])).toEqual(
    silent,
  );
  expect(
    evaluateRule(policy, [of(secret, "a", { name: unknownText }), of(secret, "b", { name: unknownText })]),
  ).toEqual(silent);
  expect(evaluateRule(policy, [of(secret, "a", { name: "" }), of(secret, "b", { name: "" })])).toEqual(silent);
});

test("A network that the program reads as well counts once, and bridges of two nodes may have one name", () => {
  expect(evaluateRule(policy, [overlay("a", { name: "x", id: "1" }), overlay("b", { name: "x", id: "1" })])).toEqual(
    silent,
  );
  expect(evaluateRule(policy, [overlay("a", { name: "x", id: "1" }), overlay("b", { name: "x", id: "2" })])).toEqual(
    refusal("network", "b", "a", "x"),
  );
  const bridge = { name: "docker_gwbridge", driver: "bridge" };
  expect(evaluateRule(policy, [of(networkType, "a", bridge), of(networkType, "b", bridge)])).toEqual(silent);
});
