import { serviceRequireHealthcheck as policy } from "../../../../../policies/rules/service/serviceRequireHealthcheck";
import { evaluateService, silent, undecided } from "../../stacks";
import { unknownText } from "../../violations";

const evaluate = (containerSpec: object): ReturnType<typeof evaluateService> =>
  evaluateService(policy, { taskSpec: { containerSpec } });

const refusal = (fault: string): ReturnType<typeof evaluateService> => ({
  violations: [
    `Service "api" ${fault}: a task gets traffic as soon as it runs, and a rolling update goes on whether or not it works. ` +
      `Give taskSpec.containerSpec.healthcheck, also when the image has one that this rule cannot see.`,
  ],
});

it("accepts a health check, as a command or for the shell, also one whose command is unknown", () => {
  expect(evaluate({ healthcheck: { tests: ["CMD", "/healthy"] } })).toEqual(silent);
  expect(evaluate({ healthcheck: { tests: ["CMD-SHELL", unknownText] } })).toEqual(silent);
});

it.each([{}, { healthcheck: {} }, { healthcheck: { tests: [] } }, { healthcheck: { interval: "5s" } }])(
  "refuses %j",
  (containerSpec) => {
    expect(evaluate(containerSpec)).toEqual(refusal("has no health check"));
  },
);

it("refuses one that switches health checks off", () => {
  expect(evaluate({ healthcheck: { tests: ["NONE"] } })).toEqual(
    refusal(`switches health checks off (tests: ["NONE"])`),
  );
});

it("cannot decide while the health check is unknown", () => {
  expect(evaluate({ healthcheck: unknownText })).toEqual(undecided("", "taskSpec.containerSpec.healthcheck"));
  expect(evaluate({ healthcheck: { tests: [unknownText] } })).toEqual(
    undecided("", "taskSpec.containerSpec.healthcheck.tests.0"),
  );
});

it("says nothing about a service that the provider has refused, which comes without its inputs", () => {
  expect(evaluateService(policy, {})).toEqual(silent);
});
