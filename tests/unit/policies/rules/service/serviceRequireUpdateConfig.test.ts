import { serviceRequireUpdateConfig as policy } from "../../../../../policies/rules/service/serviceRequireUpdateConfig";
import { evaluateService, silent, undecided } from "../../stacks";
import { unknownText } from "../../violations";

const evaluate = (props: object): ReturnType<typeof evaluateService> =>
  evaluateService(policy, { taskSpec: {}, ...props });

const valid = { failureAction: "rollback", monitor: "10s" };

const refusal = (...faults: string[]): ReturnType<typeof evaluateService> => ({
  violations: faults.map(
    (fault) =>
      `Service "api" ${fault}. Use updateConfig: { failureAction: "rollback", monitor: "10s" }, with a monitor ` +
      'long enough for a faulty task to fail, and the failureAction "pause" in rollbackConfig.',
  ),
});

const unwatched = "does not set updateConfig.monitor, the time that Swarm watches a new task";
const stays = (action: string): string =>
  `has the updateConfig.failureAction "${action}", which does not undo a failed update`;

test("An update config with a rollback and a monitor passes, with or without a rollback config that pauses", () => {
  expect(evaluate({ updateConfig: valid })).toEqual(silent);
  expect(evaluate({ updateConfig: { ...valid, failureAction: "Rollback" } })).toEqual(silent);
  expect(evaluate({ updateConfig: valid, rollbackConfig: { failureAction: "pause" } })).toEqual(silent);
});

test("A service without an update config is refused", () => {
  expect(evaluate({})).toEqual(refusal("has no updateConfig, so a failed update stops halfway"));
});

test.each([{ replicatedJob: {} }, { globalJob: true }])("A job has no update config, in mode %j", (mode) => {
  expect(evaluate({ mode })).toEqual(silent);
});

test("Each missing or wrong part of an update config is refused", () => {
  expect(evaluate({ updateConfig: { monitor: "10s" } })).toEqual(refusal(stays("pause")));
  expect(evaluate({ updateConfig: { ...valid, failureAction: "continue" } })).toEqual(refusal(stays("continue")));
  expect(evaluate({ updateConfig: { failureAction: "rollback" } })).toEqual(refusal(unwatched));
  expect(evaluate({ updateConfig: { ...valid, monitor: "0s" } })).toEqual(refusal(unwatched));
  expect(evaluate({ updateConfig: {} })).toEqual(refusal(stays("pause"), unwatched));
  expect(evaluate({ updateConfig: valid, rollbackConfig: { failureAction: "continue" } })).toEqual(
    refusal(`has the rollbackConfig.failureAction "continue", which keeps replacing tasks after failures`),
  );
});

test("The rule on update configs cannot decide while a part of the update config is unknown", () => {
  expect(evaluate({ updateConfig: unknownText })).toEqual(undecided("", "updateConfig"));
  expect(evaluate({ updateConfig: { ...valid, failureAction: unknownText } })).toEqual(
    undecided("", "updateConfig.failureAction"),
  );
  expect(evaluate({ updateConfig: { ...valid, monitor: unknownText } })).toEqual(undecided("", "updateConfig.monitor"));
});

test("The rule on update configs ignores a service without inputs, which the provider has refused", () => {
  expect(evaluateService(policy, {})).toEqual(silent);
});
