import { createHash, randomBytes } from "node:crypto";

/** The CLI's `pulumi:autonaming` configuration for a resource. */
export interface Autonaming {
  readonly proposedName: string;
  readonly mode: "propose" | "enforce" | "disable";
}

/** The user has disabled automatic names, and the program gives none. */
export class AutonamingDisabled extends Error {
  public constructor() {
    super("Automatic names are turned off by 'pulumi:autonaming'. Give the resource a 'name'.");
    this.name = "AutonamingDisabled";
  }
}

/** Swarm accepts names of up to 63 characters (swarmkit manager/controlapi/common.go). */
const longest = 63;

/**
 * A name for a resource whose program gives none: `<logical name>-<7 hexadecimal digits>`, as the docker package names
 * it.
 *
 * @param seed the check request's random seed: the same name for the same seed
 * @throws AutonamingDisabled
 */
export function autoname(logicalName: string, seed: Uint8Array, autonaming: Autonaming | undefined): string {
  if (autonaming?.mode === "disable") throw new AutonamingDisabled();
  if (autonaming !== undefined && autonaming.proposedName !== "") return autonaming.proposedName;
  const source = seed.length === 0 ? randomBytes(32) : seed;
  const suffix = `-${createHash("sha256").update(source).digest("hex").slice(0, 7)}`;
  return logicalName.slice(0, longest - suffix.length).replace(/[-_]+$/, "") + suffix;
}
