import { serviceRequireNetwork as policy } from "../../../../../policies/rules/service/serviceRequireNetwork";
import { evaluateService, silent, undecided } from "../../stacks";
import { unknownText } from "../../violations";

const refusal = {
  violations: [
    'Service "api" has no network: other services cannot find it by name, and if it publishes a port, it shares ' +
      "the ingress network with every other service that publishes one. Attach it to an overlay network.",
  ],
};

test("A service on a network passes, even if the network is unknown", () => {
  expect(evaluateService(policy, { taskSpec: { networksAdvanceds: [{ id: unknownText }] } })).toEqual(silent);
});

test.each([{ taskSpec: {} }, { taskSpec: { networksAdvanceds: [] } }])(
  "A service with %j is refused because it has no network",
  (props) => {
    expect(evaluateService(policy, props)).toEqual(refusal);
  },
);

test("The rule on missing networks cannot decide while the networks are unknown", () => {
  expect(evaluateService(policy, { taskSpec: { networksAdvanceds: unknownText } })).toEqual(
    undecided("", "taskSpec.networksAdvanceds"),
  );
});

test("The rule on missing networks ignores a service without inputs, which the provider has refused", () => {
  expect(evaluateService(policy, {})).toEqual(silent);
});
