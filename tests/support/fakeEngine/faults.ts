/**
 * What the client gets in place of the right answer:
 *
 * - `"lost"`: the connection breaks, in the middle of the answer if the request was carried out
 * - `"never"`: nothing, on a connection that stays open
 * - `status` and `message`: a refusal in these words
 * - `delayMs`: the right answer, this much later
 * - `halvedMs`: the first half of the right answer at once, the rest this much later
 * - `downMs`: the daemon restarts. The connection breaks, and for this long nothing listens on the socket
 */
export type FaultyAnswer =
  | "lost"
  | "never"
  | { readonly status: number; readonly message: string }
  | { readonly delayMs: number }
  | { readonly halvedMs: number }
  | { readonly downMs: number };

/** Requests that get a faulty answer. */
export interface Fault {
  /** @default every method */
  readonly method?: string;
  /** Tested on the path without its version. */
  readonly path: RegExp;
  /** How many requests get it. @default 1 */
  readonly times?: number;
  /** How many matching requests get the right answer before. @default 0 */
  readonly after?: number;
  /**
   * Whether the Engine carries out the request before the faulty answer. With `delayMs`, `false` carries it out after
   * the delay.
   *
   * @default false
   */
  readonly carriedOut?: boolean;
  readonly answer: FaultyAnswer;
}

/** A fault and the requests that it still has to strike. */
export class PlannedFault {
  /** Resolves when the first request is struck: after it was carried out, before any of the answer is sent. */
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

  /** Whether the fault strikes this request. Counts the request. */
  public takes(method: string, path: string): boolean {
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

/** Refusals in the words of Docker Engine 20.10 to 29. Their sources are in provider/engine/messages.ts. */
export const refusals = {
  /** Another client wrote the object after its version was read. */
  staleVersion: { status: 500, message: "rpc error: code = Unknown desc = update out of sequence" },
  /** The leader was lost under the request, which may have been carried out or not. */
  leaderLost: { status: 500, message: "rpc error: code = DeadlineExceeded desc = context deadline exceeded" },
  /** The managers elect a leader. */
  leaderless: {
    status: 503,
    message:
      "rpc error: code = Unknown desc = The swarm does not have a leader. It's possible that too few managers are online. " +
      "Make sure more than half of the managers are online.",
  },
} as const;
