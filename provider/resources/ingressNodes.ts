import { poll, PollTimeout } from "../engine/poll";
import type { Network } from "../engine/types";
import type { Operation } from "./resource";

/**
 * Waits until every node has joined the new ingress, as far as a manager can see: its own copy of the network lists the peers that
 * its gossip has found. A node that is late joins later, so it is a warning and no error.
 */
export async function waitForNodes(network: Network, operation: Operation, timeoutSeconds: number): Promise<void> {
  const { engine, signal } = operation;
  let absent: string[] = [];
  const look = async (): Promise<true | undefined> => {
    const [nodes, own] = await Promise.all([
      engine.listNodes({}, signal),
      engine.inspectNetwork(network.Id, {}, signal),
    ]);
    const ready = nodes.filter(({ Status }) => Status.State === "ready");
    const peers = new Set((own.Peers ?? []).map(({ IP }) => IP));
    absent = ready.flatMap(({ Status, Description, ID }) =>
      Status.Addr !== undefined && peers.has(Status.Addr) ? [] : [Description?.Hostname ?? ID],
    );
    // Nodes that are reached through another address than they have, or by NAT, are counted.
    if (absent.length === 0 || peers.size >= ready.length) return true;
    operation.status(`${ready.length - absent.length}/${ready.length} nodes have the new ingress`);
    return undefined;
  };
  try {
    await poll("the nodes to join the ingress", look, {
      timeoutSeconds: Math.min(timeoutSeconds, joinTimeout),
      signal,
    });
  } catch (error) {
    if (!(error instanceof PollTimeout)) throw error;
    operation.warn(
      `The new ingress network "${network.Name}" is in place, but ${absent.join(", ")} had not joined it after ${joinTimeout} s. ` +
        `Published ports do not answer there until then; 'docker node ls' shows whether the node is up.`,
    );
  }
}

const joinTimeout = 15;
