import { setTimeout as pause } from "node:timers/promises";
import type { Engine } from "../../engine/engine";
import { isOutOfSequence } from "../../engine/error";
import { poll, PollTimeout } from "../../engine/poll";
import type { Network, Node } from "../../engine/types";
import type { Operation } from "../../handler/handler";

/** Seconds that the nodes get to join: it takes them a fraction of one, or something is in their way. */
const joinTimeout = 5;

/**
 * Milliseconds that the nodes get to let go of a removed ingress. Nobody can be asked: a manager sees only itself. Workers of an idle
 * lab take about 600, and one that is not done takes the new ingress for a part of the old ("failed to find a load balancer IP").
 */
const releaseMs = 1500;

/** Waits until the nodes have let go of an ingress that the asked node itself has let go of. */
export async function letNodesRelease({ engine, signal }: Operation): Promise<void> {
  const others = (await listReadyNodes(engine, signal)).length - 1;
  if (others > 0) await pause(releaseMs, undefined, { signal });
}

/**
 * Makes every node join a new ingress, and waits until they have, as far as a manager can see: its own copy of the network lists the
 * peers that its gossip has found.
 *
 * Swarm gives a node its place in the ingress only when something happens on that node: one that runs no task of a publishing service
 * stays out of the routing mesh after a swap (seen on Engine 20.10). An update of the node that changes nothing is enough.
 *
 * @returns the names of the nodes that have not joined
 */
export async function joinNodes(network: Network, operation: Operation): Promise<string[]> {
  const { engine, signal } = operation;
  for (const node of await listReadyNodes(engine, signal)) await touch(node, engine, signal);
  let absent: string[] = [];
  const look = async (): Promise<true | undefined> => {
    const before = absent.length;
    const { ready, missing } = await compareNodes(network, operation);
    absent = missing;
    if (absent.length === 0) return true;
    if (absent.length !== before) operation.status(`${ready - absent.length}/${ready} nodes have the ingress`);
    return undefined;
  };
  try {
    await poll("the nodes to join the ingress", look, { timeoutSeconds: joinTimeout, signal });
  } catch (error) {
    if (!(error instanceof PollTimeout)) throw error;
  }
  return absent.sort();
}

/** {@link joinNodes}, for an ingress that has been there for a while: touches nothing when all nodes have joined it. */
export async function rejoinNodes(network: Network, operation: Operation): Promise<string[]> {
  const { missing } = await compareNodes(network, operation);
  return missing.length === 0 ? [] : joinNodes(network, operation);
}

/** How many nodes are ready, and which of them are not on the ingress. */
async function compareNodes(
  network: Network,
  { engine, signal }: Operation,
): Promise<{ ready: number; missing: string[] }> {
  const [ready, own] = await Promise.all([
    listReadyNodes(engine, signal),
    engine.inspectNetwork(network.Id, {}, signal),
  ]);
  const peers = new Set((own.Peers ?? []).map(({ IP }) => IP));
  // Nodes whose gossip uses another address than they have are only counted.
  const isWhole = peers.size >= ready.length;
  const missing = isWhole ? [] : ready.filter(({ Status }) => !peers.has(Status.Addr ?? "")).map(nameOf);
  return { ready: ready.length, missing };
}

export async function listReadyNodes(engine: Engine, signal: AbortSignal): Promise<Node[]> {
  return (await engine.listNodes({}, signal)).filter(({ Status }) => Status.State === "ready");
}

async function touch({ ID, Version, Spec }: Node, engine: Engine, signal: AbortSignal): Promise<void> {
  try {
    await engine.updateNode(ID, Version.Index, Spec, signal);
  } catch (error) {
    // Somebody else has written the node in between, which does as well.
    if (!isOutOfSequence(error)) throw error;
  }
}

export function nameOf({ ID, Description }: Node): string {
  return Description?.Hostname ?? ID;
}
