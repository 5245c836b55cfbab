import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { checkout, readLab, type Lab } from "./lab";

/** A lab in a guest whose kernel has IPVS and IPsec (`lab/guest up`). Its nodes are out of the host's reach; what runs in the guest asks them. */
export interface Guest extends Lab {
  /** Where a GET on the host is a GET to `url` in the guest: its status and body are those of the answer, 502 when there is none. */
  through(url: string): string;
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
