import { unknown } from "../../../swarm/draft";
import { defaultMtu } from "../../../swarm/mtu";
import { driverOption } from "../../../swarm/options";
import * as example from "../../rule/example";
import { dockerEngine } from "../../rule/framework";
import { groupedBy } from "../../facts/grouped";
import type { StackBridge } from "../../facts/gatewayBridges";
import { gatewayBridgesOf } from "../../facts/gatewayBridges";
import { stackPolicy } from "../../rule/policy";
import { fieldsOf } from "../../facts/service";
import { wholeNumber } from "../../rule/settings";
import type { StackNetwork } from "../../facts/topology/stackNetwork";
import { topologyOf } from "../../facts/stackTopology";
import { known, settled } from "../../unknowns/looks";

const option = driverOption.mtu;

/** All overlay networks of a swarm use the same network between the nodes. */
export const stackRequireConsistentMtu = stackPolicy({
  name: "swarm-stack-require-consistent-mtu",
  description: "All overlay networks of a swarm should have the MTU of the network between its nodes.",
  enforcementLevel: "advisory",
  severity: "medium",
  framework: dockerEngine(
    "moby/moby daemon/libnetwork/drivers/overlay/encryption.go",
    "The option com.docker.network.driver.mtu is the MTU of the network between the nodes; the default is 1500",
  ),
  tags: ["swarm", "network", "overlay", "mtu"],
  remediationSteps:
    'Set the option "com.docker.network.driver.mtu" of every overlay network, the ingress and docker_gwbridge to the ' +
    "MTU of the network between the nodes. Do not subtract anything.",
  docs: {
    about:
      "The option is the MTU of the network between the nodes; the driver subtracts its own headers. A swarm " +
      "therefore has one correct value, also for the ingress and docker_gwbridge. A network with a larger MTU loses " +
      "large packets; one with a smaller MTU wastes bandwidth. Without the option, or with 0, the MTU is 1500. The " +
      "rule reports the networks that differ from the majority. If `underlay` is set, it also reports each network " +
      "with a larger MTU, including the default of 1500.",
    sources: [
      "moby/moby, `daemon/libnetwork/drivers/overlay/encryption.go`",
      "[moby#36689](https://github.com/moby/moby/issues/36689), [moby#43673](https://github.com/moby/moby/issues/43673)",
    ],
    bad: [
      example.network("edge", { driver: "overlay", ingress: true }),
      example.network("frontend", { driver: "overlay", options: { [option]: "1450" } }),
      example.network("backend", { driver: "overlay", options: { [option]: "1450" } }),
    ],
    good: [
      example.network("edge", { driver: "overlay", ingress: true, options: { [option]: "1450" } }),
      example.network("frontend", { driver: "overlay", options: { [option]: "1450" } }),
      example.network("backend", { driver: "overlay", options: { [option]: "1450" } }),
    ],
  },
  settings: {
    underlay: wholeNumber("MTU of the network between the nodes, in bytes; 0 disables the check.", 0, {
      minimum: 0,
      maximum: 65535,
    }),
  },
  validate: ({ resources, settings: { underlay } }, report) => {
    const { networks } = topologyOf(resources);
    const bridges = gatewayBridgesOf(
      resources,
      networks.map(({ swarm }) => swarm),
    );
    const all = [...networks, ...bridges];
    for (const group of groupedBy(all, ({ swarm }) => swarm).values()) {
      // Without anything to compare it with, an unknown MTU does not matter.
      const read = all.length > 1 || underlay > 0 ? known : settled;
      const mtus = group.map((network) => ({ network, mtu: read(() => mtuOf(network)) }));
      const measured = mtus.flatMap(({ network, mtu }) => (typeof mtu === "number" ? [{ network, mtu }] : []));
      const open = mtus.filter(({ mtu }) => mtu === unknown).length;
      const counts = countsOf(measured.map(({ mtu }) => mtu));
      const [usual] = counts;
      for (const { network, mtu } of measured) {
        const fault =
          underlay > 0 && mtu > underlay
            ? `larger than the MTU ${underlay} of the network between the nodes`
            : usual === undefined || !isOutvoted(mtu, counts, open)
              ? undefined
              : `unlike ${usual.count} other networks with ${usual.value}`;
        if (fault !== undefined) report(messageFor(network, mtu, fault), network.urn);
      }
    }
  },
});

/** The MTU that a network assumes between the nodes; `undefined` if it is not a number, which another rule reports. */
function mtuOf({ network: { options } }: StackNetwork | StackBridge): number | typeof unknown | undefined {
  if (options === unknown) return unknown;
  const value: unknown = fieldsOf<Readonly<Record<string, unknown>>>(options)[option];
  if (value === unknown) return unknown;
  if (value === undefined || value === null) return defaultMtu;
  const number = typeof value === "string" && /^[+-]?\d+$/.test(value) ? Number(value) : value;
  if (typeof number !== "number") return undefined;
  return number === 0 ? defaultMtu : number;
}

interface Count {
  readonly value: number;
  readonly count: number;
}

/**
 * How many networks have each value: the most frequent first, and of equal ones the smallest, which fits everywhere.
 */
function countsOf(values: readonly number[]): readonly Count[] {
  const counts = [...groupedBy(values, (value) => value)].map(([value, group]) => ({ value, count: group.length }));
  return counts.sort((a, b) => b.count - a.count || a.value - b.value);
}

/** Whether another value wins, even if all networks with an unknown MTU turn out to have this one. */
function isOutvoted(mtu: number, counts: readonly Count[], open: number): boolean {
  const [usual] = counts;
  if (usual === undefined) return false;
  const votes = open + (counts.find(({ value }) => value === mtu)?.count ?? 0);
  return votes < usual.count || (votes === usual.count && usual.value < mtu);
}

function messageFor({ name }: StackNetwork | StackBridge, mtu: number, fault: string): string {
  return (
    `Network "${name}" has the MTU ${mtu}, ${fault}. All overlay networks of a swarm share the network between its ` +
    `nodes. Set the option ${option} of each to the MTU of that network; the driver subtracts its own headers.`
  );
}
