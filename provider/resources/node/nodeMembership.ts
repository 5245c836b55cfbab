import type { Engine } from "../../engine/engine";
import { isUnreachable } from "../../engine/meaning";
import type { Info } from "../../engine/types";
import type { Operation } from "../../handler/handler";
import { awaitReady } from "../../reconcile/await";
import type { Deadline } from "../../reconcile/deadline";
import { retryRuleFor, retryRules } from "../../reconcile/retry";

/** A daemon's own view of its swarm. */
export type Membership = Info["Swarm"];

/** A node that cannot continue without help: it is locked, or its swarm state is unusable. */
export class NodeStuck extends Error {
  public constructor(reason: string) {
    super(reason);
    this.name = "NodeStuck";
  }
}

/**
 * Waits until a daemon knows whether it is in a swarm: a daemon that joins or restarts takes a moment.
 *
 * @throws NodeStuck with the daemon's own message and the fix
 */
export async function settledMembership(operation: Operation, deadline: Deadline): Promise<Info> {
  return waitFor("the node to find its swarm", ({ Swarm }) => Swarm.LocalNodeState !== "pending", operation, deadline);
}

/** Waits until a daemon is in a swarm. */
export async function waitUntilActive(operation: Operation, deadline: Deadline): Promise<Info> {
  return waitFor("the node to be in the swarm", ({ Swarm }) => Swarm.LocalNodeState === "active", operation, deadline);
}

/**
 * Makes a daemon leave its swarm, and waits until it is out. By force: there may be no manager to demote it, or the
 * demotion may not have reached it yet. For a worker, force changes nothing.
 */
export async function leaveSwarm(operation: Operation, deadline: Deadline): Promise<void> {
  const { engine } = operation;
  await awaitReady(
    {
      what: "the node to leave the swarm",
      satisfier: async (signal) => {
        // After a lost answer it may be out already, and a second request would be refused.
        if (!isOut((await engine.info(signal)).Swarm)) await engine.leaveSwarm({ force: true }, signal);
        return true;
      },
    },
    operation,
    deadline,
  );
  await waitUntilOut(operation, deadline);
}

/** Waits until a daemon is outside any swarm. */
async function waitUntilOut(operation: Operation, deadline: Deadline): Promise<Info> {
  return waitFor("the node to be out of the swarm", ({ Swarm }) => isOut(Swarm), operation, deadline);
}

/** Waits until a daemon has the role. */
export async function waitForRole(role: "worker" | "manager", operation: Operation, deadline: Deadline): Promise<Info> {
  const isThere = ({ Swarm }: Info): boolean =>
    Swarm.LocalNodeState === "active" && Swarm.ControlAvailable === (role === "manager");
  return waitFor(`the node to be a ${role}`, isThere, operation, deadline);
}

/** A daemon that was never in a swarm reports an empty state. */
export function isOut({ LocalNodeState: state }: Membership): boolean {
  return state === "" || state === "inactive";
}

async function waitFor(
  what: string,
  isThere: (info: Info) => boolean,
  operation: Operation,
  deadline: Deadline,
): Promise<Info> {
  const { engine } = operation;
  let seen: string | undefined;
  let isReady = false;
  return awaitReady(
    {
      what,
      satisfier: async (signal) => {
        const info = await answerOf(engine, signal, seen === undefined);
        if (info === undefined) return undefined;
        refuseStuck(info.Swarm, operation);
        seen = info.Swarm.LocalNodeState;
        isReady = isThere(info);
        return isReady ? info : undefined;
      },
      rules: {},
      observer: () => (isReady || seen === undefined ? undefined : `waiting for ${what}: the daemon says "${seen}"`),
    },
    operation,
    deadline,
  );
}

/**
 * The daemon's answer; `undefined` when it does not answer at the moment, e.g. while it changes its role.
 *
 * @throws EngineError when it has never answered: the caller may ask a manager instead
 */
async function answerOf(engine: Engine, signal: AbortSignal, isFirst: boolean): Promise<Info | undefined> {
  try {
    return await engine.info(signal);
  } catch (error) {
    if (retryRuleFor(error, retryRules) === undefined || (isFirst && isUnreachable(error))) throw error;
    return undefined;
  }
}

function refuseStuck(
  { LocalNodeState: state, Error: words = "" }: Membership,
  { engine, logicalName }: Operation,
): void {
  if (state === "locked") {
    throw new NodeStuck(
      `Node "${logicalName}" is locked: its swarm has 'autolock', and the daemon has restarted. Run 'docker swarm ` +
        `unlock' on it (DOCKER_HOST=${engine.host}) with the swarm's unlock key, which is the secret output ` +
        `'unlockKey' of the node that sets 'autolock', and run the command again.`,
    );
  }
  if (state === "error") {
    throw new NodeStuck(
      `Docker on node "${logicalName}" reports a swarm error${words === "" ? "" : `: ${words}`}. Fix the cause and ` +
        `restart the daemon; or, to discard the node's swarm state, run 'docker swarm leave --force' on it ` +
        `(DOCKER_HOST=${engine.host}). Then run the command again.`,
    );
  }
}
