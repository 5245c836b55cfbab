/** The code of the error when the daemon did not answer a read at all, or stopped in the middle of its answer. */
export const fellSilent = "ERR_ENGINE_SILENT";

/**
 * Ends a read when the daemon sends nothing for too long. A long answer may take any time, as long as some of it
 * arrives again and again.
 */
export class SilenceLimit {
  private readonly controller = new AbortController();
  private readonly timer: NodeJS.Timeout;

  /** Starts at once. */
  public constructor(seconds: number) {
    const end = (): void => {
      const error = new Error(`it sent nothing for ${seconds} s`);
      this.controller.abort(Object.assign(error, { code: fellSilent }));
    };
    this.timer = setTimeout(end, seconds * 1000).unref();
  }

  /** Aborted when the time is up, with an error that has the code {@link fellSilent}. */
  public get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** The daemon has sent something. */
  public extend(): void {
    this.timer.refresh();
  }

  public clear(): void {
    clearTimeout(this.timer);
  }
}
