/**
 * What the client gets instead of the correct response:
 *
 * - `"lost"`: the connection breaks, in the middle of the response if the request was carried out
 * - `"never"`: no response, on a connection that stays open
 * - `"half"`: the first half of the correct response, and then nothing, on a connection that stays open
 * - `status` and `message`: a refusal with this message
 * - `delayMs`: the correct response after this delay
 * - `halvedMs`: the first half of the correct response immediately, the rest after this delay
 * - `downMs`: the daemon restarts. The connection breaks, and for this time nothing listens on the socket
 */
export type FaultyAnswer =
  | "lost"
  | "never"
  | "half"
  | { readonly status: number; readonly message: string }
  | { readonly delayMs: number }
  | { readonly halvedMs: number }
  | { readonly downMs: number };

/** Requests that get a faulty response. */
export interface Fault {
  /** @default every method */
  readonly method?: string;
  /** Tested on the path without its version. */
  readonly path: RegExp;
  /** Whether requests for the record of the run get it as well: `/configs/pulumi-run-…`. @default false */
  readonly records?: boolean;
  /** The number of requests that get it. @default 1 */
  readonly times?: number;
  /** The number of matching requests that get the correct response first. @default 0 */
  readonly after?: number;
  /**
   * Whether the Engine carries out the request before the faulty response. With `delayMs`, `false` carries it out after
   * the delay.
   *
   * @default false
   */
  readonly carriedOut?: boolean;
  readonly answer: FaultyAnswer;
}

/** A fault, with the number of requests that it still affects. */
export class PlannedFault {
  /** Resolves when the fault affects a request: after it was carried out, before any of the response is sent. */
  public readonly struck: Promise<void>;
  private strike: () => void = () => undefined;
  private passing: number;
  private left: number;

  public constructor(public readonly fault: Fault) {
    this.passing = fault.after ?? 0;
    this.left = fault.times ?? 1;
    this.struck = new Promise((resolve) => {
      this.strike = resolve;
    });
  }

  /** Whether the fault affects this request. Counts the request. */
  public takes(method: string, path: string, isForRecord: boolean): boolean {
    if (isForRecord && this.fault.records !== true) return false;
    if (this.left === 0 || (this.fault.method ?? method) !== method || !this.fault.path.test(path)) return false;
    if (this.passing > 0) {
      this.passing--;
      return false;
    }
    this.left--;
    return true;
  }

  /** Resolves {@link struck}. */
  public hit(): void {
    this.strike();
  }
}

/** Refusals with the messages of Docker Engine 20.10 to 29. Their sources are in provider/engine/messages.ts. */
export const refusals = {
  /** Another client wrote the object after its version was read. */
  staleVersion: { status: 500, message: "rpc error: code = Unknown desc = update out of sequence" },
  /** The leader was lost during the request, which may or may not have been carried out. */
  leaderLost: { status: 500, message: "rpc error: code = DeadlineExceeded desc = context deadline exceeded" },
  /** The managers are electing a leader. */
  leaderless: {
    status: 503,
    message:
      "rpc error: code = Unknown desc = The swarm does not have a leader. It's possible that too few managers are " +
      "online. Make sure more than half of the managers are online.",
  },
} as const;
