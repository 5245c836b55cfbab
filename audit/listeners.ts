import { readdirSync, readFileSync } from "node:fs";

/**
 * Reads from the kernel on which addresses a daemon of this machine listens for `port`. The Engine API does not show
 * them.
 *
 * @param host the socket of the daemon, `unix://…`; any other address can belong to another machine
 * @returns `undefined` for a daemon of another machine or user, and on other operating systems than Linux
 */
export function readListeners(host: string, port: number): string[] | undefined {
  if (!host.startsWith("unix://")) return undefined;
  const process = daemonOf(host.slice("unix://".length));
  if (process === undefined) return undefined;
  const tables = ["tcp", "tcp6"].flatMap((name) => read(`${process}/net/${name}`) ?? []);
  return tables.length === 0 ? undefined : tables.flatMap((table) => listenersOf(table, port));
}

/** The addresses that listen for a port in a table such as /proc/net/tcp: hexadecimal, with the state 0A. */
export function listenersOf(table: string, port: number): string[] {
  return table.split("\n").flatMap((line) => {
    const [, address = "", number = "", state] =
      /^\s*\d+:\s+([0-9A-F]+):([0-9A-F]{4})\s+\S+\s+([0-9A-F]{2})/.exec(line) ?? [];
    if (state !== "0A" || parseInt(number, 16) !== port) return [];
    return [addressOf(address)];
  });
}

/** The folder in /proc of the daemon that has bound the socket: the socket is in its network namespace. */
function daemonOf(socket: string): string | undefined {
  const processes = entries("/proc").filter((name) => /^\d+$/.test(name));
  return processes
    .map((name) => `/proc/${name}`)
    .find((folder) => read(`${folder}/comm`)?.trim() === "dockerd" && binds(folder, socket));
}

function binds(folder: string, socket: string): boolean {
  // /var/run is a link to /run, and the daemon may have used either path.
  const paths = [socket, socket.replace(/^\/var\/run\//, "/run/"), socket.replace(/^\/run\//, "/var/run/")];
  return (read(`${folder}/net/unix`) ?? "").split("\n").some((line) => paths.some((path) => line.endsWith(` ${path}`)));
}

/**
 * Decodes an address: `0100007F` is 127.0.0.1, since each group of four bytes is in reverse order. Leaves IPv6
 * addresses as they are, except the wildcard and mapped IPv4 addresses.
 */
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

/** The content of a file; `undefined` if the process has ended or belongs to another user. */
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
