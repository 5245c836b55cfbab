import type { Engine } from "../../engine/engine";
import { EngineError } from "../../engine/error";
import { toSwarmInit, toSwarmJoin, type NodeInputs } from "../../mapping/node/node";
import { ipOf } from "../../mapping/node/nodeAddresses";
import { waitUntilActive } from "./nodeMembership";
import type { Managers } from "./nodeManagers";
import type { Operation } from "../../handler/handler";
import { awaitReady } from "../../reconcile/await";
import type { Deadline } from "../../reconcile/deadline";
import { patientRules, retryRuleFor } from "../../reconcile/retry";

/** Brings a node into a swarm: starts one, or joins one through its managers. Returns when the node is in. */
export async function enterSwarm(
  given: NodeInputs,
  managers: Managers,
  operation: Operation,
  deadline: Deadline,
): Promise<void> {
  const { remoteAddresses = [], joinToken } = given;
  if (joinToken !== undefined) {
    await joinSwarm(given, remoteAddresses, joinToken, operation, deadline);
    return;
  }
  const present = await presentSwarm(managers, operation);
  if (present === undefined) {
    operation.status("starting a swarm");
    await operation.engine.initSwarm(toSwarmInit(given), operation.signal);
    await waitUntilActive(operation, deadline);
    return;
  }
  // The node that once started this swarm rejoins it.
  const { Worker, Manager } = await present.joinTokens(operation.signal);
  const addresses = await managerAddresses(present, operation.signal);
  await joinSwarm(given, addresses, given.role === "worker" ? Worker : Manager, operation, deadline);
}

/**
 * A manager of the swarm that the other hosts are in; `undefined` when they are in none.
 *
 * @throws Error when one of them does not answer: it may be in a swarm, and a second one would separate the nodes
 */
async function presentSwarm(managers: Managers, { logicalName }: Operation): Promise<Engine | undefined> {
  const answers = await managers.askOthers();
  const manager = answers.find(({ info }) => info?.Swarm.ControlAvailable === true);
  if (manager !== undefined) return manager.engine;
  const silent = answers.filter(({ info }) => info === undefined).map(({ engine }) => engine.host);
  if (silent.length === 0) return undefined;
  throw new Error(
    `Node "${logicalName}" would start a swarm, but ${silent.join(", ")} of its 'managerHosts' does not answer and ` +
      `may already be in one, and a second swarm would separate the nodes. Start the daemon again, or remove the ` +
      `host from 'managerHosts', and run the command again.`,
  );
}

async function managerAddresses(manager: Engine, signal: AbortSignal): Promise<string[]> {
  const nodes = await manager.listNodes({}, signal);
  const reachable = nodes.filter(({ ManagerStatus }) => ManagerStatus?.Reachability === "reachable");
  // The leader first: the others only forward the request to it.
  reachable.sort((a, b) => Number(b.ManagerStatus?.Leader ?? false) - Number(a.ManagerStatus?.Leader ?? false));
  return reachable.flatMap(({ ManagerStatus }) => (ManagerStatus?.Addr === undefined ? [] : [ManagerStatus.Addr]));
}

/** Asks one manager after the other until time is up: the Engine itself only tries the first. */
async function joinSwarm(
  given: NodeInputs,
  remoteAddresses: readonly string[],
  token: string,
  operation: Operation,
  deadline: Deadline,
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
      // The join continues in the background.
      if (state === "pending" || state === "active") return true;
      // Whatever fails on the way to the manager is reported as a 500.
      if (retryRuleFor(error, patientRules) !== undefined) return undefined;
      // Another manager may accept it, e.g. when this one is down.
      if (attempt < remoteAddresses.length) return undefined;
      throw new Error(`${error.message} It was asked to join through ${remoteAddresses.join(", ")}.`, { cause: error });
    }
  };
  await awaitReady<true>(
    { what: "the swarm to accept the node", satisfier: join, observer: () => last?.message },
    operation,
    deadline,
  );
  await waitUntilActive(operation, deadline);
}

/**
 * Warns when the node has another address than declared: a daemon that cannot use an address silently chooses another
 * one.
 */
export function warnOfOtherAddress(given: NodeInputs, address: string | undefined, operation: Operation): void {
  const wanted = ipOf(given.advertiseAddress);
  if (wanted === undefined || address === undefined || wanted === address) return;
  operation.warn(
    `Node "${operation.logicalName}" is in the swarm at ${address}, not at its 'advertiseAddress' ` +
      `"${given.advertiseAddress ?? ""}": the daemon chose another address and gave no reason. Check that ` +
      `'advertiseAddress' belongs to this node; correcting it makes the node leave and rejoin.`,
  );
}
