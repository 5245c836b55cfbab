import { isRunRecord } from "../../swarm/swarmLabel";
import type { Engine } from "../../provider/engine/engine";
import type { Network, Node, Payload, Service, Swarm } from "../../provider/engine/types";

/** What a swarm holds, as the Engine lists it. */
export interface SwarmLists {
  readonly swarm: Swarm;
  /** Networks of the swarm, and those of the node. */
  readonly networks: readonly Network[];
  readonly services: readonly Service[];
  readonly secrets: readonly Payload[];
  readonly configs: readonly Payload[];
  readonly nodes: readonly Node[];
  /** The daemon that lists all this. */
  readonly daemon: { readonly host: string; readonly nodeId: string };
}

/**
 * Lists what the swarm holds, by name, so that a program is the same each time.
 *
 * @throws EngineError if the daemon is not a manager
 */
export async function readLists(engine: Engine): Promise<SwarmLists> {
  const [swarm, networks, services, secrets, configs, nodes, info] = await Promise.all([
    engine.swarm(),
    engine.listNetworks(),
    engine.listServices(),
    engine.listPayloads("secrets"),
    engine.listPayloads("configs"),
    engine.listNodes(),
    engine.info(),
  ]);
  const predefined = await findPredefined(engine, networks, services);
  const ofUsers = configs.filter(({ Spec }) => !isRunRecord(Spec.Labels));
  const daemon = { host: engine.host, nodeId: info.Swarm.NodeID };
  return {
    swarm,
    networks: sorted([...networks, ...predefined], ({ Name }) => Name),
    services,
    secrets: sorted(secrets, ({ Spec }) => Spec.Name),
    configs: sorted(ofUsers, ({ Spec }) => Spec.Name),
    nodes: sorted(nodes, ({ ID, Description }) => Description?.Hostname ?? ID),
    daemon,
  };
}

/** The swarm's own networks that services are attached to, e.g. `host`. No list has them. */
async function findPredefined(
  engine: Engine,
  networks: readonly Network[],
  services: readonly Service[],
): Promise<Network[]> {
  const targets = services.flatMap(({ Spec }) => (Spec.TaskTemplate.Networks ?? []).map(({ Target }) => Target));
  const unknown = new Set(targets.filter((target) => !networks.some(({ Id }) => Id === target)));
  return Promise.all([...unknown].map((target) => engine.inspectNetwork(target, { scope: "swarm" })));
}

function sorted<T>(list: readonly T[], nameOf: (one: T) => string): T[] {
  return [...list].sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
}
