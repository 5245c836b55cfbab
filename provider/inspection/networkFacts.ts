import type { NetworkInspection } from "../../swarm/inspection";
import { effectiveMtu } from "../../swarm/mtu";
import { driverOption, isEncrypted } from "../../swarm/options";
import type { Network } from "../engine/types";
import { addressUsage, subnetsOf, type Neighbours } from "./addressUsage";

/** A network without its peers, services and tasks. */
export type NetworkFacts = Omit<NetworkInspection, "peers" | "services" | "tasks">;

/** Describes a network of the swarm itself. */
export function networkFacts(network: Network, neighbours: Neighbours): NetworkFacts {
  const options = network.Options ?? {};
  const isOverlay = network.Driver === "overlay";
  const encrypted = isOverlay && isEncrypted(options);
  const option = options[driverOption.mtu];
  const mtu = option === undefined ? undefined : Number(option);
  const addresses = addressUsage(network, neighbours);
  return {
    id: network.Id,
    name: network.Name,
    ...(network.Driver === "" ? {} : { driver: network.Driver }),
    ingress: network.Ingress,
    encrypted,
    internal: network.Internal,
    attachable: network.Attachable,
    ...(mtu === undefined ? {} : { mtu }),
    ...(isOverlay ? { effectiveMtu: effectiveMtu(mtu, encrypted) } : {}),
    vxlanIds: (options[driverOption.vxlanIds] ?? "").split(",").filter(Boolean).map(Number),
    subnets: subnetsOf(network, addresses),
    addresses,
    labels: network.Labels ?? {},
  };
}
