import { taskStates, type Network } from "../../provider/engine/types";
import { dockerEngine } from "../../policies/framework";
import { freeAddresses, neededAddresses } from "../../swarm/capacity";
import { check, outcome, type Violation } from "../check";
import type { Snapshot } from "../snapshot";
import { overlaysOf } from "../swarmParts";

/** Less than this share of a network's addresses left: a rolling update or the loss of a node may take them. */
const leastShare = 0.1;

interface Use {
  readonly taken: number;
  readonly free: number;
}

/** A network without free addresses says nothing: its tasks stay in the state "new". */
export const networkRequireFreeAddresses = check({
  name: "swarm-network-require-free-addresses",
  description: `Every overlay network must have ${leastShare * 100} % of its addresses left.`,
  enforcementLevel: "advisory",
  severity: "medium",
  framework: dockerEngine(
    "moby/swarmkit manager/allocator/network.go, moby#43052",
    "Each service, each task and each node takes an address; without one a task waits for ever",
  ),
  tags: ["swarm", "network", "ipam"],
  remediationSteps:
    "Move services to another network, or create one with a larger subnet and move them over; 'dnsrr' saves a service its own address.",
  run: (snapshot) => {
    const violations = overlaysOf(snapshot).flatMap((network): Violation[] => {
      const { taken, free } = useOf(network, snapshot);
      const total = taken + free;
      if (total === 0 || free >= total * leastShare) return [];
      const message =
        `Network "${network.Name}" has ${free} of its ${total} addresses left: each service in VIP mode, each task and each node takes one, ` +
        `an update takes more, and without one a task stays in the state "new". Move services to another network or to a larger one.`;
      return [
        {
          subject: { kind: "network", name: network.Name },
          message,
          ...(free === 0 ? { level: "mandatory" as const } : {}),
        },
      ];
    });
    return outcome(violations, {
      pass: "every network has addresses left",
      fail: violations.map(({ subject }) => subject.name).join(", "),
    });
  },
});

/** Addresses that services, tasks and nodes have and can have: as the leader counts them where it tells, else computed. */
function useOf(network: Network, snapshot: Snapshot): Use {
  const configs = network.IPAM.Config ?? [];
  const capacity = configs.reduce(
    (sum, { Subnet = "", Gateway, IPRange }) =>
      sum +
      freeAddresses({
        subnet: Subnet,
        ...(Gateway === undefined ? {} : { gateway: Gateway }),
        ...(IPRange === undefined || IPRange === "" ? {} : { ipRange: IPRange }),
      }),
    0,
  );
  const counted = snapshot.usage.get(network.Id);
  if (counted !== undefined && counted.size > 0) {
    const free = [...counted.values()].reduce((sum, { DynamicIPsAvailable }) => sum + DynamicIPsAvailable, 0);
    return { free, taken: Math.max(0, capacity - free) };
  }
  const taken = neededAddresses(loadOf(network, snapshot));
  return { taken: Math.min(taken, capacity), free: Math.max(0, capacity - taken) };
}

function loadOf({ Id, Ingress }: Network, { services, tasks, nodes }: Snapshot): Parameters<typeof neededAddresses>[0] {
  const ended = taskStates.indexOf("complete");
  const attached = tasks.filter(
    ({ Status, NetworksAttachments }) =>
      taskStates.indexOf(Status.State) < ended && (NetworksAttachments ?? []).some(({ Network: { ID } }) => ID === Id),
  );
  const vips = services.flatMap(({ Endpoint }) => Endpoint?.VirtualIPs ?? []);
  const balancers = Ingress ? nodes.length : new Set(attached.map(({ NodeID }) => NodeID).filter(Boolean)).size;
  return {
    vipServices: vips.filter(({ NetworkID }) => NetworkID === Id).length,
    nodes: balancers,
    tasks: attached.length,
  };
}
