import type { ConnectionSettings } from "./connection";

/** A setting that leads to no connection. */
export class ConnectionError extends Error {
  public constructor(
    public readonly setting: keyof ConnectionSettings,
    reason: string,
    options?: ErrorOptions,
  ) {
    super(reason, options);
    this.name = "ConnectionError";
  }
}
