import { isDeepStrictEqual } from "node:util";
import type { Info } from "../../engine/types";
import { toStartSettings, type NodeInputs } from "../../mapping/node/node";
import { ipOf } from "../../mapping/node/nodeAddresses";
import { startNames } from "../../mapping/node/nodeTable";
import { findNode } from "./nodeChange";
import type { Managers } from "./nodeManagers";
import type { Operation } from "../../handler/handler";
import type { Properties } from "../../handler/properties";

/**
 * Whether a node is already in the declared swarm, e.g. because the swarm is older than the stack. `false` when the
 * swarm has removed the node from its list, so that it must join again.
 *
 * @throws Error when it is in another swarm, or in this one with different settings that cannot change
 */
export async function isAtItsPlace(
  { Swarm }: Info,
  given: NodeInputs,
  managers: Managers,
  operation: Operation,
): Promise<boolean> {
  const { signal, logicalName, engine } = operation;
  const manager = await managers.find();
  const refuse = (why: string): Error =>
    new Error(
      `Node "${logicalName}" is in a swarm already, as node ${Swarm.NodeID}, and ${why}. Run 'docker swarm leave' on ` +
        `it (DOCKER_HOST=${engine.host}) to make it leave that swarm, or declare it as it is.`,
    );
  if (manager === undefined) {
    const known = (Swarm.RemoteManagers ?? []).map(({ Addr }) => Addr);
    if (given.remoteAddresses?.some((address) => known.includes(address)) === true) return true;
    throw refuse(
      given.remoteAddresses === undefined
        ? "it is a worker there, not the manager of its own swarm"
        : `none of its managers (${known.join(", ")}) is among 'remoteAddresses'`,
    );
  }
  const swarm = await manager.swarm(signal);
  const node = await findNode(manager, Swarm.NodeID, signal);
  if (node === undefined) {
    if (Swarm.ControlAvailable) throw refuse("its swarm does not know it");
    // It is in another swarm than the managers, or was removed from the list of this one: its own managers tell which.
    const known = (Swarm.RemoteManagers ?? []).map(({ NodeID }) => NodeID);
    const members = new Set((await manager.listNodes({}, signal)).map(({ ID }) => ID));
    if (known.some((id) => members.has(id))) return false;
    throw refuse(`it is not swarm ${swarm.ID}`);
  }
  if (given.swarmId !== undefined && given.swarmId !== swarm.ID)
    throw refuse(`that is swarm ${swarm.ID}, not ${given.swarmId}`);
  const differing = differences(given, { ...toStartSettings(swarm), advertiseAddress: node.Status.Addr });
  if (differing.length > 0) throw refuse(`it has settings that cannot change there: ${differing.join(", ")}`);
  return true;
}

/** The differences in settings that cannot change while the node is in its swarm. */
function differences(given: NodeInputs, live: Properties): string[] {
  const wanted: Properties = { ...(given as unknown as Properties), advertiseAddress: ipOf(given.advertiseAddress) };
  return ["advertiseAddress", ...startNames]
    .filter((name) => wanted[name] !== undefined && !isDeepStrictEqual(wanted[name], live[name]))
    .map((name) => `'${name}' is ${JSON.stringify(live[name])} and not ${JSON.stringify(wanted[name])}`);
}
