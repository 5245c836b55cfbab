import { serviceRequireUpdateConfig as policy } from "../../../../../policies/rules/service/serviceRequireUpdateConfig";
import { judgeService, silent, undecided } from "../../stacks";
import { unknownText } from "../../violations";

const judge = (props: object): ReturnType<typeof judgeService> => judgeService(policy, { taskSpec: {}, ...props });

const valid = { failureAction: "rollback", monitor: "10s" };

const refusal = (...faults: string[]): ReturnType<typeof judgeService> => ({
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
  expect(judge({ updateConfig: valid })).toEqual(silent);
  expect(judge({ updateConfig: { ...valid, failureAction: "Rollback" } })).toEqual(silent);
  expect(judge({ updateConfig: valid, rollbackConfig: { failureAction: "pause" } })).toEqual(silent);
});

it("refuses a service without an update config", () => {
  expect(judge({})).toEqual(refusal("has no updateConfig, so that a failed update is left half done"));
});

it("refuses each part that is missing or wrong", () => {
  expect(judge({ updateConfig: { monitor: "10s" } })).toEqual(refusal(stays("pause")));
  expect(judge({ updateConfig: { ...valid, failureAction: "continue" } })).toEqual(refusal(stays("continue")));
  expect(judge({ updateConfig: { failureAction: "rollback" } })).toEqual(refusal(unwatched));
  expect(judge({ updateConfig: { ...valid, monitor: "0s" } })).toEqual(refusal(unwatched));
  expect(judge({ updateConfig: {} })).toEqual(refusal(stays("pause"), unwatched));
  expect(judge({ updateConfig: valid, rollbackConfig: { failureAction: "continue" } })).toEqual(
    refusal(`has the rollback's failureAction "continue", which replaces what is left after failures`),
  );
});

it("cannot decide while a part is unknown", () => {
  expect(judge({ updateConfig: unknownText })).toEqual(undecided("", "updateConfig"));
  expect(judge({ updateConfig: { ...valid, failureAction: unknownText } })).toEqual(
    undecided("", "updateConfig.failureAction"),
  );
  expect(judge({ updateConfig: { ...valid, monitor: unknownText } })).toEqual(undecided("", "updateConfig.monitor"));
});

it("says nothing about a service that the provider has refused, which comes without its inputs", () => {
  expect(judgeService(policy, {})).toEqual(silent);
});
