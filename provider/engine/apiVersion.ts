import type { Version } from "./types";

/**
 * The API versions that this client supports: the oldest one that has all it needs (service status, Engine 20.10), and
 * the newest one whose changes it was checked against (network status, Engine 29.0).
 */
const api = { oldest: "1.41", newest: "1.52" } as const;

/** The two requests that every version of the Engine answers. */
export interface Questions {
  /** The header `Api-Version` of `GET /_ping`: the newest version that the Engine speaks. */
  ping(): Promise<string | string[] | undefined>;
  version(): Promise<Version>;
}

/**
 * The newest API version that both sides speak.
 *
 * @param host the daemon's address for messages
 * @throws Error that says what to do when there is none
 */
export async function negotiateVersion(host: string, ask: Questions): Promise<string> {
  const offered = await ask.ping();
  if (typeof offered !== "string" || !/^\d+\.\d+$/.test(offered)) {
    throw new Error(`${host} does not answer as a Docker Engine does: /_ping has no Api-Version. Check 'docker:host'.`);
  }
  if (compareVersions(offered, api.oldest) < 0) {
    throw new Error(
      `The Engine at ${host} speaks API ${offered}; the provider needs ${api.oldest} or newer (Docker Engine 20.10). ` +
        `Upgrade the Engine.`,
    );
  }
  if (compareVersions(offered, api.newest) <= 0) return offered;
  // A ping does not tell which versions the Engine no longer speaks.
  const { MinAPIVersion: minimum } = await ask.version();
  if (minimum !== undefined && compareVersions(minimum, api.newest) > 0) {
    throw new Error(
      `The Engine at ${host} speaks API ${minimum} to ${offered}; this provider speaks up to ${api.newest}. Use a ` +
        `newer version of the provider.`,
    );
  }
  return api.newest;
}

/** Compares `1.9` and `1.41` by number. */
function compareVersions(a: string, b: string): number {
  const [majorA = 0, minorA = 0] = a.split(".").map(Number);
  const [majorB = 0, minorB = 0] = b.split(".").map(Number);
  return majorA - majorB || minorA - minorB;
}
