import { stackRequireAddressHeadroom as policy } from "../../../../../policies/rules/stack/stackRequireAddressHeadroom";
import type { EvaluatedResource } from "../../../../../policies/evaluation/evaluate";
import {
  evaluateRule,
  overlay,
  planned,
  plannedService,
  port,
  publish,
  service,
  silent,
  undecided,
} from "../../stacks";
import { unknownText } from "../../violations";

const sized = (subnet: string, more = {}): EvaluatedResource => overlay("a", { ipamConfigs: [{ subnet }], ...more });
const replicas = (count: unknown): Record<string, unknown> => ({ mode: { replicated: { replicas: count } } });

interface Load {
  readonly free: number;
  readonly need: number;
  readonly services?: number;
  readonly vip: number;
  readonly nodes: number;
  readonly tasks: number;
  readonly surge: number;
  readonly swarm?: number;
  readonly kept?: string;
  readonly name?: string;
}

const refusal = ({
  name = "a",
  free,
  need,
  services = 1,
  vip,
  nodes,
  tasks,
  surge,
  swarm = 3,
  kept = "",
}: Load): ReturnType<typeof evaluateRule> => ({
  violations: [
    [
      name,
      `Network "${name}" has ${free} addresses for services, nodes and tasks${kept}, but its ${services} ` +
        `${services === 1 ? "service needs" : "services need"} ${need} in a swarm of ${swarm} nodes: ${vip} virtual ` +
        `${vip === 1 ? "address" : "addresses"}, ${nodes} for the nodes' load balancers, ${tasks} for tasks, ` +
        `${surge} for tasks that an update starts in addition. Tasks without an address stay in the state new, ` +
        "without an error. Add a subnet, or reduce the number of tasks.",
    ],
  ],
});

test("The rule accepts a network that has exactly the addresses that it needs", () => {
  // A /28 has 13: one virtual address, three nodes, eight tasks, one more during an update.
  expect(evaluateRule(policy, [sized("10.1.0.0/28"), service("api", ["a"], replicas(8))])).toEqual(silent);
});

test("The rule refuses one task more, also if the network is attached by name", () => {
  const said = refusal({ free: 13, need: 14, vip: 1, nodes: 3, tasks: 9, surge: 1 });
  expect(evaluateRule(policy, [sized("10.1.0.0/28"), service("api", ["a"], replicas(9))])).toEqual(said);
  expect(evaluateRule(policy, [sized("10.1.0.0/28"), service("api", [{ name: "a" }], replicas("9"))])).toEqual(said);
});

test("The rule adds up services, without virtual addresses for dnsrr", () => {
  const stack = [
    sized("10.1.0.0/28"),
    service("api", ["a"], replicas(3)),
    service("web", ["a"], { ...replicas(4), endpointSpec: { mode: "dnsrr" } }),
  ];
  expect(evaluateRule(policy, stack)).toEqual(silent);
  // Also without a task, a service has its virtual address.
  expect(evaluateRule(policy, [...stack, service("zoo", ["a"], replicas(0))])).toEqual(
    refusal({ free: 13, need: 14, services: 3, vip: 2, nodes: 3, tasks: 7, surge: 2 }),
  );
  expect(evaluateRule(policy, [...stack, service("zoo", ["a"], replicas(1))])).toEqual(
    refusal({ free: 13, need: 16, services: 3, vip: 2, nodes: 3, tasks: 8, surge: 3 }),
  );
});

test("The rule counts all tasks twice if an update replaces all at once", () => {
  const api = service("api", ["a"], { ...replicas(5), updateConfig: { parallelism: 0 } });
  expect(evaluateRule(policy, [sized("10.1.0.0/28"), api])).toEqual(
    refusal({ free: 13, need: 14, vip: 1, nodes: 3, tasks: 5, surge: 5 }),
  );
});

test("The rule counts a task on each node for a global service, and no more load balancers than tasks", () => {
  const global = service("api", ["a"], { mode: { global: true } });
  expect(evaluateRule(policy, [sized("10.1.0.0/27"), global], { nodes: 20 })).toEqual(
    refusal({ free: 29, need: 42, vip: 1, nodes: 20, tasks: 20, surge: 1, swarm: 20 }),
  );
  expect(evaluateRule(policy, [sized("10.1.0.0/29"), service("api", ["a"])], { nodes: 20 })).toEqual(silent);
});

test("The rule adds up subnets, and subtracts addresses outside a range and the gateway", () => {
  const two = overlay("a", { ipamConfigs: [{ subnet: "10.1.0.0/28" }, { subnet: "10.2.0.0/28" }] });
  expect(evaluateRule(policy, [two, service("api", ["a"], replicas(20))])).toEqual(silent);
  const range = overlay("a", {
    ipamConfigs: [{ subnet: "10.1.0.0/24", gateway: "10.1.0.1", ipRange: "10.1.0.16/29" }],
  });
  expect(evaluateRule(policy, [range, service("api", ["a"], replicas(4))])).toEqual(
    refusal({ free: 8, need: 9, vip: 1, nodes: 3, tasks: 4, surge: 1 }),
  );
});

