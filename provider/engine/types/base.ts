/** Text by text: labels, driver options. The Engine writes an empty map as `null`. */
export type StringMap = Readonly<Record<string, string>>;

/** The number of an execution of a job; absent for the first one, because Go leaves a zero out. */
export interface JobIteration {
  readonly Index?: number;
}

/** The number that every write to a swarm object raises; an update names the one it has seen. */
export interface ObjectVersion {
  readonly Index: number;
}

/**
 * What a create answers. Networks answer `Id` and `Warning`, services `ID` and `Warnings`: {@link Engine} evens it out.
 */
export interface Created {
  readonly id: string;
  readonly warnings: readonly string[];
}

/** Who the Engine says it is to a registry; goes into the `X-Registry-Auth` header. */
export interface RegistryAuth {
  readonly username?: string;
  readonly password?: string;
  readonly identitytoken?: string;
  readonly registrytoken?: string;
  readonly serveraddress?: string;
}

/**
 * Filters of a list: values of one key are alternatives, keys add up. `id` and `name` match prefixes or patterns: check
 * again.
 */
export type Filters = Readonly<Record<string, readonly string[]>>;
