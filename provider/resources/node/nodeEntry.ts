import { EngineError } from "../../engine/error";
import { poll } from "../../engine/poll";
import type { Engine } from "../../engine/engine";
import { ipOf, toSwarmInit, toSwarmJoin, type NodeInputs } from "../../mapping/node/node";
import { waitUntilActive } from "./nodeMembership";
import type { Managers } from "./nodeManagers";
import { isPassing } from "../network/networkLookup";
import type { Operation } from "../../handler/handler";

/** Brings a node that is in no swarm into one: its own, or one that managers take it into. Answers when it is in. */
export async function enterSwarm(
  given: NodeInputs,
  managers: Managers,
  operation: Operation,
  left: () => number,
): Promise<void> {
  const { remoteAddresses = [], joinToken } = given;
  if (joinToken !== undefined) {
    await joinSwarm(given, remoteAddresses, joinToken, operation, left);
    return;
  }
  const present = await presentSwarm(managers, operation);
  if (present === undefined) {
    operation.status("starting a swarm");
    await operation.engine.initSwarm(toSwarmInit(given), operation.signal);
    await waitUntilActive(operation, left());
    return;
  }
  // The node that once started this swarm comes back to it.
  const { Worker, Manager } = await present.joinTokens(operation.signal);
  const addresses = await managerAddresses(present, operation.signal);
  await joinSwarm(given, addresses, given.role === "worker" ? Worker : Manager, operation, left);
}

/**
 * A manager of the swarm that the other hosts are in; `undefined` when they are in none.
 *
 * @throws Error when one of them does not answer, since starting a second swarm beside the one that it may be in would part the nodes
 */
async function presentSwarm(managers: Managers, { logicalName }: Operation): Promise<Engine | undefined> {
  const answers = await managers.askOthers();
  const manager = answers.find(({ info }) => info?.Swarm.ControlAvailable === true);
  if (manager !== undefined) return manager.engine;
  const silent = answers.filter(({ info }) => info === undefined).map(({ engine }) => engine.host);
  if (silent.length === 0) return undefined;
  throw new Error(
    `Node "${logicalName}" would start a swarm, but ${silent.join(", ")} of its 'managerHosts' cannot be asked whether there is one ` +
      `already, and two would part the nodes. Bring the daemon back, or take the host out of 'managerHosts', and run the command again.`,
  );
}

async function managerAddresses(manager: Engine, signal: AbortSignal): Promise<string[]> {
  const nodes = await manager.listNodes({}, signal);
  const reachable = nodes.filter(({ ManagerStatus }) => ManagerStatus?.Reachability === "reachable");
  // The leader first: the others only pass the request on to it.
  reachable.sort((a, b) => Number(b.ManagerStatus?.Leader ?? false) - Number(a.ManagerStatus?.Leader ?? false));
  return reachable.flatMap(({ ManagerStatus }) => (ManagerStatus?.Addr === undefined ? [] : [ManagerStatus.Addr]));
}

/** Asks one manager after the other, since the Engine itself only tries the first, until the time is up. */
async function joinSwarm(
  given: NodeInputs,
  remoteAddresses: readonly string[],
  token: string,
  operation: Operation,
  left: () => number,
): Promise<void> {
  const { engine, signal } = operation;
  let attempt = 0;
  let last: Error | undefined;
  const join = async (): Promise<true | undefined> => {
    const address = remoteAddresses[attempt++ % remoteAddresses.length] ?? "";
    operation.status(`joining the swarm through ${address}`);
    try {
      await engine.joinSwarm(toSwarmJoin(given, address, token), signal);
      return true;
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      last = error;
      const { LocalNodeState: state } = (await engine.info(signal)).Swarm;
      // It goes on in the background.
      if (state === "pending" || state === "active") return true;
      if (isWorthAnotherTry(error)) return undefined;
      // Another one may take it, e.g. when this one is down.
      if (attempt < remoteAddresses.length) return undefined;
      throw new Error(`${error.message} It was asked to join through ${remoteAddresses.join(", ")}.`, { cause: error });
    }
  };
  await poll("the swarm to take the node in", join, { timeoutSeconds: left(), signal, missing: () => last?.message });
  await waitUntilActive(operation, left());
}

/** What goes wrong on the way to the manager is a 500, whatever the reason. */
function isWorthAnotherTry(error: unknown): boolean {
  return isPassing(error) || (error instanceof EngineError && error.status === 500);
}

/** Says so when the node is not found where it was to be: a daemon that cannot use its address takes another one without a word. */
export function warnOfOtherAddress(given: NodeInputs, address: string | undefined, operation: Operation): void {
  const wanted = ipOf(given.advertiseAddress);
  if (wanted === undefined || address === undefined || wanted === address) return;
  operation.warn(
    `Node "${operation.logicalName}" is in the swarm at ${address}, and not at its 'advertiseAddress' "${given.advertiseAddress ?? ""}": the ` +
      `daemon did not take that address, and says no reason. Is it one of the node's own? Correct it, and the node leaves and joins again.`,
  );
}
