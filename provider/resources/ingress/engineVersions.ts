import type { Operation } from "../../handler/handler";
import { listReadyNodes, nameOf } from "./ingressNodes";

/**
 * Refuses to remove an ingress from nodes whose Engines are of different versions: Docker's manual warns that some may keep the old one,
 * and that new ones suffer from that.
 *
 * @throws Error that lists the nodes, before anything is changed
 */
export async function requireOneVersion({ engine, signal }: Operation): Promise<void> {
  const nodes = await listReadyNodes(engine, signal);
  const versions = nodes.map((node) => `${nameOf(node)}=${node.Description?.Engine?.EngineVersion ?? "?"}`).sort();
  if (new Set(nodes.map(({ Description }) => Description?.Engine?.EngineVersion)).size <= 1) return;
  throw new Error(
    `The ingress network is not removed while nodes run Engines of different versions (${versions.join(", ")}): some would keep it, and the ` +
      `next one would suffer from that. Bring all nodes to one version, or take the others out of the swarm, and run the command again.`,
  );
}
