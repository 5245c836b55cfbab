import { execFile } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { endianness, release, totalmem } from "node:os";
import { promisify } from "node:util";
import { sshWords } from "./ssh";
import type { Info } from "./types";

const run = promisify(execFile);

/** A route of a daemon's host. */
export interface HostRoute {
  /** IPv4 in CIDR form. */
  readonly destination: string;
  /** The interface that it leads to. */
  readonly device: string;
}

/**
 * The IPv4 routes of the daemon's host, without its default route. The Engine does not show them, so they are read on
 * its host: over ssh, or, for a socket of this machine, in the network namespace of the daemon that listens on it.
 *
 * @returns `undefined` when they cannot be read: over tcp, through a forwarded socket, or without the permission
 */
export async function readHostRoutes(
  host: string,
  sshOpts: readonly string[],
  info: Pick<Info, "KernelVersion" | "MemTotal">,
  signal: AbortSignal | undefined,
): Promise<HostRoute[] | undefined> {
  // The kernel writes the table's addresses in its own byte order.
  if (endianness() !== "LE") return undefined;
  if (host.startsWith("unix://")) {
    if (info.KernelVersion !== release() || info.MemTotal !== totalmem()) return undefined;
    return readLocalRoutes(host.slice("unix://".length));
  }
  if (!host.startsWith("ssh://")) return undefined;
  const [program = "ssh", ...words] = sshWords(host, sshOpts);
  // With an end of input, the command does not hang for a user who may only open docker's connection.
  const reading = run(program, [...words, "cat", "/proc/net/route"], { signal, timeout: 10_000 });
  reading.child.stdin?.end();
  return reading.then(({ stdout }) => parseRoutes(stdout)).catch(nothing);
}

/** In the network namespace of the daemon that listens on the socket. */
async function readLocalRoutes(socket: string): Promise<HostRoute[] | undefined> {
  for (const pid of (await readdir("/proc").catch(nothing)) ?? []) {
    if (!/^\d+$/.test(pid)) continue;
    const [command, sockets] = [await read(`/proc/${pid}/comm`), `/proc/${pid}/net/unix`];
    if (command?.trim() !== "dockerd") continue;
    const paths = ((await read(sockets)) ?? "").split("\n").map((line) => line.split(" ").at(-1) ?? "");
    if (!paths.some((path) => path !== "" && atHome(path) === atHome(socket))) continue;
    const table = await read(`/proc/${pid}/net/route`);
    return table === undefined ? undefined : parseRoutes(table);
  }
  return undefined;
}

/** `/var/run` is a link to `/run` on every system that Docker supports. */
function atHome(path: string): string {
  return path.replace(/^\/var\/run\//, "/run/");
}

/**
 * Reads the kernel's table, one route a line: interface, destination, gateway, flags, …, mask, …; addresses in
 * hexadecimal. Leaves out the default route, and the two halves with which a VPN replaces it.
 */
export function parseRoutes(table: string): HostRoute[] | undefined {
  const [heading = "", ...lines] = table.split("\n");
  const columns = heading.trim().split(/\s+/);
  const place = (column: string): number => columns.indexOf(column);
  if (place("Iface") === -1 || place("Destination") === -1 || place("Mask") === -1) return undefined;
  return lines.flatMap((line) => {
    const fields = line.trim().split(/\s+/);
    const [device, destination, mask] = [fields[place("Iface")], fields[place("Destination")], fields[place("Mask")]];
    if (device === undefined || destination === undefined || mask === undefined) return [];
    const prefix = prefixOf(mask);
    return prefix <= 1 ? [] : [{ device, destination: `${addressOf(destination)}/${prefix}` }];
  });
}

function addressOf(hexadecimal: string): string {
  return [...Buffer.from(hexadecimal, "hex")].reverse().join(".");
}

function prefixOf(hexadecimal: string): number {
  return Number.parseInt(hexadecimal, 16).toString(2).replaceAll("0", "").length;
}

function read(file: string): Promise<string | undefined> {
  return readFile(file, "utf8").catch(nothing);
}

function nothing(): undefined {
  return undefined;
}
