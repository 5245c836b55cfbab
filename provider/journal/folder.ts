import { join } from "node:path";

/**
 * The journal's folder. It is in the CLI's own folder, which survives a restart of the machine like the CLI's
 * credentials.
 *
 * @returns `undefined` when the environment has no home directory
 */
export function journalFolder(environment: Readonly<Record<string, string | undefined>>): string | undefined {
  const { PULUMI_HOME: home, HOME: user, USERPROFILE: profile } = environment;
  if (home !== undefined && home !== "") return join(home, name);
  const owner = [user, profile].find((one) => one !== undefined && one !== "");
  return owner === undefined ? undefined : join(owner, ".pulumi", name);
}

const name = "docker-journal";
