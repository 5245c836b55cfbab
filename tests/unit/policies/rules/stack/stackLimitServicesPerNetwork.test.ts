import { stackLimitServicesPerNetwork as policy } from "../../../../../policies/rules/stack/stackLimitServicesPerNetwork";
import type { EvaluatedResource } from "../../../../../policies/evaluation/evaluate";
import {
  evaluateRule,
  overlay,
  planned,
  plannedService,
  port,
  publish,
  service,
  silent,
  undecided,
} from "../../stacks";

const many = (count: number, networks: readonly (string | Record<string, unknown>)[]): EvaluatedResource[] =>
  Array.from({ length: count }, (_, i) => service(`s${i}`, networks, publish(port(1000 + i))));

const refusal = (count: number, maximum = 20): ReturnType<typeof evaluateRule> => ({
  violations: [
    [
      "a",
      `Network "a" has ${count} services, more than ${maximum}: each of them can reach all others on every port. ` +
        "Create one network for each group of services that talk to each other.",
    ],
  ],
});

test("The rule accepts as many services as the setting allows, 20 by default", () => {
  expect(evaluateRule(policy, [overlay("a"), ...many(20, ["a"])])).toEqual(silent);
  expect(evaluateRule(policy, [overlay("a"), ...many(2, ["a"])], { maximum: 2 })).toEqual(silent);
});

test("The rule refuses one service more, attached by ID or by name", () => {
  expect(evaluateRule(policy, [overlay("a"), ...many(21, ["a"])])).toEqual(refusal(21));
  expect(evaluateRule(policy, [overlay("a"), ...many(3, [{ name: "a" }])], { maximum: 2 })).toEqual(refusal(3, 2));
});

test("The rule does not count the ingress", () => {
  expect(evaluateRule(policy, [overlay("edge", { ingress: true }), ...many(30, [])])).toEqual(silent);
});

test("The rule cannot decide if services with unknown networks could exceed the limit", () => {
  const stack = [planned("a"), planned("b"), plannedService("x", ["a"])];
  const open = plannedService("y", ["a", "b"], [{}]);
  expect(evaluateRule(policy, [...stack, open], { maximum: 1 })).toEqual(
    undecided(`service "y"`, "taskSpec.networksAdvanceds[0].id"),
  );
  expect(evaluateRule(policy, [...stack, open], { maximum: 2 })).toEqual(silent);
  expect(evaluateRule(policy, [...stack, plannedService("z", ["a"]), open], { maximum: 1 })).toEqual(refusal(2, 1));
});
