import type { Engine } from "../../engine/engine";
import type { Info, Node } from "../../engine/types";
import { toNodeSpec, toSettings, toStartSettings, type NodeInputs } from "../../mapping/node/node";
import { defaultListenAddress, withPort } from "../../mapping/node/nodeAddresses";
import { swarmLabel } from "../../../swarm/swarmLabel";
import type { Operation } from "../../handler/handler";
import type { Properties } from "../../handler/properties";

/** A node, seen from its own daemon and from a manager. */
export interface NodeView {
  readonly id: string;
  /** `undefined`: the daemon is out of reach. */
  readonly info: Info | undefined;
  /** `undefined`: no manager is within reach. */
  readonly manager: Engine | undefined;
  readonly node: Node | undefined;
}

/**
 * What is written down of a node: what was asked for, what there is, and what others need to join.
 *
 * @param before the state so far, `undefined` when the node has just entered its swarm
 */
export async function nodeState(
  { id, info, manager, node }: NodeView,
  inputs: Properties,
  given: NodeInputs,
  operation: Operation,
  before?: Properties,
): Promise<Properties> {
  const { engine, signal } = operation;
  const address = node?.Status.Addr ?? info?.Swarm.NodeAddr;
  const role =
    node?.Spec.Role ?? (info === undefined ? given.role : info.Swarm.ControlAvailable ? "manager" : "worker");
  const isManager = role === "manager" && manager !== undefined;
  return {
    ...nothing,
    ...withoutEntry(inputs),
    nodeId: id,
    dockerHost: engine.host,
    hostname: node?.Description?.Hostname ?? info?.Name,
    address,
    ...(node === undefined ? {} : toNodeSpec(node.Spec, given)),
    role,
    availability: node?.Spec.Availability ?? given.availability,
    state: node?.Status.State ?? info?.Swarm.LocalNodeState,
    ...entryAddresses(given, address, before),
    ...(isManager
      ? await managerState(manager, node, given, signal)
      : { swarmId: await swarmIdOf(manager, given, signal) }),
  };
}

/** Said in so many words: what an output's place is left empty for, a preview takes for unknown. */
const nothing: Properties = { managerAddress: null, workerToken: null, managerToken: null, unlockKey: null };

/** Without what is needed to get in only: a token that is not there cannot leak. */
export function withoutEntry(inputs: Properties): Properties {
  return without(inputs, "joinToken", "remoteAddresses");
}

export function without(properties: Properties, ...names: readonly string[]): Properties {
  return Object.fromEntries(Object.entries(properties).filter(([name]) => !names.includes(name)));
}

/** Every label of a node that is imported, without what is only there until it is back. */
export function allLabels({ Spec }: Node): Record<string, string> {
  return Object.fromEntries(Object.entries(Spec.Labels ?? {}).filter(([name]) => name !== swarmLabel.formerNode.key));
}

/**
 * The Engine shows neither: they are what the node was given when it entered, or what it takes then.
 *
 * @param before the state so far, which lacks them for a node that was imported
 */
function entryAddresses(given: NodeInputs, address: string | undefined, before: Properties | undefined): Properties {
  const { listenAddress, dataPathAddress, advertiseAddress } = given;
  const entered: Properties = before ?? {
    listenAddress: defaultListenAddress,
    dataPathAddress: advertiseAddress ?? address,
  };
  return {
    listenAddress: listenAddress === undefined ? entered.listenAddress : withPort(listenAddress),
    dataPathAddress: dataPathAddress ?? entered.dataPathAddress,
  };
}

/** What only managers can tell, and whoever joins needs. */
async function managerState(
  manager: Engine,
  node: Node | undefined,
  given: NodeInputs,
  signal: AbortSignal,
): Promise<Properties> {
  const [swarm, tokens, { settings }] = await Promise.all([
    manager.swarm(signal),
    manager.joinTokens(signal),
    manager.swarmSettings(signal),
  ]);
  return {
    swarmId: swarm.ID,
    managerAddress: node?.ManagerStatus?.Addr,
    ...toStartSettings(swarm),
    ...toSettings(settings, given),
    workerToken: tokens.Worker,
    managerToken: tokens.Manager,
    ...(given.autolock === true ? { unlockKey: await manager.unlockKey(signal) } : {}),
  };
}

async function swarmIdOf(
  manager: Engine | undefined,
  given: NodeInputs,
  signal: AbortSignal,
): Promise<string | undefined> {
  return manager === undefined ? given.swarmId : (await manager.swarm(signal)).ID;
}