test("The rule assumes that Swarm chooses a /24, or the size in the setting", () => {
  const stack = [planned("a"), plannedService("api", ["a"], [{}], replicas(248))];
  expect(evaluateRule(policy, stack)).toEqual(silent);
  expect(evaluateRule(policy, stack, { poolPrefix: 26 })).toEqual(
    refusal({ free: 61, need: 253, vip: 1, nodes: 3, tasks: 248, surge: 1 }),
  );
});

test("The rule keeps the number of addresses in the setting reserve free", () => {
  const stack = [sized("10.1.0.0/28"), service("api", ["a"], replicas(8))];
  expect(evaluateRule(policy, stack, { reserve: 1 })).toEqual(
    refusal({ free: 13, need: 13, vip: 1, nodes: 3, tasks: 8, surge: 1, kept: ", of which 1 are reserved" }),
  );
});

test("The rule counts every node on the ingress, and the services that publish through it", () => {
  const edge = overlay("edge", { ingress: true, ipamConfigs: [{ subnet: "10.1.0.0/28" }] });
  const web = service("web", [], { ...replicas(2), ...publish(port(80)) });
  expect(evaluateRule(policy, [edge, web, service("api", [], replicas(50))], { nodes: 9 })).toEqual(silent);
  expect(evaluateRule(policy, [edge, web], { nodes: 10 })).toEqual(
    refusal({ name: "edge", free: 13, need: 14, vip: 1, nodes: 10, tasks: 2, surge: 1, swarm: 10 }),
  );
});

test("The rule reports what certainly does not fit, and cannot decide if unknown values matter", () => {
  const api = (count: unknown): EvaluatedResource => service("api", ["a"], replicas(count));
  const web = service("web", ["a"], replicas(9));
  expect(evaluateRule(policy, [sized("10.1.0.0/28"), api(unknownText), web]).violations).toHaveLength(1);
  expect(evaluateRule(policy, [sized("10.1.0.0/28"), api(unknownText)])).toEqual(
    undecided(`service "api"`, "mode.replicated.replicas"),
  );
  const stack = [planned("a", { ipamConfigs: [{ subnet: "10.1.0.0/28" }] }), planned("b")];
  expect(evaluateRule(policy, [...stack, plannedService("api", ["a", "b"], [{}], replicas(9))])).toEqual(
    undecided(`service "api"`, "taskSpec.networksAdvanceds[0].id"),
  );
  // Whatever is not known, it fits.
  expect(evaluateRule(policy, [...stack, plannedService("api", ["a", "b"], [{}], replicas(5))])).toEqual(silent);
  const modes = { ...replicas(4), endpointSpec: { mode: unknownText }, updateConfig: { parallelism: unknownText } };
  expect(evaluateRule(policy, [sized("10.1.0.0/28"), service("api", ["a"], modes)])).toEqual(silent);
});

test("The rule cannot decide if a virtual address, or the way through the ingress, is all that matters", () => {
  // A /28 has 13: three nodes, nine tasks and one more during an update leave none for a virtual address.
  const api = service("api", ["a"], { ...replicas(9), endpointSpec: { mode: unknownText } });
  expect(evaluateRule(policy, [sized("10.1.0.0/28"), api])).toEqual(undecided(`service "api"`, "endpointSpec.mode"));
  const edge = overlay("edge", { ingress: true, ipamConfigs: [{ subnet: "10.1.0.0/28" }] });
  const web = service("web", [], { ...replicas(9), ...publish(port(80, { publishMode: unknownText })) });
  expect(evaluateRule(policy, [edge, web])).toEqual(undecided(`service "web"`, "endpointSpec.ports[0].publishMode"));
});

test("The rule names only what decides, not what is unknown about other services", () => {
  const api = service("api", ["a"], replicas(unknownText));
  const web = service("web", ["a"], { ...replicas(3), ...publish(port(80, { publishMode: unknownText })) });
  expect(evaluateRule(policy, [sized("10.1.0.0/28"), api, web])).toEqual(
    undecided(`service "api"`, "mode.replicated.replicas"),
  );
});

test("The rule counts published ports only for the ingress", () => {
  const web = service("web", [], { ...replicas(50), ...publish(port(80)) });
  expect(evaluateRule(policy, [sized("10.1.0.0/28"), web])).toEqual(silent);
});

test("The rule assumes the size that Swarm chooses for a subnet that is not set, not for an unknown one", () => {
  const many = service("api", ["a"], replicas(300));
  const network = (config: object): EvaluatedResource => overlay("a", { ipamConfigs: [config] });
  expect(evaluateRule(policy, [network({ gateway: "10.1.0.1" }), many]).violations).toHaveLength(1);
  expect(evaluateRule(policy, [network({ subnet: unknownText }), many]).violations).toEqual([]);
});
