import type { AddressUsage, NetworkInspection } from "../../swarm/inspection";
import { table } from "../table";
import { joined, labelRows, rowsOf, type Row } from "./rows";

/** A network with its services and tasks, as text for a terminal. */
export function networkTables(network: NetworkInspection): string {
  return joined([
    table([], rowsOf([["network", network.name], ...factsOf(network), ...labelRows(network.labels)])),
    table(
      ["SUBNET", "GATEWAY", "RANGE", "USED", "FREE"],
      network.subnets.map(({ subnet, gateway = "", ipRange = "", used, free }) => [
        subnet,
        gateway,
        ipRange,
        used === undefined ? "" : String(used),
        free === undefined ? "" : String(free),
      ]),
    ),
    table(
      ["PEER", "ADDRESS"],
      network.peers.map(({ node, address = "" }) => [node, address]),
    ),
    table(
      ["SERVICE", "VIRTUAL IP", "ALIASES"],
      network.services.map(({ name, virtualIp = "", aliases }) => [name, virtualIp, aliases.join(" ")]),
    ),
    table(
      ["TASK", "NODE", "STATE", "ADDRESS"],
      network.tasks.map(({ name, node = "", state, addresses }) => [name, node, state, addresses.join(" ")]),
    ),
  ]);
}

function factsOf(network: NetworkInspection): Row[] {
  const { ingress, encrypted, internal, attachable, mtu, effectiveMtu, vxlanIds, addresses } = network;
  const traits = Object.entries({ ingress, encrypted, internal, attachable }).flatMap(([name, yes]) =>
    yes ? name : [],
  );
  const between = mtu === undefined ? "the driver's default between the nodes" : `${mtu} between the nodes`;
  return [
    ["id", network.id],
    ["driver", [network.driver ?? "none yet: the leader has not allocated the network", ...traits].join(", ")],
    ["MTU", effectiveMtu === undefined ? undefined : `${effectiveMtu} for tasks, ${between}`],
    ["VXLAN ids", vxlanIds.join(", ")],
    ["addresses", usageText(addresses)],
  ];
}

function usageText({ usable, used, free, source }: AddressUsage): string {
  return `${used} used, ${free} free of ${usable} (${source === "engine" ? "as the leader counts" : "computed"})`;
}
