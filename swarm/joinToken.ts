import type { Problem } from "./problem";
import { textOf } from "./typed";

/** `SWMTKN-1-<digest of the swarm's root certificate>-<secret>` (swarmkit ca/certificates.go). */
const form = /^SWMTKN-(?:1|2)-(?:\d-)?(?<digest>[a-z0-9]{50})-[a-z0-9]{25}$/;

/**
 * The swarm of a join token: the digest in it, which does not change when tokens are rotated. `undefined` for any other
 * text.
 */
export function swarmOfToken(token: string): string | undefined {
  return form.exec(token)?.groups?.["digest"];
}

/**
 * Checks a join token, if it is present. No message shows it.
 *
 * @param name its name in the message, e.g. `token`
 */
export function checkJoinToken(value: unknown, path: string, name: string): Problem[] {
  const problems: Problem[] = [];
  if (typeof value === "number" || typeof value === "boolean" || (typeof value === "object" && value !== null)) {
    return [{ path, reason: `'${name}' is not text. Use the token as 'docker swarm join-token --quiet' prints it.` }];
  }
  const text = textOf(value, path, name, "", problems);
  if (text === undefined || swarmOfToken(text) !== undefined) return problems;
  const reason =
    `'${name}' is not a join token: "SWMTKN-1-", 50 letters and digits, a hyphen, 25 more. Use an output of the node ` +
    `that started the swarm, or what 'docker swarm join-token --quiet worker' (or manager) prints on a manager.`;
  return [{ path, reason }];
}
