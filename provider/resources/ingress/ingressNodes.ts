import { isDown } from "../../../swarm/scheduling/schedulableNode";
import { swarmLabel } from "../../../swarm/swarmLabel";
import type { Engine } from "../../engine/engine";
import { isNotFound, meaningOf } from "../../engine/meaning";
import type { Network, Node } from "../../engine/types";
import type { Operation } from "../../handler/handler";
import { awaitReady } from "../../reconcile/await";
import { Deadline } from "../../reconcile/deadline";

/** The seconds that the nodes have to join. It takes a fraction of a second unless something prevents it. */
const joinSeconds = 10;

/**
 * The seconds that nodes have to connect to a manager. After a change of the leader they take a few; Swarm gives up one
 * that is silent for half a minute.
 */
const contactSeconds = 60;

/** The milliseconds after which an absent node gets the mark. It then joins in about 100 ms. */
const patienceMs = 500;

const markKey = swarmLabel.joinsIngress.key;

/**
 * Makes every node join a new ingress, and waits until a manager sees that they have: its own copy of the network lists
 * the peers that its gossip has found.
 *
 * Swarm attaches a node to the ingress only when something happens on that node: a node without tasks of a publishing
 * service stays out of the routing mesh after a swap (seen on Engine 20.10). An update of the node that changes nothing
 * is enough.
 *
 * A node can then fail with "failed to find a load balancer IP": its daemon sets up the ingress while it still records
 * the addresses that belong to it (moby, daemon/cluster/executor/container/executor.go, `Configure`; on a busy machine
 * in up to every second swap). The daemon tries again when the spec of its node changes, so such nodes get a label and
 * lose it at once.
 *
 * @returns the names of the nodes that have not joined
 */
export async function joinNodes(network: Network, operation: Operation, deadline: Deadline): Promise<string[]> {
  const { engine, signal } = operation;
  // A node that stays away is one of those that have not joined.
  await waitForContact(operation, deadline);
  for (const node of await listPresentNodes(engine, signal)) await touch(node, operation, deadline);
  let present = 0;
  let absent: Node[] = [];
  let markedMs = performance.now();
  const describe = (): string => `${present - absent.length}/${present} nodes have the ingress`;
  const left = await awaitReady(
    {
      what: "the nodes to join the ingress",
      satisfier: async () => {
        ({ present, missing: absent } = await compareNodes(network, operation));
        if (absent.length === 0) return absent;
        if (performance.now() - markedMs > patienceMs) {
          for (const node of absent) await mark(node, operation, deadline);
          markedMs = performance.now();
        }
        return undefined;
      },
      observer: () => (absent.length === 0 ? undefined : describe()),
      timedOut: () => absent,
    },
    operation,
    Deadline.after(joinSeconds, signal),
  );
  // The CLI keeps the last status beside the finished resource.
  if (present > 1) operation.status(describe());
  return left.map(nameOf).sort();
}

/** {@link joinNodes} for an ingress that has existed for a while: changes nothing when all nodes have joined it. */
export async function rejoinNodes(network: Network, operation: Operation, deadline: Deadline): Promise<string[]> {
  const { missing } = await compareNodes(network, operation);
  return missing.length === 0 ? [] : joinNodes(network, operation, deadline);
}

/**
 * Waits until every node is connected to a manager, or down.
 *
 * After a change of the leader, or a restart of the only manager, no node is `ready` for some seconds. Without this
 * wait, a swap in these seconds would not look at any node.
 *
 * @returns the names of the nodes that are neither when the time is up, with their states
 */
export async function waitForContact(operation: Operation, deadline: Deadline): Promise<string[]> {
  const { engine, signal } = operation;
  let missing: string[] = [];
  return awaitReady(
    {
      what: "the nodes to connect to a manager",
      satisfier: async () => {
        const nodes = await listPresentNodes(engine, signal);
        missing = nodes.filter(({ Status }) => Status.State !== "ready").map(nameWithState);
        return missing.length === 0 ? missing : undefined;
      },
      observer: () => (missing.length === 0 ? undefined : `waiting for the swarm to hear from ${missing.join(", ")}`),
      timedOut: () => missing.sort(),
    },
    operation,
    deadline.within(contactSeconds),
  );
}

/** The number of nodes that are not down, and those of them that are not on the ingress. */
async function compareNodes(
  network: Network,
  { engine, signal }: Operation,
): Promise<{ present: number; missing: Node[] }> {
  const [present, own] = await Promise.all([
    listPresentNodes(engine, signal),
    engine.inspectNetwork(network.Id, {}, signal),
  ]);
  const peers = new Set((own.Peers ?? []).map(({ IP }) => IP));
  // Nodes whose gossip uses another address than the node's own are only counted.
  const isWhole = peers.size >= present.length;
  const missing = isWhole ? [] : present.filter(({ Status }) => !peers.has(Status.Addr ?? ""));
  return { present: present.length, missing };
}

/** The nodes that are not down. */
export async function listPresentNodes(engine: Engine, signal: AbortSignal): Promise<Node[]> {
  return (await engine.listNodes({}, signal)).filter((node) => !isDown(node));
}

/** Updates a node so that only its version changes. A mark that a killed run left goes. */
async function touch(node: Node, operation: Operation, deadline: Deadline): Promise<void> {
  await awaitReady(
    {
      what: describeUpdate(node),
      satisfier: async (signal) => {
        try {
          await operation.engine.updateNode(node.ID, node.Version.Index, unmarked(node.Spec), signal);
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

/** Changes the labels of a node, and changes them back. */
async function mark(node: Node, operation: Operation, deadline: Deadline): Promise<void> {
  const { engine } = operation;
  for (const isMarked of [true, false]) {
    await awaitReady(
      {
        what: describeUpdate(node),
        satisfier: async (signal) => {
          try {
            const { Version, Spec } = await engine.inspectNode(node.ID, signal);
            const spec = isMarked ? { ...Spec, Labels: { ...Spec.Labels, [markKey]: "yes" } } : unmarked(Spec);
            await engine.updateNode(node.ID, Version.Index, spec, signal);
          } catch (error) {
            // It has left the swarm meanwhile.
            if (!isNotFound(error)) throw error;
          }
          return true;
        },
      },
      operation,
      deadline,
    );
  }
}

function unmarked(spec: Node["Spec"]): Node["Spec"] {
  const labels = Object.entries(spec.Labels ?? {}).filter(([key]) => key !== markKey);
  return { ...spec, Labels: Object.fromEntries(labels) };
}

function describeUpdate(node: Node): string {
  return `node "${nameOf(node)}" to be updated, so that it joins the ingress`;
}

function nameWithState(node: Node): string {
  return `${nameOf(node)} (${node.Status.State})`;
}

export function nameOf({ ID, Description }: Node): string {
  return Description?.Hostname ?? ID;
}
