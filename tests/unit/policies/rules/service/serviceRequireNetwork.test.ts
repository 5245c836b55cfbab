import { serviceRequireNetwork as policy } from "../../../../../policies/rules/service/serviceRequireNetwork";
import { evaluateService, silent, undecided } from "../../stacks";
import { unknownText } from "../../violations";

const refusal = {
  violations: [
    `Service "api" is on no network: others cannot find it by name, and a port that it publishes puts it on the ingress with every ` +
      `other service that publishes one. Attach it to an overlay network.`,
  ],
};

it("accepts a service that is on a network, known or not yet", () => {
  expect(evaluateService(policy, { taskSpec: { networksAdvanceds: [{ id: unknownText }] } })).toEqual(silent);
});

it.each([{ taskSpec: {} }, { taskSpec: { networksAdvanceds: [] } }])("refuses %j", (props) => {
  expect(evaluateService(policy, props)).toEqual(refusal);
});

it("cannot decide while the networks are unknown", () => {
  expect(evaluateService(policy, { taskSpec: { networksAdvanceds: unknownText } })).toEqual(
    undecided("", "taskSpec.networksAdvanceds"),
  );
});

it("says nothing about a service that the provider has refused, which comes without its inputs", () => {
  expect(evaluateService(policy, {})).toEqual(silent);
});
