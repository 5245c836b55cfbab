import { serviceRequireHealthcheck as policy } from "../../../../../policies/rules/service/serviceRequireHealthcheck";
import { evaluateService, silent, undecided } from "../../stacks";
import { unknownText } from "../../violations";

const evaluate = (containerSpec: object): ReturnType<typeof evaluateService> =>
  evaluateService(policy, { taskSpec: { containerSpec } });

const refusal = (fault: string): ReturnType<typeof evaluateService> => ({
  violations: [
    `Service "api" ${fault}: a task receives traffic as soon as it runs, and a rolling update continues even if ` +
      "the new tasks do not work. Set taskSpec.containerSpec.healthcheck; this rule cannot see a health check that " +
      "the image defines.",
  ],
});

test("A health check passes as a command or as a shell command, even if the command is unknown", () => {
  expect(evaluate({ healthcheck: { tests: ["CMD", "/healthy"] } })).toEqual(silent);
  expect(evaluate({ healthcheck: { tests: ["CMD-SHELL", unknownText] } })).toEqual(silent);
});

test.each([{}, { healthcheck: {} }, { healthcheck: { tests: [] } }, { healthcheck: { interval: "5s" } }])(
  "A service with the container spec %j is refused because it has no health check",
  (containerSpec) => {
    expect(evaluate(containerSpec)).toEqual(refusal("has no health check"));
  },
);

test.each([{ replicatedJob: {} }, { globalJob: true }])("A job needs no health check, in mode %j", (mode) => {
  expect(evaluateService(policy, { taskSpec: { containerSpec: {} }, mode })).toEqual(silent);
});

test("A service that turns health checks off is refused", () => {
  expect(evaluate({ healthcheck: { tests: ["NONE"] } })).toEqual(refusal(`turns health checks off (tests: ["NONE"])`));
});

test("The rule on health checks cannot decide while the health check is unknown", () => {
  expect(evaluate({ healthcheck: unknownText })).toEqual(undecided("", "taskSpec.containerSpec.healthcheck"));
  expect(evaluate({ healthcheck: { tests: [unknownText] } })).toEqual(
    undecided("", "taskSpec.containerSpec.healthcheck.tests[0]"),
  );
});

test("The rule on health checks ignores a service without inputs, which the provider has refused", () => {
  expect(evaluateService(policy, {})).toEqual(silent);
});
