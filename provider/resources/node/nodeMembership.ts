import { isUnreachable } from "../../engine/error";
import { poll } from "../../engine/poll";
import type { Info } from "../../engine/types";
import { isPassing } from "../network/networkLookup";
import type { Operation } from "../../handler/handler";

/** What a daemon says of its place in a swarm. */
export type Membership = Info["Swarm"];

/** A node that cannot go on by itself: it is locked, or what it keeps of its swarm is of no use. */
export class NodeStuck extends Error {
  public constructor(reason: string) {
    super(reason);
    this.name = "NodeStuck";
  }
}

/**
 * Waits until a daemon knows whether it is in a swarm: one that joins or comes back takes a moment.
 *
 * @throws NodeStuck with the daemon's own words and the way out
 */
export async function settledMembership(operation: Operation, timeoutSeconds: number): Promise<Info> {
  return waitFor(
    "the node to find its swarm",
    ({ Swarm }) => Swarm.LocalNodeState !== "pending",
    operation,
    timeoutSeconds,
  );
}

/** Waits until a daemon is in a swarm. */
export async function waitUntilActive(operation: Operation, timeoutSeconds: number): Promise<Info> {
  return waitFor(
    "the node to be in the swarm",
    ({ Swarm }) => Swarm.LocalNodeState === "active",
    operation,
    timeoutSeconds,
  );
}

/** Waits until a daemon is in no swarm. */
export async function waitUntilOut(operation: Operation, timeoutSeconds: number): Promise<Info> {
  return waitFor("the node to be out of the swarm", ({ Swarm }) => isOut(Swarm), operation, timeoutSeconds);
}

/** Waits until a daemon serves as a manager, or has ceased to. */
export async function waitForRole(
  role: "worker" | "manager",
  operation: Operation,
  timeoutSeconds: number,
): Promise<Info> {
  const isThere = ({ Swarm }: Info): boolean =>
    Swarm.LocalNodeState === "active" && Swarm.ControlAvailable === (role === "manager");
  return waitFor(`the node to be a ${role}`, isThere, operation, timeoutSeconds);
}

/** A daemon that never was in a swarm answers with nothing. */
export function isOut({ LocalNodeState: state }: Membership): boolean {
  return state === "" || state === "inactive";
}

async function waitFor(
  what: string,
  isThere: (info: Info) => boolean,
  operation: Operation,
  timeoutSeconds: number,
): Promise<Info> {
  const { engine, signal } = operation;
  let seen: string | undefined;
  const look = async (): Promise<Info | undefined> => {
    try {
      const info = await engine.info(signal);
      refuseStuck(info.Swarm, operation);
      if (isThere(info)) return info;
      const { LocalNodeState: state } = info.Swarm;
      if (state !== seen) operation.status(`waiting for ${what}: the daemon says "${state}"`);
      seen = state;
    } catch (error) {
      // A daemon that changes its role leaves a request unanswered now and then.
      if (!isPassing(error) || (isUnreachable(error) && seen === undefined)) throw error;
    }
    return undefined;
  };
  return poll(what, look, {
    timeoutSeconds,
    signal,
    missing: () => `the daemon at ${engine.host} says "${seen ?? ""}"`,
  });
}

function refuseStuck(
  { LocalNodeState: state, Error: words = "" }: Membership,
  { engine, logicalName }: Operation,
): void {
  if (state === "locked") {
    throw new NodeStuck(
      `Node "${logicalName}" is locked: its swarm has 'autolock', and the daemon has started anew. Run 'docker swarm unlock' on it ` +
        `(DOCKER_HOST=${engine.host}) with the swarm's unlock key, which is the secret output 'unlockKey' of the node that sets ` +
        `'autolock', and run the command again.`,
    );
  }
  if (state === "error") {
    throw new NodeStuck(
      `Node "${logicalName}" has an error in its place in a swarm${words === "" ? "" : `: ${words}`}. Mend the cause and restart its ` +
        `daemon, or, if it is to give up what it keeps of that swarm, run 'docker swarm leave --force' on it (DOCKER_HOST=${engine.host}); ` +
        `then run the command again.`,
    );
  }
}
