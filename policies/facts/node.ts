import type { Draft, Unknown } from "../../swarm/draft";
import { unknown } from "../../swarm/draft";
import type { NodeSpec } from "../../swarm/node";
import { draftOf } from "../unknowns/draft";
import { entriesOf, fieldsOf } from "./service";

/** The type of a node of a swarm, as this project's provider serves it; a SwarmNode has one as its child. */
export const nodeType = "docker:swarm/node:Node";

/** What the policies read of a node. */
export interface SwarmNode extends NodeSpec {
  readonly joinToken?: string;
  readonly managerHosts?: readonly string[];
}

/** A node's properties, each of which may be absent or unknown. */
export type NodeDraft = ReturnType<typeof fieldsOf<SwarmNode>>;

/** Reads a node. */
export function nodeOf(props: object): NodeDraft {
  return fieldsOf(draftOf<SwarmNode>(props));
}

/** Whether a node starts the swarm, and so says what it is like: one that joins is told a manager or a token. */
export function startsSwarm({ remoteAddresses, joinToken, managerHosts }: NodeDraft): boolean {
  return isEmpty(remoteAddresses) && isEmpty(managerHosts) && joinToken === undefined;
}

/** Whether a node is a manager; unknown where its token says it. */
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

function isEmpty(list: Draft<readonly string[]>): boolean {
  return list !== unknown && entriesOf(list).length === 0;
}
