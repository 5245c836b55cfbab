import type { Operation } from "../../handler/handler";
import { listPresentNodes, nameOf } from "./ingressNodes";

/**
 * Refuses to remove an ingress from nodes that run different versions of the Engine: Docker's manual warns that some
 * nodes may keep the old ingress, which disturbs the new one.
 *
 * @throws Error that lists the nodes, before anything is changed
 */
export async function requireOneVersion({ engine, signal }: Operation): Promise<void> {
  // A node that has not connected yet has no version.
  const nodes = (await listPresentNodes(engine, signal)).filter(
    ({ Description }) => Description?.Engine?.EngineVersion,
  );
  const versions = nodes.map((node) => `${nameOf(node)}=${node.Description?.Engine?.EngineVersion ?? ""}`).sort();
  if (new Set(nodes.map(({ Description }) => Description?.Engine?.EngineVersion)).size <= 1) return;
  throw new Error(
    `The ingress network is not removed while nodes run Engines of different versions (${versions.join(", ")}): some ` +
      `would keep it, which disturbs the next one. Bring all nodes to one version, or remove the others from the ` +
      `swarm, and run the command again.`,
  );
}
