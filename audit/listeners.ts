import { readdirSync, readFileSync } from "node:fs";

/**
 * The addresses on which a daemon of this machine listens for `port`, read from the kernel: the Engine's API does not tell them.
 *
 * @param host `unix://…`: the daemon is found by its socket. Any other address is of another machine, or may be.
 * @returns `undefined` when it cannot be seen: another machine, another user's daemon, another operating system
 */
export function readListeners(host: string, port: number): string[] | undefined {
  if (!host.startsWith("unix://")) return undefined;
  const process = daemonOf(host.slice("unix://".length));
  if (process === undefined) return undefined;
  const tables = ["tcp", "tcp6"].flatMap((name) => read(`${process}/net/${name}`) ?? []);
  return tables.length === 0 ? undefined : tables.flatMap((table) => listenersOf(table, port));
}

/** Listening addresses for a port in a table such as /proc/net/tcp, which writes them in hexadecimal, state 0A. */
export function listenersOf(table: string, port: number): string[] {
  return table.split("\n").flatMap((line) => {
    const [, address = "", number = "", state] =
      /^\s*\d+:\s+([0-9A-F]+):([0-9A-F]{4})\s+\S+\s+([0-9A-F]{2})/.exec(line) ?? [];
    if (state !== "0A" || parseInt(number, 16) !== port) return [];
    return [addressOf(address)];
  });
}

/** The folder in /proc of the daemon that has bound the socket: the one that sees it in its own network namespace. */
function daemonOf(socket: string): string | undefined {
  const processes = entries("/proc").filter((name) => /^\d+$/.test(name));
  return processes
    .map((name) => `/proc/${name}`)
    .find((folder) => read(`${folder}/comm`)?.trim() === "dockerd" && binds(folder, socket));
}

function binds(folder: string, socket: string): boolean {
  // /var/run is a link to /run, and either may have been used to bind it.
  const paths = [socket, socket.replace(/^\/var\/run\//, "/run/"), socket.replace(/^\/run\//, "/var/run/")];
  return (read(`${folder}/net/unix`) ?? "").split("\n").some((line) => paths.some((path) => line.endsWith(` ${path}`)));
}

/** `0100007F` is 127.0.0.1: groups of four bytes, each written backwards. Other IPv6 addresses than the wildcard stay as they are. */
function addressOf(hexadecimal: string): string {
  if (/^0+$/.test(hexadecimal)) return hexadecimal.length === 8 ? "0.0.0.0" : "::";
  const last = hexadecimal.slice(-8);
  const isMapped = hexadecimal.length === 32 && hexadecimal.startsWith("0000000000000000FFFF0000");
  if (hexadecimal.length !== 8 && !isMapped) return hexadecimal.toLowerCase();
  return (last.match(/../g) ?? [])
    .reverse()
    .map((byte) => parseInt(byte, 16))
    .join(".");
}

/** A process may end while it is looked at, and another user's may not be readable: neither is an answer. */
function read(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

function entries(path: string): string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}
