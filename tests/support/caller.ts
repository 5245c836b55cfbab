import { setTimeout as pause } from "node:timers/promises";

/** The results of a {@link Caller}. */
export interface Calls {
  readonly made: number;
  /** Failed calls, each with the time since the start in milliseconds. */
  readonly failures: readonly string[];
}

/**
 * Calls a service through its published port, like a load balancer in front of the nodes: it skips nodes that do not
 * respond. A call fails if no node responds or if the response is an error.
 */
export class Caller {
  private readonly start = performance.now();
  private readonly failures: string[] = [];
  private made = 0;
  private isOver = false;
  private readonly loops: readonly Promise<void>[];

  /**
   * @param urls the same page on each node
   * @param loops number of parallel calls
   * @param patienceMs milliseconds to wait for a response before trying the next node
   */
  public constructor(
    private readonly urls: readonly string[],
    loops = 4,
    private readonly patienceMs = 5000,
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
      const failure = await this.call(turn);
      this.made++;
      if (failure !== undefined) this.failures.push(`${Math.round(performance.now() - this.start)} ms: ${failure}`);
      await pause(20);
    }
  }

  private async call(turn: number): Promise<string | undefined> {
    for (let i = 0; i < this.urls.length; i++) {
      const url = this.urls[(turn + i) % this.urls.length] ?? "";
      // A new connection each time, because a kept connection would always reach the same task.
      const signal = AbortSignal.timeout(this.patienceMs);
      const response = await fetch(url, { headers: { connection: "close" }, signal }).catch(() => undefined);
      const text = await response?.text().catch(() => undefined);
      if (response === undefined || text === undefined) continue;
      return response.ok ? undefined : `${response.status} ${text.trim()} (${url})`;
    }
    return "no node answered";
  }
}
