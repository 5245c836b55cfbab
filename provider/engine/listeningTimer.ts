/**
 * A timer that counts only time in which this process could have read an answer. It counts second by second: however
 * long the process gets no processor time, or is stopped, that counts as one second, and what has arrived meanwhile is
 * read before the next one. A plain timer would be due at once, and the daemon would be blamed.
 */
export class ListeningTimer {
  private readonly timer: NodeJS.Timeout;
  private seconds = 0;

  /** Starts at once, and does not keep the process running. */
  public constructor(limitSeconds: number, end: () => void) {
    this.timer = setInterval(() => {
      if (++this.seconds < limitSeconds) return;
      this.stop();
      end();
    }, 1000).unref();
  }

  /** Counts from zero again. */
  public restart(): void {
    this.seconds = 0;
    this.timer.refresh();
  }

  public stop(): void {
    clearInterval(this.timer);
  }
}
