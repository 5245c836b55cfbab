import { serviceRequireReadOnlyRootFileSystem as policy } from "../../../../../policies/rules/service/serviceRequireReadOnlyRootFileSystem";
import { evaluateService, silent, undecided } from "../../stacks";
import { unknownText } from "../../violations";

type Said = ReturnType<typeof evaluateService>;

const container = (containerSpec: object, settings = {}): Said =>
  evaluateService(policy, { taskSpec: { containerSpec } }, settings);

const refusal: Said = {
  violations: [
    "Service \"api\" does not set 'readOnly' (taskSpec.containerSpec.readOnly): its tasks can change the programs " +
      "that they run. Set readOnly: true with a tmpfs mount where the program writes, or add the name to this rule's " +
      'setting "except".',
  ],
};

test("A read-only root file system passes, and a writable one is refused", () => {
  expect(container({ readOnly: true })).toEqual(silent);
  expect(container({ readOnly: "true" })).toEqual(silent);
  expect(container({})).toEqual(refusal);
  expect(container({ readOnly: false })).toEqual(refusal);
});

test("The settings name services that may write, and an unknown value leaves the verdict open", () => {
  expect(container({}, { except: ["a*"] })).toEqual(silent);
  expect(container({ readOnly: unknownText })).toEqual(undecided("", "taskSpec.containerSpec.readOnly"));
  expect(evaluateService(policy, {})).toEqual(silent);
});

test("The rule is off unless a configuration switches it on", () => {
  expect(policy.enforcementLevel).toBe("disabled");
});
