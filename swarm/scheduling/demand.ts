import type { Unknown } from "../draft";
import type { Amounts } from "./nodeResources";

/**
 * What the tasks of a service need of a node. A need that a preview does not know yet is left out: it can only rule out
 * more nodes, and then the update says so.
 */
export interface Demand {
  /** The number of tasks; `global`: one on each node that can run it. */
  readonly tasks: number | "global" | Unknown;
  /** Whether its tasks end: a job runs so many of them at the same time. */
  readonly isJob: boolean;
  readonly constraints: readonly Need<string>[];
  /** The platforms on which the image runs: any of them. Empty: any platform. */
  readonly platforms: readonly Platform[];
  /** The path of what decides the platforms: the placement or the image. */
  readonly platformsPath: string;
  readonly reserved: Amounts;
  readonly plugins: readonly Need<Plugin>[];
  /** The most tasks on one node. @default 0 - no limit */
  readonly maxReplicas: number;
  /** The fixed ports in host mode, e.g. `8080/tcp`: one task on each node can have such a port. */
  readonly hostPorts: readonly Need<string>[];
  /** Properties that older Engines do not know. */
  readonly features: readonly Need<Feature>[];
}

/** One need, and the path of the property that states it. */
export interface Need<T> {
  readonly path: string;
  readonly value: T;
}

/** An operating system and processor architecture; empty for any. */
export interface Platform {
  readonly Architecture?: string;
  readonly OS?: string;
}

/** A plugin of the daemon, as in `docker info`: `{ type: "Volume", name: "rexray" }`. */
export interface Plugin {
  readonly type: "Volume" | "Network" | "Log";
  readonly name: string;
}

/** A property that a node's Engine must know. */
export interface Feature {
  /** The name of the property, e.g. `capAdds`. */
  readonly name: string;
  /** The first version that knows it, e.g. `20.10`. */
  readonly since: string;
  /** What an older Engine does: "ignores it". */
  readonly otherwise: string;
}
