import { inspect } from "node:util";
import { setTimeout as pause } from "node:timers/promises";

/** A call without a good response. */
export interface FailedCall {
  /** When it began, in seconds since 1970, as in the time line of `lab/watch`. */
  readonly time: number;
  readonly reason: string;
}

/** The results of a {@link Caller}. */
export interface Calls {
  readonly made: number;
  readonly failures: readonly FailedCall[];
}

/**
 * Calls a service through its published port. With several nodes, it skips those that do not respond, like a load
 * balancer in front of them. A call fails if no node responds or if the response is an error.
 */
export class Caller {
  private readonly failures: FailedCall[] = [];
  private made = 0;
  private isOver = false;
  private readonly loops: readonly Promise<void>[];

  /**
   * @param urls the same page on each node
   * @param loops number of parallel calls
   * @param patienceMs milliseconds to wait for a response before trying the next node
   * @param pauseMs milliseconds between a response and the next call
   */
  public constructor(
    private readonly urls: readonly string[],
    loops = 4,
    private readonly patienceMs = 5000,
    private readonly pauseMs = 20,
  ) {
    this.loops = Array.from({ length: loops }, (_, index) => this.loop(index));
  }

  public async stop(): Promise<Calls> {
    this.isOver = true;
    await Promise.all(this.loops);
    return { made: this.made, failures: this.failures };
  }

  private async loop(from: number): Promise<void> {
    for (let turn = from; !this.isOver; turn++) {
      const time = Date.now() / 1000;
      const reason = await this.call(turn);
      this.made++;
      if (reason !== undefined) this.failures.push({ time, reason: `${reason}, ${seconds(Date.now() / 1000 - time)}` });
      await pause(this.pauseMs);
    }
  }

  private async call(turn: number): Promise<string | undefined> {
    const errors: string[] = [];
    for (let i = 0; i < this.urls.length; i++) {
      const url = this.urls[(turn + i) % this.urls.length] ?? "";
      // A new connection each time, because a kept connection would always reach the same task.
      const signal = AbortSignal.timeout(this.patienceMs);
      try {
        const response = await fetch(url, { headers: { connection: "close" }, signal });
        const text = await response.text();
        return response.ok ? undefined : `${response.status} ${text.trim()} (${url})`;
      } catch (error) {
        // Not `instanceof`, because the error of `fetch` is not one of Jest's own realm.
        const { cause = error } = error as Error;
        errors.push(`${new URL(url).host}: ${inspect(cause)}`);
      }
    }
    return errors.join("; ");
  }
}

function seconds(duration: number): string {
  return `after ${duration.toFixed(1)} s`;
}
