/** The command line makes no sense, and the user can mend it. */
export class UsageError extends Error {}

/** @throws UsageError for what is no address of a daemon */
export function checkAddress(address: string | undefined): void {
  if (address === undefined || address.includes("://")) return;
  throw new UsageError(
    `"${address}" is no address of a Docker daemon. Use unix:///var/run/docker.sock, tcp://manager:2376 or ssh://user@manager.`,
  );
}
