import type { Engine } from "../provider/engine/engine";
import { unlessGone } from "../provider/engine/unlessGone";
import type { Network, Node } from "../provider/engine/types";
import type { TaskSummary } from "../provider/inspection/taskSummary";

/** The objects of the swarm that tell which networks to read. */
export interface Lists {
  readonly networks: readonly Network[];
  readonly tasks: readonly TaskSummary[];
  readonly nodes: readonly Node[];
  /** The id of the manager's node. */
  readonly here: string;
}

/**
 * Reads the tunnel addresses of the nodes. A network shows those of the nodes that run its tasks, if the manager runs
 * one as well. The ingress network usually has tasks on most nodes, so it comes first. While nodes are missing, the
 * network with tasks on most of them follows, so that the number of requests does not grow with the number of networks.
 */
export async function readTunnelEnds(engine: Engine, lists: Lists): Promise<string[]> {
  const ends = new Set<string>();
  const read = async ({ Id }: Network): Promise<void> => {
    const network = await unlessGone(engine.inspectNetwork(Id, { verbose: true }));
    for (const end of tunnelEndsOf(network?.Services ?? {})) ends.add(end);
  };
  const overlays = lists.networks.filter(({ Scope, Driver }) => Scope === "swarm" && Driver === "overlay");
  for (const ingress of overlays.filter(({ Ingress }) => Ingress)) await read(ingress);
  if (ends.size >= lists.nodes.length) return [...ends].sort();
  const hosts = await findHosts(engine, lists);
  const candidates = overlays.filter(({ Id, Ingress }) => !Ingress && hosts.get(Id)?.has(lists.here) === true);
  const missing = new Set(lists.nodes.map(({ ID }) => ID));
  while (ends.size < lists.nodes.length) {
    const gain = ({ Id }: Network): number => [...(hosts.get(Id) ?? [])].filter((node) => missing.has(node)).length;
    const best = candidates.reduce<Network | undefined>(
      (most, one) => (gain(one) > (most === undefined ? 0 : gain(most)) ? one : most),
      undefined,
    );
    if (best === undefined) break;
    await read(best);
    for (const node of hosts.get(best.Id) ?? []) missing.delete(node);
  }
  return [...ends].sort();
}

/** The ids of the nodes on each network. A container that was attached by hand has a task that only a filter shows. */
async function findHosts(engine: Engine, { tasks }: Lists): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const hosts = new Map<string, Set<string>>();
  for (const { NodeID = "", NetworksAttachments } of [
    ...tasks,
    ...(await engine.listTasks({ runtime: ["attachment"] })),
  ]) {
    for (const { Network: network } of NetworksAttachments ?? []) {
      hosts.set(network.ID, (hosts.get(network.ID) ?? new Set()).add(NodeID));
    }
  }
  return hosts;
}

/** The tunnel addresses in the Engine's list of a network's tasks, which names the node's address for each task. */
function tunnelEndsOf(services: Readonly<Record<string, unknown>>): string[] {
  const tasks = Object.values(services).flatMap(
    (service) => (service as { readonly Tasks?: readonly { readonly Info?: unknown }[] | null } | null)?.Tasks ?? [],
  );
  const ends = tasks.map(
    ({ Info: info }) => (info as Readonly<Record<string, unknown>> | null | undefined)?.["Host IP"],
  );
  return ends.filter((end) => typeof end === "string" && end !== "") as string[];
}
