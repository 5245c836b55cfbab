import { isRunRecord } from "../../../swarm/swarmLabel";
import type { Engine } from "../../engine/engine";

/** Everything in a swarm but one node: names by kind. */
export type SwarmRest = ReadonlyMap<string, readonly string[]>;

/**
 * Everything that would be lost with a swarm's last manager, without nodes that are down and Docker's default ingress.
 */
export async function restOfSwarm(id: string, engine: Engine, signal: AbortSignal): Promise<SwarmRest> {
  const [nodes, services, networks, secrets, configs] = await Promise.all([
    engine.listNodes({}, signal),
    engine.listServices({}, {}, signal),
    engine.listNetworks({ scope: ["swarm"] }, signal),
    engine.listPayloads("secrets", {}, signal),
    engine.listPayloads("configs", {}, signal),
  ]);
  const others = nodes.filter(({ ID, Status }) => ID !== id && Status.State !== "down");
  return new Map([
    ["node", others.map(({ ID, Description }) => Description?.Hostname ?? ID)],
    ["service", services.map(({ Spec }) => Spec.Name)],
    ["network", networks.filter(({ Ingress, Driver }) => !Ingress && Driver === "overlay").map(({ Name }) => Name)],
    ["secret", secrets.map(({ Spec }) => Spec.Name)],
    ["config", configs.filter(({ Spec }) => !isRunRecord(Spec.Labels)).map(({ Spec }) => Spec.Name)],
  ]);
}

/** How many names of a kind a message lists. */
const shown = 5;

/** E.g. `2 nodes (node2, node3), 1 service (web)`; `undefined` when there is nothing. */
export function describeRest(rest: SwarmRest): string | undefined {
  const parts = [...rest].flatMap(([kind, names]) => {
    if (names.length === 0) return [];
    const listed = [...names].sort().slice(0, shown).join(", ") + (names.length > shown ? ", …" : "");
    return [`${names.length} ${kind}${names.length === 1 ? "" : "s"} (${listed})`];
  });
  return parts.length === 0 ? undefined : parts.join(", ");
}
