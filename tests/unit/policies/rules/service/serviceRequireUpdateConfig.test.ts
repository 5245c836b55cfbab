import { serviceRequireUpdateConfig as policy } from "../../../../../policies/rules/service/serviceRequireUpdateConfig";
import { evaluateService, silent, undecided } from "../../stacks";
import { unknownText } from "../../violations";

const evaluate = (props: object): ReturnType<typeof evaluateService> =>
  evaluateService(policy, { taskSpec: {}, ...props });

const valid = { failureAction: "rollback", monitor: "10s" };

const refusal = (...faults: string[]): ReturnType<typeof evaluateService> => ({
  violations: faults.map(
    (fault) =>
      `Service "api" ${fault}. Use updateConfig: { failureAction: "rollback", monitor: "10s" }, with a monitor that a task needs ` +
      `to fail, and failureAction "pause" for a rollback.`,
  ),
});

const unwatched = "does not say in updateConfig.monitor how long a new task is watched";
const stays = (action: string): string =>
  `has the update's failureAction "${action}", which leaves or spreads a failed update`;

it("accepts a rollback with a monitor, in any case, with or without a rollback config that pauses", () => {
  expect(evaluate({ updateConfig: valid })).toEqual(silent);
  expect(evaluate({ updateConfig: { ...valid, failureAction: "Rollback" } })).toEqual(silent);
  expect(evaluate({ updateConfig: valid, rollbackConfig: { failureAction: "pause" } })).toEqual(silent);
});

it("refuses a service without an update config", () => {
  expect(evaluate({})).toEqual(refusal("has no updateConfig, so that a failed update is left half done"));
});

it("refuses each part that is missing or wrong", () => {
  expect(evaluate({ updateConfig: { monitor: "10s" } })).toEqual(refusal(stays("pause")));
  expect(evaluate({ updateConfig: { ...valid, failureAction: "continue" } })).toEqual(refusal(stays("continue")));
  expect(evaluate({ updateConfig: { failureAction: "rollback" } })).toEqual(refusal(unwatched));
  expect(evaluate({ updateConfig: { ...valid, monitor: "0s" } })).toEqual(refusal(unwatched));
  expect(evaluate({ updateConfig: {} })).toEqual(refusal(stays("pause"), unwatched));
  expect(evaluate({ updateConfig: valid, rollbackConfig: { failureAction: "continue" } })).toEqual(
    refusal(`has the rollback's failureAction "continue", which replaces what is left after failures`),
  );
});

it("cannot decide while a part is unknown", () => {
  expect(evaluate({ updateConfig: unknownText })).toEqual(undecided("", "updateConfig"));
  expect(evaluate({ updateConfig: { ...valid, failureAction: unknownText } })).toEqual(
    undecided("", "updateConfig.failureAction"),
  );
  expect(evaluate({ updateConfig: { ...valid, monitor: unknownText } })).toEqual(undecided("", "updateConfig.monitor"));
});

it("says nothing about a service that the provider has refused, which comes without its inputs", () => {
  expect(evaluateService(policy, {})).toEqual(silent);
});
