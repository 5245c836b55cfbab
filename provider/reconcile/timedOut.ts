/** An operation waited in vain until its time was up. */
export class TimedOut extends Error {
  public constructor(
    what: string,
    public readonly seconds: number,
    /** Why it took longer: its progress, or the last error. */
    public readonly reason: string | undefined,
    options?: ErrorOptions,
  ) {
    super(`waited ${seconds} s for ${what}${reason === undefined || reason === "" ? "" : `: ${reason}`}`, options);
    this.name = "TimedOut";
  }
}

/** The daemon accepted a request and did not answer it in time. */
export class NoAnswer extends Error {
  public constructor(host: string, seconds: number) {
    super(`the Engine at ${host} did not answer within ${Math.ceil(seconds)} s; a change may have been carried out`);
    this.name = "NoAnswer";
  }
}
