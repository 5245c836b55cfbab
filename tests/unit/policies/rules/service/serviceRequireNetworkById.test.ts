import { serviceRequireNetworkById as policy } from "../../../../../policies/rules/service/serviceRequireNetworkById";
import { evaluateService, silent, undecided } from "../../stacks";
import { unknownText } from "../../violations";

const id = "l08kcomnzr4ivny8nrb44c3dz";
const on = (...networksAdvanceds: unknown[]): ReturnType<typeof evaluateService> =>
  evaluateService(policy, { taskSpec: { networksAdvanceds } });

const refusal = (name: string, index = 0): ReturnType<typeof evaluateService> => ({
  violations: [
    `Service "api" refers to a network by the name "${name}" in taskSpec.networksAdvanceds[${index}]. The name ` +
      "is deprecated: Swarm stores the ID, so the official provider replaces the service on each preview. Set the " +
      "network's id instead.",
  ],
});

test("A service with network IDs passes, even unknown ones, and so does a service without networks", () => {
  expect(on({ id }, { id: unknownText, aliases: ["db"] })).toEqual(silent);
  expect(evaluateService(policy, { taskSpec: {} })).toEqual(silent);
});

test("Each network that a service refers to by name is refused", () => {
  expect(on({ name: "backend" })).toEqual(refusal("backend"));
  expect(on({ id }, { name: "backend", aliases: ["db"] })).toEqual(refusal("backend", 1));
  expect(on({ id: "", name: "backend" })).toEqual(refusal("backend"));
});

test("The names that providers report beside or in place of an ID pass", () => {
  expect(on({ id, name: "" })).toEqual(silent);
  expect(on({ id, name: "backend" })).toEqual(silent);
  expect(on({ name: id })).toEqual(silent);
});

test("The rule on network IDs cannot decide while the networks, or a name without an ID, are unknown", () => {
  expect(evaluateService(policy, { taskSpec: unknownText })).toEqual(undecided("", "taskSpec"));
  expect(evaluateService(policy, { taskSpec: { networksAdvanceds: unknownText } })).toEqual(
    undecided("", "taskSpec.networksAdvanceds"),
  );
  expect(on({ name: unknownText })).toEqual(undecided("", "taskSpec.networksAdvanceds[0].name"));
  expect(on({ id: unknownText, name: unknownText })).toEqual(silent);
});
