import { serviceRequireDroppedCapabilities as policy } from "../../../../../policies/rules/service/serviceRequireDroppedCapabilities";
import { evaluateService, silent, undecided } from "../../stacks";
import { unknownText } from "../../violations";

type Said = ReturnType<typeof evaluateService>;

const container = (containerSpec: object, settings = {}): Said =>
  evaluateService(policy, { taskSpec: { containerSpec } }, settings);

const refusal: Said = {
  violations: [
    'Service "api" does not drop all Linux capabilities (taskSpec.containerSpec.capDrops). Set capDrops: ["ALL"] and ' +
      'list what the program needs in capAdds, or add the name to this rule\'s setting "except".',
  ],
};

test.each(["ALL", "CAP_ALL", "all"])("The dropped capability %s passes", (capability) => {
  expect(container({ capDrops: ["CAP_KILL", capability] })).toEqual(silent);
});

test("A service that keeps capabilities is refused, unless the settings name it", () => {
  expect(container({})).toEqual(refusal);
  expect(container({ capDrops: ["CAP_NET_RAW", "WALL"] })).toEqual(refusal);
  expect(container({}, { except: ["api"] })).toEqual(silent);
  expect(container({ capDrops: unknownText })).toEqual(undecided("", "taskSpec.containerSpec.capDrops"));
  expect(evaluateService(policy, {})).toEqual(silent);
});

test("The rule is off unless a configuration switches it on", () => {
  expect(policy.enforcementLevel).toBe("disabled");
});
