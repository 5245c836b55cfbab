/** Milliseconds after our response by which the CLI has written its state. */
const settleMs = 10_000;

/** Does things once the CLI must have written its state. */
export class Settling {
  private readonly timers = new Set<NodeJS.Timeout>();

  /** Does it some time after the response to the CLI, unless {@link stop} is called before. */
  public later(work: () => void): void {
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      work();
    }, settleMs);
    timer.unref();
    this.timers.add(timer);
  }

  public stop(): void {
    for (const timer of this.timers) clearTimeout(timer);
    this.timers.clear();
  }
}
