import { join } from "node:path";

/**
 * Where the journal is: in the CLI's own folder, which outlives the machine's restart as the CLI's credentials do.
 *
 * @returns `undefined` when the environment names no home
 */
export function journalFolder(environment: Readonly<Record<string, string | undefined>>): string | undefined {
  const { PULUMI_HOME: home, HOME: user, USERPROFILE: profile } = environment;
  if (home !== undefined && home !== "") return join(home, name);
  const owner = [user, profile].find((one) => one !== undefined && one !== "");
  return owner === undefined ? undefined : join(owner, ".pulumi", name);
}

const name = "docker-journal";
