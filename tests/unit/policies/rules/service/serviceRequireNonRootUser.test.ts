import { serviceRequireNonRootUser as policy } from "../../../../../policies/rules/service/serviceRequireNonRootUser";
import { evaluateService, silent, undecided } from "../../stacks";
import { unknownText } from "../../violations";

type Said = ReturnType<typeof evaluateService>;

const container = (containerSpec: object, settings = {}): Said =>
  evaluateService(policy, { taskSpec: { containerSpec } }, settings);

const refusal = (given: string): Said => ({
  violations: [
    `Service "api" ${given} (taskSpec.containerSpec.user): its tasks may run as root. Set a user such as ` +
      `"1000:1000", or add the name to this rule's setting "except".`,
  ],
});

test.each(["1000", "1000:1000", "app", "rooty", "10:0"])("The user %s passes", (user) => {
  expect(container({ user })).toEqual(silent);
});

test.each(["root", "0", "0:1000", "root:root", "00", "+0", "-0:0"])("The user %s is refused", (user) => {
  expect(container({ user })).toEqual(refusal(`has the 'user' "${user}"`));
});

test("A service without a user is refused, unless the settings name it", () => {
  expect(container({})).toEqual(refusal("does not set 'user'"));
  expect(container({ user: "" })).toEqual(refusal("does not set 'user'"));
  expect(container({}, { except: ["api"] })).toEqual(silent);
  expect(container({ user: unknownText })).toEqual(undecided("", "taskSpec.containerSpec.user"));
  expect(evaluateService(policy, {})).toEqual(silent);
});

test("The rule is off unless a configuration switches it on", () => {
  expect(policy.enforcementLevel).toBe("disabled");
});
