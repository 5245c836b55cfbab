import { serviceRequireLimits as policy } from "../../../../../policies/rules/service/serviceRequireLimits";
import { judgeService, silent, undecided } from "../../stacks";
import { unknownText } from "../../violations";

const both = { memoryBytes: 268435456, nanoCpus: 500000000 };
const judge = (resources: unknown): ReturnType<typeof judgeService> =>
  judgeService(policy, { taskSpec: { resources } });

const refusal = (missing: string): ReturnType<typeof judgeService> => ({
  violations: [
    `Service "api" does not limit its tasks: taskSpec.resources.limits has no ${missing}. Give both, so that no task can take a whole node.`,
  ],
});

it("accepts both limits", () => {
  expect(judge({ limits: both })).toEqual(silent);
});

it("refuses a service without resources, or with a reservation alone", () => {
  expect(judgeService(policy, { taskSpec: {} })).toEqual(refusal("memoryBytes and no nanoCpus"));
  expect(judge({ reservation: both })).toEqual(refusal("memoryBytes and no nanoCpus"));
});

it("refuses one limit alone, and 0, which is none", () => {
  expect(judge({ limits: { memoryBytes: 1 } })).toEqual(refusal("nanoCpus"));
  expect(judge({ limits: { ...both, memoryBytes: 0 } })).toEqual(refusal("memoryBytes"));
});

it("cannot decide while a limit is unknown", () => {
  expect(judge(unknownText)).toEqual(undecided("", "taskSpec.resources"));
  expect(judge({ limits: { ...both, nanoCpus: unknownText } })).toEqual(
    undecided("", "taskSpec.resources.limits.nanoCpus"),
  );
});

it("says nothing about a service that the provider has refused, which comes without its inputs", () => {
  expect(judgeService(policy, {})).toEqual(silent);
});
