import { serviceDisallowHostNetwork as policy } from "../../../../../policies/rules/service/serviceDisallowHostNetwork";
import { evaluateService, silent, undecided } from "../../stacks";
import { unknownText } from "../../violations";

const on = (...networksAdvanceds: unknown[]): ReturnType<typeof evaluateService> =>
  evaluateService(policy, { taskSpec: { networksAdvanceds } });

const why = {
  host: "its tasks share the node's interfaces, ports and loopback, and no network keeps them apart",
  bridge: "its tasks share the node's default bridge with every container that was given no network",
};

const refusal = (call: string, kind: keyof typeof why, index = 0): ReturnType<typeof evaluateService> => ({
  violations: [
    `Service "api" is on the network "${call}" (taskSpec.networksAdvanceds[${index}]), which every Docker Engine has: ${why[kind]}. ` +
      `Attach it to an overlay network, and publish ports in host mode where the node's own address is meant.`,
  ],
});

it("accepts overlay networks, and none", () => {
  expect(on({ id: "l08kcomnzr4ivny8nrb44c3dz" }, { name: "backend" })).toEqual(silent);
  expect(evaluateService(policy, {})).toEqual(silent);
});

it.each(["host", "bridge"] as const)("refuses %s by name and by id, also beside another network", (name) => {
  expect(on({ name })).toEqual(refusal(name, name));
  expect(on({ id: name })).toEqual(refusal(name, name));
  expect(on({ id: "l08kcomnzr4ivny8nrb44c3dz" }, { id: unknownText, name })).toEqual(refusal(name, name, 1));
});

it("refuses it in another case, which no other network can have", () => {
  expect(on({ name: "Host" })).toEqual(refusal("Host", "host"));
});

it.each(["host-net", "my_bridge", "docker_gwbridge", "hosts"])("lets the network %s be", (name) => {
  expect(on({ name })).toEqual(silent);
});

it("cannot decide while the networks are unknown", () => {
  expect(evaluateService(policy, { taskSpec: unknownText })).toEqual(undecided("", "taskSpec"));
  expect(evaluateService(policy, { taskSpec: { networksAdvanceds: unknownText } })).toEqual(
    undecided("", "taskSpec.networksAdvanceds"),
  );
});

it("is silent about an id that another resource will have", () => {
  expect(on({ id: unknownText })).toEqual(silent);
});
