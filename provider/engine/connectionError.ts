/** A connection setting with which no daemon can be reached. */
export class ConnectionError extends Error {
  public constructor(
    /** The setting at fault, e.g. `certPath`. */
    public readonly setting: string,
    reason: string,
    options?: ErrorOptions,
  ) {
    super(reason, options);
    this.name = "ConnectionError";
  }
}
