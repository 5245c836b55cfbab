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
}

/** Lists what the swarm holds. @throws EngineError if the daemon is not a manager */
export async function readLists(engine: Engine): Promise<SwarmLists> {
  const [swarm, networks, services, secrets, configs, nodes] = await Promise.all([
    engine.swarm(),
    engine.listNetworks(),
    engine.listServices(),
    engine.listPayloads("secrets"),
    engine.listPayloads("configs"),
    engine.listNodes(),
  ]);
  const ofUsers = configs.filter(({ Spec }) => !isRunRecord(Spec.Labels));
  return { swarm, networks, services, secrets, configs: ofUsers, nodes };
}
