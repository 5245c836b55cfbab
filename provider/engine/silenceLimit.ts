import { ListeningTimer } from "./listeningTimer";

/** The code of the error when the daemon did not answer a read at all, or stopped in the middle of its answer. */
export const fellSilent = "ERR_ENGINE_SILENT";

/**
 * Ends a read when the daemon sends nothing for too long. A long answer may take any time, as long as some of it
 * arrives again and again.
 */
export class SilenceLimit {
  private readonly controller = new AbortController();
  private readonly timer: ListeningTimer;

  /** Starts at once. */
  public constructor(seconds: number) {
    this.timer = new ListeningTimer(seconds, () => {
      const error = new Error(`it sent nothing for ${seconds} s`);
      this.controller.abort(Object.assign(error, { code: fellSilent }));
    });
  }

  /** Aborted when the time is up, with an error that has the code {@link fellSilent}. */
  public get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** The daemon has sent something. */
  public extend(): void {
    this.timer.restart();
  }

  public clear(): void {
    this.timer.stop();
  }
}
