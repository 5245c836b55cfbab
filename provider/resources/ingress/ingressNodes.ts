import type { Engine } from "../../engine/engine";
import { meaningOf } from "../../engine/meaning";
import { sleep } from "../../engine/sleep";
import type { Network, Node } from "../../engine/types";
import type { Operation } from "../../handler/handler";
import { awaitReady } from "../../reconcile/await";
import { Deadline } from "../../reconcile/deadline";

/** The seconds that the nodes have to join. It takes a fraction of a second unless something prevents it. */
const joinSeconds = 10;

/**
 * The milliseconds that the nodes have at least to release a removed ingress. A manager sees only its own node, so the
 * provider cannot observe this. Workers of an idle lab take about 600 ms. A node that is not done confuses the new
 * ingress with the old one ("failed to find a load balancer IP").
 */
const releaseMs = 1500;

/** The milliseconds after which no node is waited for any more. */
const longestReleaseMs = 10_000;

/**
 * Waits until the other nodes have released an ingress that the manager's own node has released.
 *
 * @param ownMs how long the manager's node took. The others have that time once more: where one is busy, all may be
 */
export async function letNodesRelease({ engine, signal }: Operation, ownMs = 0): Promise<void> {
  const others = (await listReadyNodes(engine, signal)).length - 1;
  if (others > 0) await sleep(Math.min(Math.max(releaseMs, ownMs), longestReleaseMs), signal);
}

/**
 * Makes every node join a new ingress, and waits until a manager sees that they have: its own copy of the network lists
 * the peers that its gossip has found.
 *
 * Swarm attaches a node to the ingress only when something happens on that node: a node without tasks of a publishing
 * service stays out of the routing mesh after a swap (seen on Engine 20.10). An update of the node that changes nothing
 * is enough.
 *
 * @returns the names of the nodes that have not joined
 */
export async function joinNodes(network: Network, operation: Operation, deadline: Deadline): Promise<string[]> {
  const { engine, signal } = operation;
  for (const node of await listReadyNodes(engine, signal)) await touch(node, operation, deadline);
  let ready = 0;
  let absent: string[] = [];
  const describe = (): string => `${ready - absent.length}/${ready} nodes have the ingress`;
  const left = await awaitReady(
    {
      what: "the nodes to join the ingress",
      satisfier: async () => {
        ({ ready, missing: absent } = await compareNodes(network, operation));
        return absent.length === 0 ? absent : undefined;
      },
      observer: () => (absent.length === 0 ? undefined : describe()),
      timedOut: () => absent.sort(),
    },
    operation,
    Deadline.after(joinSeconds, signal),
  );
  // The CLI keeps the last status beside the finished resource.
  if (ready > 1) operation.status(describe());
  return left;
}

/** {@link joinNodes} for an ingress that has existed for a while: changes nothing when all nodes have joined it. */
export async function rejoinNodes(network: Network, operation: Operation, deadline: Deadline): Promise<string[]> {
  const { missing } = await compareNodes(network, operation);
  return missing.length === 0 ? [] : joinNodes(network, operation, deadline);
}

/** The number of nodes that are ready, and the names of those that are not on the ingress. */
async function compareNodes(
  network: Network,
  { engine, signal }: Operation,
): Promise<{ ready: number; missing: string[] }> {
  const [ready, own] = await Promise.all([
    listReadyNodes(engine, signal),
    engine.inspectNetwork(network.Id, {}, signal),
  ]);
  const peers = new Set((own.Peers ?? []).map(({ IP }) => IP));
  // Nodes whose gossip uses another address than the node's own are only counted.
  const isWhole = peers.size >= ready.length;
  const missing = isWhole ? [] : ready.filter(({ Status }) => !peers.has(Status.Addr ?? "")).map(nameOf);
  return { ready: ready.length, missing };
}

export async function listReadyNodes(engine: Engine, signal: AbortSignal): Promise<Node[]> {
  return (await engine.listNodes({}, signal)).filter(({ Status }) => Status.State === "ready");
}

async function touch(node: Node, operation: Operation, deadline: Deadline): Promise<void> {
  await awaitReady(
    {
      what: `node "${nameOf(node)}" to be updated, so that it joins the ingress`,
      satisfier: async (signal) => {
        try {
          await operation.engine.updateNode(node.ID, node.Version.Index, node.Spec, signal);
        } catch (error) {
          // Another client has written the node meanwhile, or an update whose answer was lost: that has the same
          // effect.
          if (meaningOf(error) !== "stale") throw error;
        }
        return true;
      },
    },
    operation,
    deadline,
  );
}

export function nameOf({ ID, Description }: Node): string {
  return Description?.Hostname ?? ID;
}
