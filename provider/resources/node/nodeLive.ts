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
  /** `undefined`: the daemon does not answer. */
  readonly info: Info | undefined;
  /** `undefined`: no manager answers. */
  readonly manager: Engine | undefined;
  readonly node: Node | undefined;
}

/**
 * The state of a node: its inputs, its live properties, and what other nodes need to join.
 *
 * @param before the previous state, `undefined` when the node has just entered its swarm
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

/** Explicit nulls: a preview would consider a missing output unknown. */
const nothing: Properties = { managerAddress: null, workerToken: null, managerToken: null, unlockKey: null };

/** Without the inputs that are only needed to join: a token that is not stored cannot leak. */
export function withoutEntry(inputs: Properties): Properties {
  return without(inputs, "joinToken", "remoteAddresses");
}

export function without(properties: Properties, ...names: readonly string[]): Properties {
  return Object.fromEntries(Object.entries(properties).filter(([name]) => !names.includes(name)));
}

/** All labels of an imported node, without the one that exists only while the node is away. */
export function allLabels({ Spec }: Node): Record<string, string> {
  return Object.fromEntries(Object.entries(Spec.Labels ?? {}).filter(([name]) => name !== swarmLabel.formerNode.key));
}

/**
 * The listen and data path addresses, which the Engine does not show: those that the node was given when it joined, or
 * its defaults.
 *
 * @param before the previous state, which lacks them for an imported node
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

/** The properties that only managers report, among them those that other nodes need to join. */
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
