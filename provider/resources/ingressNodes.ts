import type { Engine } from "../engine/engine";
import { isOutOfSequence } from "../engine/error";
import { poll, PollTimeout } from "../engine/poll";
import type { Network, Node } from "../engine/types";
import type { Operation } from "./resource";

/** Seconds that the nodes get to join. */
const joinTimeout = 15;

/** A node that is still busy with the old ingress does not notice the first time. */
const touchIntervalMs = 2000;

/**
 * Makes every node join a new ingress, and waits until they have, as far as a manager can see: its own copy of the network lists the
 * peers that its gossip has found.
 *
 * Swarm gives a node its place in the ingress only when something happens on that node: one that runs no task of a publishing service
 * stays out of the routing mesh after a swap (seen on Engine 20.10). An update of the node that changes nothing is enough.
 *
 * A node that is late joins later, so it is a warning and no error.
 */
export async function joinNodes(network: Network, operation: Operation): Promise<void> {
  const { engine, signal } = operation;
  let absent: string[] = [];
  let touchAt = 0;
  const look = async (): Promise<true | undefined> => {
    const ready = (await engine.listNodes({}, signal)).filter(({ Status }) => Status.State === "ready");
    if (performance.now() >= touchAt) {
      const late = touchAt === 0 ? ready : ready.filter((node) => absent.includes(nameOf(node)));
      for (const node of late) await touch(node, engine, signal);
      touchAt = performance.now() + touchIntervalMs;
    }
    const peers = new Set(((await engine.inspectNetwork(network.Id, {}, signal)).Peers ?? []).map(({ IP }) => IP));
    const before = absent.length;
    absent = ready.filter(({ Status }) => !peers.has(Status.Addr ?? "")).map(nameOf);
    // Nodes whose gossip uses another address than they have are only counted.
    if (absent.length === 0 || peers.size >= ready.length) return true;
    if (absent.length !== before)
      operation.status(`${ready.length - absent.length}/${ready.length} nodes have the ingress`);
    return undefined;
  };
  try {
    await poll("the nodes to join the ingress", look, { timeoutSeconds: joinTimeout, signal });
  } catch (error) {
    if (!(error instanceof PollTimeout)) throw error;
    operation.warn(
      `The ingress network "${network.Name}" (${network.Id}) is in place, but ${absent.sort().join(", ")} had not joined it after ` +
        `${joinTimeout} s. Published ports do not answer there until then. If it lasts, restart the Docker daemon of that node: its ` +
        `log tells why.`,
    );
  }
}

async function touch({ ID, Version, Spec }: Node, engine: Engine, signal: AbortSignal): Promise<void> {
  try {
    await engine.updateNode(ID, Version.Index, Spec, signal);
  } catch (error) {
    // Somebody else has written the node in between, which does as well.
    if (!isOutOfSequence(error)) throw error;
  }
}

function nameOf({ ID, Description }: Node): string {
  return Description?.Hostname ?? ID;
}
