import { serviceRequireNetworkById as policy } from "../../../../../policies/rules/service/serviceRequireNetworkById";
import { evaluateService, silent, undecided } from "../../stacks";
import { unknownText } from "../../violations";

const id = "l08kcomnzr4ivny8nrb44c3dz";
const on = (...networksAdvanceds: unknown[]): ReturnType<typeof evaluateService> =>
  evaluateService(policy, { taskSpec: { networksAdvanceds } });

const refusal = (name: string, index = 0): ReturnType<typeof evaluateService> => ({
  violations: [
    `Service "api" names a network by the name "${name}" in taskSpec.networksAdvanceds[${index}]. The name is deprecated: Swarm keeps ` +
      `the id, and the official provider then replaces the service on each preview. Give the network's id.`,
  ],
});

it("accepts ids, known or not yet, and no networks", () => {
  expect(on({ id }, { id: unknownText, aliases: ["db"] })).toEqual(silent);
  expect(evaluateService(policy, { taskSpec: {} })).toEqual(silent);
});

it("refuses a name, each one", () => {
  expect(on({ name: "backend" })).toEqual(refusal("backend"));
  expect(on({ id }, { name: "backend", aliases: ["db"] })).toEqual(refusal("backend", 1));
  expect(on({ id: "", name: "backend" })).toEqual(refusal("backend"));
});

it("accepts what the providers report of an id", () => {
  expect(on({ id, name: "" })).toEqual(silent);
  expect(on({ id, name: "backend" })).toEqual(silent);
  expect(on({ name: id })).toEqual(silent);
});

it("cannot decide while the networks, or a name without an id, are unknown", () => {
  expect(evaluateService(policy, { taskSpec: unknownText })).toEqual(undecided("", "taskSpec"));
  expect(evaluateService(policy, { taskSpec: { networksAdvanceds: unknownText } })).toEqual(
    undecided("", "taskSpec.networksAdvanceds"),
  );
  expect(on({ name: unknownText })).toEqual(undecided("", "taskSpec.networksAdvanceds.0.name"));
  expect(on({ id: unknownText, name: unknownText })).toEqual(silent);
});
