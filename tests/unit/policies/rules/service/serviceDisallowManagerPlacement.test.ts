import { serviceDisallowManagerPlacement as policy } from "../../../../../policies/rules/service/serviceDisallowManagerPlacement";
import { evaluateService, silent, undecided } from "../../stacks";
import { unknownText } from "../../violations";

type Said = ReturnType<typeof evaluateService>;

const placed = (constraints: unknown, settings = {}): Said =>
  evaluateService(policy, { taskSpec: { placement: { constraints } } }, settings);

const refusal = (how: string): Said => ({
  violations: [
    `Service "api" ${how} on managers: a task that exhausts or takes over a manager takes the swarm with it. Add the ` +
      'constraint "node.role==worker" to taskSpec.placement.constraints, or add the name to this rule\'s setting ' +
      '"except".',
  ],
});

test.each(["node.role==worker", "node.role == worker", "node.role!=manager", "NODE.ROLE==WORKER"])(
  "The constraint %s passes",
  (constraint) => {
    expect(placed(["node.labels.zone==a", constraint])).toEqual(silent);
  },
);

test("A service that runs on managers, or may do so, is refused", () => {
  expect(placed(["node.role == manager"])).toEqual(refusal('runs, by the constraint "node.role==manager",'));
  expect(placed(["node.role!=worker"])).toEqual(refusal('runs, by the constraint "node.role!=worker",'));
  expect(placed(["node.labels.role==worker"])).toEqual(refusal("may run"));
  expect(evaluateService(policy, { taskSpec: {} })).toEqual(refusal("may run"));
});

test("The settings name services that may run on managers, and unknown constraints leave the verdict open", () => {
  expect(placed([], { except: ["api"] })).toEqual(silent);
  expect(placed(unknownText)).toEqual(undecided("", "taskSpec.placement.constraints"));
  expect(placed([unknownText, "node.role==worker"])).toEqual(silent);
  expect(evaluateService(policy, { taskSpec: unknownText })).toEqual(undecided("", "taskSpec"));
  expect(evaluateService(policy, {})).toEqual(silent);
  expect(policy.enforcementLevel).toBe("disabled");
});
