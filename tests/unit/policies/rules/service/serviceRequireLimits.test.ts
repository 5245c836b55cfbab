import { serviceRequireLimits as policy } from "../../../../../policies/rules/service/serviceRequireLimits";
import { evaluateService, silent, undecided } from "../../stacks";
import { unknownText } from "../../violations";

const both = { memoryBytes: 268435456, nanoCpus: 500000000 };
const evaluate = (resources: unknown): ReturnType<typeof evaluateService> =>
  evaluateService(policy, { taskSpec: { resources } });

const refusal = (missing: string): ReturnType<typeof evaluateService> => ({
  violations: [
    `Service "api" does not limit its tasks: taskSpec.resources.limits does not set ${missing}. Set both, so ` +
      "that no task can take over a whole node.",
  ],
});

test("A service with a memory and a CPU limit passes", () => {
  expect(evaluate({ limits: both })).toEqual(silent);
});

test("A service without resources, or with only a reservation, is refused", () => {
  expect(evaluateService(policy, { taskSpec: {} })).toEqual(refusal("memoryBytes or nanoCpus"));
  expect(evaluate({ reservation: both })).toEqual(refusal("memoryBytes or nanoCpus"));
});

test("A service with only one limit is refused, and 0 does not count as a limit", () => {
  expect(evaluate({ limits: { memoryBytes: 1 } })).toEqual(refusal("nanoCpus"));
  expect(evaluate({ limits: { ...both, memoryBytes: 0 } })).toEqual(refusal("memoryBytes"));
});

test("The rule on limits cannot decide while a limit is unknown", () => {
  expect(evaluate(unknownText)).toEqual(undecided("", "taskSpec.resources"));
  expect(evaluate({ limits: { ...both, nanoCpus: unknownText } })).toEqual(
    undecided("", "taskSpec.resources.limits.nanoCpus"),
  );
});

test("The rule on limits ignores a service without inputs, which the provider has refused", () => {
  expect(evaluateService(policy, {})).toEqual(silent);
});
