import { isUnreachable } from "../engine/meaning";
import { timeoutAfter } from "../engine/timeout";
import { PartialFailure, type Difference, type Live, type Operation, type ResourceHandler } from "../handler/handler";
import type { ChangeJournal } from "../journal/changeJournal";
import { runCall } from "./runCall";
import type { Session } from "./session";

/** The inputs and the state of an object. */
type Recorded = Pick<Live, "inputs" | "state">;

/** A request about an object that the state contains. */
export interface ObjectRequest {
  getUrn(): string;
  getId(): string;
}

/** Without an answer after these seconds, a diff compares with the state alone. */
const readTimeoutSeconds = 10;

/** Changes or deletes an object, and records that until the CLI knows the result. */
export async function recordChange<T>(
  changes: ChangeJournal,
  urn: string,
  id: string,
  work: () => Promise<T>,
): Promise<T> {
  await changes.begin(urn, id);
  try {
    const result = await work();
    await changes.tell(urn, id);
    return result;
  } catch (error) {
    if (error instanceof PartialFailure) await changes.tell(urn, id);
    throw error;
  }
}

/**
 * What an update has to start from: what the state says, or the live object, if an interrupted change has left another
 * one. An object that is gone is left to the update.
 */
export async function newestOf(
  recorded: Recorded,
  handler: ResourceHandler,
  request: ObjectRequest,
  changes: ChangeJournal,
  operation: Operation,
): Promise<Recorded> {
  const id = request.getId();
  if (!(await changes.isInterrupted(request.getUrn(), id))) return recorded;
  return (await readLive(handler, id, recorded, operation)) ?? recorded;
}

/**
 * The difference between the program and an object. If a change of the object was interrupted, the live object counts
 * as well as the state. Without the swarm, the state alone counts.
 *
 * @param compare the program with what the state says, or with the live object
 */
export async function differenceFrom(
  recorded: Recorded,
  compare: (recorded: Recorded) => Difference,
  handler: ResourceHandler,
  request: ObjectRequest,
  session: Session,
): Promise<Difference> {
  const difference = compare(recorded);
  const [urn, id] = [request.getUrn(), request.getId()];
  if (!(await session.changes.isInterrupted(urn, id)) || !session.canConnect()) return difference;
  const read = await readIfReachable(session, urn, (operation) => readLive(handler, id, recorded, operation));
  if (read === undefined) return difference;
  if (read.live === undefined) return gone;
  const left = compare(read.live);
  const whole: Difference = {
    changes: new Map([...left.changes, ...difference.changes]),
    deleteBeforeReplace: left.deleteBeforeReplace || difference.deleteBeforeReplace,
    detailed: left.detailed && difference.detailed,
  };
  if (whole.changes.size === 0) await session.changes.settle(urn, id);
  return whole;
}

/** The difference of an object that an interrupted delete has removed, and that the program has again. */
const gone: Difference = {
  changes: new Map([["name", "update-replace"]]),
  deleteBeforeReplace: false,
  detailed: true,
};

/** @returns `undefined` if the swarm does not answer */
function readIfReachable<T>(
  session: Session,
  urn: string,
  read: (operation: Operation) => Promise<T>,
): Promise<{ readonly live: T } | undefined> {
  const limit = timeoutAfter(readTimeoutSeconds);
  const ignoreAbandoned = (): void => undefined;
  return runCall(session, undefined, ignoreAbandoned, async (signal) => {
    try {
      return { live: await read(session.operation(urn, AbortSignal.any([signal, limit]))) };
    } catch (error) {
      if (!isUnreachable(error) && !(limit.aborted && !signal.aborted)) throw error;
      return undefined;
    }
  });
}

/** @returns `undefined` when the object is gone */
async function readLive(
  handler: ResourceHandler,
  id: string,
  recorded: Recorded,
  operation: Operation,
): Promise<Recorded | undefined> {
  try {
    return await handler.read(id, recorded, operation);
  } catch (error) {
    // It exists, and its last update is unfinished.
    if (error instanceof PartialFailure) return error.live;
    throw error;
  }
}
