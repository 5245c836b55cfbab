import { freeAddresses, neededAddresses } from "../../../swarm/capacity";
import type { Unknown } from "../../../swarm/draft";
import { unknown } from "../../../swarm/draft";
import type { Subnet } from "../../../swarm/subnet";
import * as example from "../../rule/example";
import { dockerEngine } from "../../rule/framework";
import { stackPolicy } from "../../rule/policy";
import { entriesOf, fieldsOf, hasVirtualAddress } from "../../facts/service";
import { isOnIngress } from "../../facts/servicePorts";
import { wholeNumber } from "../../rule/settings";
import type { StackNetwork } from "../../facts/topology/stackNetwork";
import type { StackService } from "../../facts/topology/stackService";
import { topologyOf } from "../../facts/stackTopology";
import type { Tasks } from "../../facts/tasks";
import { tasksOf } from "../../facts/tasks";
import { isOverlay } from "../../facts/network";
import { forEachAlone, settled } from "../../unknowns/looks";

const containerSpec = { image: "registry.example.com/shop/api:1.4.2" };
const taskSpec = { containerSpec, networksAdvanceds: [{ id: example.idOf("backend") }] };

/** On a full network, tasks stay in the state `new` without an error. */
export const stackRequireAddressHeadroom = stackPolicy({
  name: "swarm-stack-require-address-headroom",
  description: "A network should have addresses for all tasks of its services, also during an update.",
  enforcementLevel: "advisory",
  severity: "medium",
  framework: dockerEngine(
    "moby/swarmkit manager/allocator/network.go",
    "A task without an address stays in the state new; the API shows no error",
  ),
  tags: ["swarm", "network", "overlay", "ipam", "capacity"],
  remediationSteps:
    "Add a subnet to the network, attach fewer services or replicas to it, or reduce the parallelism of updates.",
  docs: {
    about:
      "The network, broadcast and gateway addresses of a subnet are not available. Of the others, each service in " +
      "VIP mode takes one, each node with a task takes one for its load balancer, each task takes one, and so does " +
      "each task that an update starts next to an old one. The ingress network includes every node, and every " +
      "service that publishes a port through it. If Swarm chooses the subnet, it has the size `poolPrefix`. The rule " +
      "cannot see services of other stacks and containers that are attached by hand: `reserve` keeps room for them.",
    sources: [
      "moby/swarmkit, `manager/allocator/network.go`",
      "[moby#43052](https://github.com/moby/moby/issues/43052): 100 services on one /24",
    ],
    bad: [
      example.network("backend", { driver: "overlay", ipamConfigs: [{ subnet: "10.9.0.0/28" }] }),
      example.service("api", { taskSpec, mode: { replicated: { replicas: 12 } } }),
    ],
    good: [
      example.network("backend", { driver: "overlay", ipamConfigs: [{ subnet: "10.9.0.0/27" }] }),
      example.service("api", { taskSpec, mode: { replicated: { replicas: 12 } } }),
    ],
  },
  settings: {
    nodes: wholeNumber("Number of nodes in the swarm.", 3, { minimum: 1, maximum: 100000 }),
    poolPrefix: wholeNumber("Prefix length of the subnets that Swarm chooses.", 24, { minimum: 8, maximum: 29 }),
    reserve: wholeNumber("Addresses to keep free on each network.", 0, { minimum: 0, maximum: 1000000 }),
  },
  validate: ({ resources, settings }, report) => {
    const { networks, services } = topologyOf(resources);
    const loads = new Map(networks.map((network) => [network, new NetworkLoad(network)]));
    for (const service of services) {
      settled(() => {
        addLoads(service, loads, settings.nodes);
      });
    }
    forEachAlone(loads.values(), (load) => {
      const free = settled(() => load.free(settings.poolPrefix));
      const need = settled(() => load.need(settings.nodes));
      if (free === undefined || need + load.more + settings.reserve <= free) return;
      if (isOverlay(load.network.network) === false) return;
      // If the certain part fits, the violation depends on what is unknown about these services.
      if (need + settings.reserve <= free) for (const service of load.open) measure(service, settings.nodes);
      report(
        settled(() => load.message(need, free, settings)),
        load.network.urn,
      );
    });
  },
});

interface Measured {
  readonly onIngress: boolean | Unknown;
  readonly tasks: Tasks;
  readonly virtual: boolean | Unknown;
  readonly possible: ReadonlySet<StackNetwork>;
}

