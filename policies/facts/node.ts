import type { Draft, Unknown } from "../../swarm/draft";
import { unknown } from "../../swarm/draft";
import type { NodeSpec } from "../../swarm/node";
import { draftOf } from "../unknowns/draft";
import { entriesOf, fieldsOf } from "./service";

/** The type of a node in this project's provider. A SwarmNode has one as its child. */
export const nodeType = "docker:swarm/node:Node";

/** The properties of a node that the policies read. */
export interface SwarmNode extends NodeSpec {
  readonly joinToken?: string;
  readonly allowSwarmLoss?: boolean;
}

/** The properties of a node, each of which may be absent or unknown. */
export type NodeDraft = ReturnType<typeof fieldsOf<SwarmNode>>;

/** Reads a node. */
export function nodeOf(props: object): NodeDraft {
  return fieldsOf(draftOf<SwarmNode>(props));
}

/**
 * Whether a node starts the swarm and so decides its settings. A node that joins has the address of a manager or a
 * token. The `managerHosts` are only where the provider asks about the node, so a first manager may have them.
 */
export function startsSwarm({ remoteAddresses, joinToken }: NodeDraft): boolean {
  return isEmpty(remoteAddresses) && joinToken === undefined;
}

/** Whether a node is a manager; unknown if only its join token decides. */
export function isManager(node: NodeDraft): boolean | Unknown {
  if (node.role === "manager" || startsSwarm(node)) return true;
  return node.role === undefined || node.role === unknown ? unknown : false;
}

/** The host of an address, without its port. */
export function hostOf(address: string): string {
  const text = address.trim().toLowerCase();
  const [, bracketed] = /^\[(.*)\](?::\d*)?$/.exec(text) ?? [];
  return bracketed ?? (text.split(":").length > 2 ? text : text.replace(/:\d*$/, ""));
}

/**
 * Whether an address is that of every interface, in any spelling: `0.0.0.0:2377`, `[::]`, `0:0::0`, `::ffff:0.0.0.0`.
 */
export function isEveryAddress(address: string): boolean {
  return /^(?:\*|(?:[0:]*:)?(?:ffff:)?(?:[0:]*|0+(?:\.0+){0,3}))(?:%.*)?$/.test(hostOf(address));
}

function isEmpty(list: Draft<readonly string[]>): boolean {
  return list !== unknown && entriesOf(list).length === 0;
}
