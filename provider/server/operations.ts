/** The running operations, so that a cancellation ends all of them. */
export class Operations {
  private readonly running = new Set<AbortController>();
  private cancelled: Error | undefined;
  private wasInterrupted = false;

  /**
   * Runs `work` with a signal that is aborted by {@link cancel}, or when `abandoned` calls back because the CLI gave up
   * this call.
   */
  public async run<T>(work: (signal: AbortSignal) => Promise<T>, abandoned: (abort: () => void) => void): Promise<T> {
    const controller = new AbortController();
    if (this.cancelled !== undefined) {
      this.wasInterrupted = true;
      controller.abort(this.cancelled);
    }
    this.running.add(controller);
    abandoned(() => {
      controller.abort(new Cancelled());
    });
    try {
      return await work(controller.signal);
    } finally {
      this.running.delete(controller);
    }
  }

  /** Whether nothing runs, and nothing was ended early. The CLI also cancels when it has finished. */
  public get isQuiet(): boolean {
    return this.running.size === 0 && !this.wasInterrupted;
  }

  /**
   * Ends the running operations, and those that are still to come: the CLI shuts the provider down, or the user
   * cancels.
   */
  public cancel(): void {
    this.cancelled = new Cancelled();
    this.wasInterrupted ||= this.running.size > 0;
    for (const controller of this.running) controller.abort(this.cancelled);
  }

  /** Starts over for another CLI: a provider that was started by hand outlives one. */
  public resume(): void {
    this.cancelled = undefined;
    this.wasInterrupted = false;
  }
}

/** The reason of every aborted signal. */
export class Cancelled extends Error {
  public constructor() {
    super("The operation was cancelled.");
    this.name = "Cancelled";
  }
}