/** How many addresses a service takes, and on which networks. */
function measure(service: StackService, nodes: number): Measured {
  return {
    onIngress: isOnIngress(service),
    tasks: tasksOf(service.service, nodes),
    virtual: hasVirtualAddress(service.service),
    possible: service.possible,
  };
}

/** Adds the addresses of a service to its networks, and to those that it may be on. */
function addLoads(service: StackService, loads: ReadonlyMap<StackNetwork, NetworkLoad>, nodes: number): void {
  const { onIngress, tasks, virtual, possible } = measure(service, nodes);
  const { running, surge } = tasks;
  const parts = {
    virtual: virtual === unknown ? 0 : Number(virtual),
    tasks: running === unknown ? 0 : running,
    surge: surge === unknown ? 0 : surge,
  };
  // Unknown values can add this many addresses at most: an update starts no more tasks than there are.
  const vague = running === unknown ? Infinity : (virtual === unknown ? 1 : 0) + (surge === unknown ? running : 0);
  const whole = running === unknown ? Infinity : 1 + 2 * running + 1;
  for (const [network, load] of loads) {
    if (network.network.ingress !== true || network.swarm !== service.swarm || onIngress === false) continue;
    if (onIngress === true) load.add(service, parts, vague);
    else load.suspect(service, whole);
  }
  for (const network of service.networks) loads.get(network)?.add(service, parts, vague);
  for (const network of possible) loads.get(network)?.suspect(service, whole);
}

/** The addresses that services take on one network. */
class NetworkLoad {
  /** Services that may take more addresses than counted. */
  public readonly open: StackService[] = [];
  /** How many more, at most. */
  public more = 0;
  private services = 0;
  private vipServices = 0;
  private tasks = 0;
  private surge = 0;

  public constructor(public readonly network: StackNetwork) {}

  public add(
    service: StackService,
    { virtual, tasks, surge }: { readonly virtual: number; readonly tasks: number; readonly surge: number },
    vague: number,
  ): void {
    this.services += 1;
    this.vipServices += virtual;
    this.tasks += tasks;
    this.surge += surge;
    if (vague > 0) this.suspect(service, vague);
  }

  public suspect(service: StackService, more: number): void {
    this.open.push(service);
    this.more += more;
  }

  /** Available addresses; `undefined` if a subnet is unknown. */
  public free(poolPrefix: number): number | undefined {
    const { ipamConfigs } = this.network.network;
    const pool = freeAddresses({ subnet: `0.0.0.0/${poolPrefix}` });
    const configs = entriesOf<Subnet>(ipamConfigs);
    if (configs.length === 0) return pool;
    let free = 0;
    for (const config of configs) {
      const { subnet, gateway, ipRange } = fieldsOf<Subnet>(config);
      if (typeof subnet !== "string") return subnet === undefined ? pool : undefined;
      free += freeAddresses({
        subnet,
        ...(typeof gateway === "string" ? { gateway } : {}),
        ...(typeof ipRange === "string" && ipRange !== "" ? { ipRange } : {}),
      });
    }
    return free;
  }

  /** Required addresses. A node takes one if it has a task; on the ingress, always. */
  public need(nodes: number): number {
    const { vipServices, tasks, surge } = this;
    const isIngress = this.network.network.ingress === true;
    return neededAddresses({ vipServices, tasks, surge, nodes: isIngress ? nodes : Math.min(nodes, tasks) });
  }

  public message(
    need: number,
    free: number,
    { nodes, reserve }: { readonly nodes: number; readonly reserve: number },
  ): string {
    const { network, services, vipServices, tasks, surge } = this;
    const kept = reserve === 0 ? "" : `, of which ${reserve} are reserved`;
    const balancers = need - vipServices - tasks - surge;
    return (
      `Network "${network.name}" has ${free} addresses for services, nodes and tasks${kept}, but its ${services} ` +
      `${services === 1 ? "service needs" : "services need"} ${need} in a swarm of ${nodes} nodes: ${vipServices} ` +
      `virtual ${vipServices === 1 ? "address" : "addresses"}, ${balancers} for the nodes' load balancers, ${tasks} ` +
      `for tasks, ${surge} for tasks that an update starts in addition. Tasks without an address stay in the state ` +
      "new, without an error. Add a subnet, or reduce the number of tasks."
    );
  }
}
