import * as messages from "./messages";

/** The request that failed, as a person would name it. */
export interface FailedRequest {
  readonly method: string;
  /** Without the version, e.g. `/networks/create`. */
  readonly path: string;
  /** The HTTP status, `undefined` when the Engine gave no answer. */
  readonly status: number | undefined;
  /** The Engine's own words, or what happened to the connection. */
  readonly engineMessage: string;
  /** What the user can do about it: one or two sentences. */
  readonly remedy?: string;
  readonly cause?: unknown;
}

/**
 * The Engine refused a request, or could not be reached.
 *
 * Branch on {@link status} and on the predicates below; the Engine's words are matched in messages.ts and nowhere else.
 */
export class EngineError extends Error {
  public readonly method: string;
  public readonly path: string;
  public readonly status: number | undefined;
  public readonly engineMessage: string;

  public constructor(request: FailedRequest) {
    const words = [request.engineMessage, request.remedy].filter((part) => part !== undefined && part !== "");
    const how = request.status === undefined ? "" : ` (HTTP ${request.status})`;
    super(`${request.method} ${request.path}${how}: ${words.join(" ")}`, { cause: request.cause });
    this.name = "EngineError";
    this.method = request.method;
    this.path = request.path;
    this.status = request.status;
    this.engineMessage = request.engineMessage;
  }
}

/** The object is gone, or never was. */
export function isNotFound(error: unknown): error is EngineError {
  return error instanceof EngineError && error.status === 404;
}

/** The name is taken, or another singleton is there. */
export function isConflict(error: unknown): error is EngineError {
  return (
    error instanceof EngineError && (error.status === 409 || messages.nameConflicts(error.status, error.engineMessage))
  );
}

/** Somebody else wrote the object since its version was read: read again, apply again. */
export function isOutOfSequence(error: unknown): error is EngineError {
  return error instanceof EngineError && messages.outOfSequence(error.status, error.engineMessage);
}

/** A service publishes a port through the ingress network, and there is none at this moment. */
export function lacksIngress(error: unknown): error is EngineError {
  return error instanceof EngineError && messages.noIngress(error.status, error.engineMessage);
}

/** The daemon is not a manager of a swarm. */
export function isNotManager(error: unknown): error is EngineError {
  return error instanceof EngineError && messages.notManager(error.status, error.engineMessage);
}

/** A node that is to be removed is a manager, or the managers have not agreed yet that it is none any more. */
export function isStillManager(error: unknown): error is EngineError {
  return error instanceof EngineError && messages.stillManager(error.status, error.engineMessage);
}

/** What still holds a network that was to be removed. */
export function inUseBy(error: unknown): messages.Holder | undefined {
  return error instanceof EngineError ? messages.holder(error.status, error.engineMessage) : undefined;
}

/** There was no answer: nothing listens, or the connection broke. Whether a change was carried out is not known. */
export function isUnreachable(error: unknown): error is EngineError {
  return error instanceof EngineError && error.status === undefined;
}

/** The swarm is between two leaders, or has lost the one that was asked. */
export function isLeaderless(error: unknown): error is EngineError {
  return error instanceof EngineError && messages.leaderless(error.status, error.engineMessage);
}

/** A change was under way when the connection broke, to the daemon or from it to the leader: it may have been carried out. */
export function isOutcomeUnknown(error: unknown): error is EngineError {
  if (!(error instanceof EngineError) || error.method === "GET") return false;
  const isLost = error.status === undefined && !messages.neverConnected(error.cause);
  return isLost || messages.leaderless(error.status, error.engineMessage);
}
