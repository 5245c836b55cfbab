import type { Unknown } from "../draft";

/** Labels of a node that this update sets; a preview may not know a value yet. */
export type NodeLabels = Readonly<Record<string, string | Unknown>>;

/**
 * A node as Swarm's scheduler sees it, in the form of the Engine's `GET /nodes`.
 *
 * Without a description it is a node that joins in this update: what is not known of it yet rules nothing out.
 */
export interface SchedulableNode {
  readonly ID: string;
  readonly Spec: {
    readonly Labels: NodeLabels | null;
    readonly Role: "worker" | "manager" | Unknown;
    readonly Availability: "active" | "pause" | "drain" | Unknown;
  };
  readonly Description?: {
    readonly Hostname?: string;
    readonly Platform?: { readonly Architecture?: string; readonly OS?: string };
    readonly Resources?: NodeResources;
    readonly Engine?: {
      readonly EngineVersion?: string;
      readonly Labels?: Readonly<Record<string, string>> | null;
      readonly Plugins?: ReadonlyArray<{ readonly Type: string; readonly Name: string }> | null;
    };
  };
  readonly Status: { readonly State: string; readonly Addr?: string };
}

/** What a node has, or what a task reserves of it. */
export interface NodeResources {
  readonly NanoCPUs?: number;
  readonly MemoryBytes?: number;
  readonly GenericResources?: ReadonlyArray<{
    readonly NamedResourceSpec?: { readonly Kind: string; readonly Value: string };
    readonly DiscreteResourceSpec?: { readonly Kind: string; readonly Value?: number };
  }> | null;
}

/** The name of a node in messages: its host name, or its id. */
export function nodeName({ ID, Description }: SchedulableNode): string {
  return Description?.Hostname ?? ID;
}

/** The names of nodes in messages: `node1`, `node1 and node2`, `node1, node2 and 5 others`. */
export function nodeNames(nodes: readonly SchedulableNode[]): string {
  const names = nodes.map(nodeName).sort();
  const shown = names.length > longestList ? names.slice(0, longestList - 1) : names;
  const rest = names.length - shown.length;
  const parts = rest > 0 ? [...shown, `${rest} others`] : shown;
  return parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1) ?? ""}`;
}

const longestList = 5;

/** Why a node gets no new tasks, in words of `docker node ls`; `undefined` if it does. */
export function unreadiness({ Spec, Status }: SchedulableNode): string | undefined {
  if (Status.State !== "ready") return Status.State === "down" ? "down" : `in state ${Status.State}`;
  if (Spec.Availability === "drain") return "drained";
  if (Spec.Availability === "pause") return "paused";
  return undefined;
}

/**
 * Whether Swarm has given up a node. In every other state, it counts on the node and its tasks (swarmkit
 * manager/orchestrator/task.go, `InvalidNode`), although only a node that is `ready` gets new tasks.
 *
 * After a change of the leader, or a restart of the only manager, all nodes are `unknown` until they connect again. A
 * node that does not is `down` after about 30 seconds. A node that is `disconnected` looks for another manager.
 */
export function isDown({ Status }: Pick<SchedulableNode, "Status">): boolean {
  return Status.State === "down";
}

/**
 * Whether a global service must have a task on a node that meets its constraints. A paused node keeps its tasks and
 * gets no new ones. A node that is not connected to its manager gets its task when it is, unless it is down by then.
 * One without an Engine has never been connected: it may not have succeeded in joining the swarm.
 */
export function takesTasks(node: Pick<SchedulableNode, "Spec" | "Status" | "Description">): boolean {
  const hasConnected = node.Status.State === "ready" || node.Description?.Engine?.EngineVersion !== undefined;
  return hasConnected && !isDown(node) && node.Spec.Availability === "active";
}
