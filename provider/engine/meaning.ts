import { EngineError } from "./error";
import * as messages from "./messages";

/** What an error of the Engine means for the caller of a request. */
export type Meaning =
  /** The object is gone, or never existed. */
  | "notFound"
  /** The name is taken, or the object may exist only once and exists. */
  | "nameTaken"
  /** Another client wrote the object after the version that the request is based on. */
  | "stale"
  /** A service publishes a port through the ingress network, and the swarm has none at the moment. */
  | "noIngress"
  /** Another service publishes a port that the request publishes. */
  | "portTaken"
  /** A service or task still uses the network; see {@link inUseBy}. */
  | "inUse"
  /** The node to be removed is a manager, or the managers have not agreed on its demotion yet. */
  | "stillManager"
  /** The daemon is not a manager of a swarm. */
  | "notManager"
  /** Nothing was sent, because no daemon listens at the address. */
  | "unsent"
  /** The connection broke under a change, to the daemon or on to the leader: the change may have been carried out. */
  | "outcomeUnknown"
  /** The Engine cannot answer at the moment, e.g. because the managers elect a leader. */
  | "transient"
  /** The Engine failed (another HTTP 5xx). A change may have been carried out. */
  | "failed"
  /** The Engine refused the request (another HTTP 4xx). Nothing has changed. */
  | "refused";

/** @returns `undefined` for an error that is not the Engine's, e.g. a cancellation */
export function meaningOf(error: unknown): Meaning | undefined {
  if (!(error instanceof EngineError)) return undefined;
  const { method, status, engineMessage: words, cause } = error;
  const interrupted: Meaning = method === "GET" ? "transient" : "outcomeUnknown";
  if (status === undefined) return messages.neverConnected(cause) ? "unsent" : interrupted;
  if (status === 404) return "notFound";
  if (status === 409 || messages.nameConflicts(status, words)) return "nameTaken";
  if (messages.outOfSequence(status, words)) return "stale";
  if (messages.noIngress(status, words)) return "noIngress";
  if (messages.portTaken(status, words)) return "portTaken";
  if (messages.holder(status, words) !== undefined) return "inUse";
  if (messages.stillManager(status, words)) return "stillManager";
  if (messages.notManager(status, words)) return "notManager";
  if (messages.leaderless(status, words)) return interrupted;
  if (status === 503) return "transient";
  return status >= 500 ? "failed" : "refused";
}

/** Whether a change may have been carried out although its request ended with this error. */
export function mayHaveActed(error: unknown): boolean {
  const meaning = meaningOf(error);
  return meaning === undefined || ["outcomeUnknown", "transient", "failed"].includes(meaning);
}

/** The object is gone, or never existed. */
export function isNotFound(error: unknown): error is EngineError {
  return meaningOf(error) === "notFound";
}

/** The daemon did not answer at all: nothing listens there, or the connection broke. */
export function isUnreachable(error: unknown): error is EngineError {
  return error instanceof EngineError && error.status === undefined;
}

/** The service or task because of which a network could not be removed. */
export function inUseBy(error: unknown): messages.Holder | undefined {
  return error instanceof EngineError ? messages.holder(error.status, error.engineMessage) : undefined;
}
