/** A request that failed, in the user's terms. */
export interface FailedRequest {
  readonly method: string;
  /** Without the version, e.g. `/networks/create`. */
  readonly path: string;
  /** The HTTP status, `undefined` when the Engine gave no answer. */
  readonly status: number | undefined;
  /** The Engine's own message, or what happened to the connection. */
  readonly engineMessage: string;
  /** What the user can do about the error: one or two sentences. */
  readonly remedy?: string;
  readonly cause?: unknown;
}

/**
 * The Engine refused a request, or could not be reached.
 *
 * Branch on the meaning of the error for the caller (meaning.ts). Only messages.ts matches the Engine's messages.
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

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
