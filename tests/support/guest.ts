import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { checkout, readLab, type Lab } from "./lab";

/**
 * A lab in a guest whose kernel has IPVS and IPsec (`lab/guest up`). The host cannot reach the nodes directly, so a
 * server in the guest forwards requests to them.
 */
export interface Guest extends Lab {
  /**
   * An address on the host that forwards a GET request to `url` in the guest. It returns the status and body of the
   * response, or 502 if there is none.
   */
  through(url: string): string;
  /** The body of a GET request that the guest sends. @throws Error with the guest's message if it fails */
  get(url: string): Promise<string>;
  /** The packets between the nodes since the guest was booted, one per line. */
  packets(): Promise<readonly string[]>;
}

/** @throws Error with the command that boots the guest if it is not running */
export function readGuest(): Guest {
  const directory = resolve(checkout, process.env.GUEST_DIR ?? ".lab/guest");
  const file = resolve(directory, "env");
  const gateway = existsSync(file) ? /LAB_GUEST=(\S+)/.exec(readFileSync(file, "utf8"))?.[1] : undefined;
  if (gateway === undefined) throw new Error(`No guest: "${file}" does not name one. Boot it with \`lab/guest up\`.`);
  const through = (url: string): string => `${gateway}/fetch?timeout=20s&url=${encodeURIComponent(url)}`;
  const ask = async (url: string): Promise<string> => {
    const answer = await fetch(url);
    const body = await answer.text();
    if (!answer.ok) throw new Error(body.trim());
    return body;
  };
  return {
    ...readLab(directory),
    through,
    get: (url) => ask(through(url)),
    packets: async () => (await ask(`${gateway}/file?path=/mnt/guest/packets`)).trim().split("\n"),
  };
}
