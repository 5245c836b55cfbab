import type { Engine } from "../../engine/engine";
import type { Network } from "../../engine/types";
import { isDefaultIngress, swarmPools } from "../../mapping/network/networkImport";
import { lingers } from "../../mapping/network/lingers";
import type { Operation } from "../../handler/handler";

/** The swarm's ingress, whatever its name. */
export async function findIngress(engine: Engine, signal: AbortSignal): Promise<Network | undefined> {
  // Without a leader, the list leaves the ingress out, as if there were none.
  await engine.swarm(signal);
  const listed = await engine.listNetworks({}, signal);
  return listed.find((network) => network.Ingress && !lingers(network));
}

/** Whether it is the one that Docker creates with a swarm. */
export async function isDockers(ingress: Network, { engine, signal }: Operation): Promise<boolean> {
  return isDefaultIngress(ingress, swarmPools(await engine.swarm(signal)));
}
