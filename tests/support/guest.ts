import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { checkout, readLab, type Lab } from "./lab";

/** A lab in a guest whose kernel has IPVS and IPsec (`lab/guest up`). Its nodes are out of the host's reach; what runs in the guest asks them. */
export interface Guest extends Lab {
  /** Body of a GET that the guest makes. @throws Error with the guest's words when it fails */
  get(url: string): Promise<string>;
  /** What has gone between the nodes since the guest was booted: one line a packet. */
  packets(): Promise<readonly string[]>;
}

/** @throws when the guest has not been booted, with the command that does it */
export function readGuest(): Guest {
  const directory = resolve(checkout, process.env.GUEST_DIR ?? ".lab/guest");
  const file = resolve(directory, "env");
  const gateway = existsSync(file) ? /LAB_GUEST=(\S+)/.exec(readFileSync(file, "utf8"))?.[1] : undefined;
  if (gateway === undefined) throw new Error(`No guest: "${file}" does not name one. Boot it with \`lab/guest up\`.`);
  const ask = async (path: string): Promise<string> => {
    const answer = await fetch(`${gateway}${path}`);
    const body = await answer.text();
    if (!answer.ok) throw new Error(body.trim());
    return body;
  };
  return {
    ...readLab(directory),
    get: (url) => ask(`/fetch?timeout=20s&url=${encodeURIComponent(url)}`),
    packets: async () => (await ask("/file?path=/mnt/guest/packets")).trim().split("\n"),
  };
}
