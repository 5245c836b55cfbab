import { serviceDisallowHostNetwork as policy } from "../../../../../policies/rules/service/serviceDisallowHostNetwork";
import { evaluateService, silent, undecided } from "../../stacks";
import { unknownText } from "../../violations";

const on = (...networksAdvanceds: unknown[]): ReturnType<typeof evaluateService> =>
  evaluateService(policy, { taskSpec: { networksAdvanceds } });

const why = {
  host: "its tasks share the node's interfaces, ports and loopback, without any network isolation",
  bridge: "its tasks share the node's default bridge with every container that has no other network",
};

const refusal = (call: string, kind: keyof typeof why, index = 0): ReturnType<typeof evaluateService> => ({
  violations: [
    `Service "api" is on the network "${call}" (taskSpec.networksAdvanceds[${index}]), which is built into every ` +
      `Docker Engine: ${why[kind]}. Attach the service to an overlay network; to listen on the node's own address, ` +
      "publish the port in host mode.",
  ],
});

test("A service on overlay networks passes, and so does a service without networks", () => {
  expect(on({ id: "l08kcomnzr4ivny8nrb44c3dz" }, { name: "backend" })).toEqual(silent);
  expect(evaluateService(policy, {})).toEqual(silent);
});

test.each(["host", "bridge"] as const)(
  "A service on the network %s is refused, by name or by ID, even if it is on another network as well",
  (name) => {
    expect(on({ name })).toEqual(refusal(name, name));
    expect(on({ id: name })).toEqual(refusal(name, name));
    expect(on({ id: "l08kcomnzr4ivny8nrb44c3dz" }, { id: unknownText, name })).toEqual(refusal(name, name, 1));
  },
);

test("A service on the network Host is refused, because network names ignore case", () => {
  expect(on({ name: "Host" })).toEqual(refusal("Host", "host"));
});

test.each(["host-net", "my_bridge", "docker_gwbridge", "hosts"])("A service on the network %s passes", (name) => {
  expect(on({ name })).toEqual(silent);
});

test("The rule on the host network cannot decide while the networks are unknown", () => {
  expect(evaluateService(policy, { taskSpec: unknownText })).toEqual(undecided("", "taskSpec"));
  expect(evaluateService(policy, { taskSpec: { networksAdvanceds: unknownText } })).toEqual(
    undecided("", "taskSpec.networksAdvanceds"),
  );
});

test("A service on a network with a yet unknown ID passes, because the host network is not a resource", () => {
  expect(on({ id: unknownText })).toEqual(silent);
});

test("A service on a network that exists on one node only is refused by its ID, which a lookup of host returns", () => {
  const id = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
  const refused = {
    violations: [
      'Service "api" is on the network with the ID "9f86d081884c…" (taskSpec.networksAdvanceds[0]), which exists on ' +
        'a single node: of these networks, a service can use only "host" and "bridge", which are built into every ' +
        "Docker Engine. Attach the service to an overlay network; to listen on the node's own address, publish the " +
        "port in host mode.",
    ],
  };
  expect(on({ id })).toEqual(refused);
  expect(on({ name: id })).toEqual(refused);
  expect(on({ id: id.slice(0, 40) })).toEqual(refused);
  // As long as the ID of an overlay network, although all its characters are hexadecimal digits.
  expect(on({ id: id.slice(0, 25) })).toEqual(silent);
});
