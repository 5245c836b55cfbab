import { isWanted, type Network } from "../../engine/types";
import type { Operation } from "../../handler/handler";
import { isOn, onNode } from "./networkTasks";

/**
 * The standalone containers on a network (`docker run --network`, `docker network connect`), in words. Each has a task
 * without a service, which the Engine lists only on request, and removes no network before it ends.
 */
export async function findContainersOn(
  { Id: id, Attachable: isAttachable }: Network,
  { engine, signal }: Pick<Operation, "engine" | "signal">,
): Promise<string[]> {
  if (!isAttachable) return [];
  const tasks = await engine.listTasks({ runtime: ["attachment"] }, signal);
  // The Engine's own rule (swarmkit manager/controlapi/network.go): tasks of nodes that are down count as well.
  const holders = tasks.filter((task) => isOn(task, id) && isWanted(task));
  if (holders.length === 0) return [];
  const nodes = await engine.listNodes({}, signal);
  return holders
    .map(({ NodeID, Spec: { NetworkAttachmentSpec: spec } }) => {
      const node = nodes.find(({ ID }) => ID === NodeID);
      const container = spec?.ContainerID?.slice(0, 12);
      return `${container === undefined ? "a container" : `container ${container}`}${onNode(node)}`;
    })
    .sort();
}
