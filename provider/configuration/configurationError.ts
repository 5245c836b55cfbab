/** A value of the provider's configuration that cannot be used. */
export class ConfigurationError extends Error {
  public constructor(
    /** The argument of the docker package's Provider, e.g. `certPath`. */
    public readonly property: string,
    reason: string,
    options?: ErrorOptions,
  ) {
    super(reason, options);
    this.name = "ConfigurationError";
  }
}
