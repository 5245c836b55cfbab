import { serviceRequireLimits as policy } from "../../../../../policies/rules/service/serviceRequireLimits";
import { evaluateService, silent, undecided } from "../../stacks";
import { unknownText } from "../../violations";

const both = { memoryBytes: 268435456, nanoCpus: 500000000 };
const evaluate = (resources: unknown): ReturnType<typeof evaluateService> =>
  evaluateService(policy, { taskSpec: { resources } });

const refusal = (missing: string): ReturnType<typeof evaluateService> => ({
  violations: [
    `Service "api" does not limit its tasks: taskSpec.resources.limits has no ${missing}. Give both, so that no task can take a whole node.`,
  ],
});

it("accepts both limits", () => {
  expect(evaluate({ limits: both })).toEqual(silent);
});

it("refuses a service without resources, or with a reservation alone", () => {
  expect(evaluateService(policy, { taskSpec: {} })).toEqual(refusal("memoryBytes and no nanoCpus"));
  expect(evaluate({ reservation: both })).toEqual(refusal("memoryBytes and no nanoCpus"));
});

it("refuses one limit alone, and 0, which is none", () => {
  expect(evaluate({ limits: { memoryBytes: 1 } })).toEqual(refusal("nanoCpus"));
  expect(evaluate({ limits: { ...both, memoryBytes: 0 } })).toEqual(refusal("memoryBytes"));
});

it("cannot decide while a limit is unknown", () => {
  expect(evaluate(unknownText)).toEqual(undecided("", "taskSpec.resources"));
  expect(evaluate({ limits: { ...both, nanoCpus: unknownText } })).toEqual(
    undecided("", "taskSpec.resources.limits.nanoCpus"),
  );
});

it("says nothing about a service that the provider has refused, which comes without its inputs", () => {
  expect(evaluateService(policy, {})).toEqual(silent);
});
