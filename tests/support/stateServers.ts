import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chownSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { checkout } from "./lab";

/** A server that stores the state of stacks. */
export interface StateServer {
  /** What the CLI needs to use it. */
  readonly variables: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

const programs = join(checkout, ".tools", "servers", "bin");

/** PostgreSQL refuses to run as root. */
const unprivileged = 65534;

/** A loopback address that no other process on this machine uses. */
const address = `127.${1 + (process.pid >> 16)}.${(process.pid >> 8) & 255}.${process.pid & 255}`;

/** Downloads or builds the servers if they are missing; the S3 server, which takes minutes to build, on request. */
export function getServers(...more: readonly "s3"[]): void {
  execFileSync(join(checkout, "tools", "get-servers"), more, { stdio: "inherit" });
}

export async function startPostgres(): Promise<StateServer> {
  const data = mkdtempSync(join(tmpdir(), "swarm-postgres-"));
  chownSync(data, unprivileged, unprivileged);
  const as = { uid: unprivileged, gid: unprivileged, cwd: data };
  const options = ["--auth=trust", "--username=pulumi", "--no-sync", "--locale=C", "--encoding=UTF8"];
  execFileSync(join(programs, "initdb"), [...options, "--pgdata", data], { ...as, stdio: "pipe" });
  const settings = [`listen_addresses=${address}`, `unix_socket_directories=${data}`, "fsync=off", "jit=off"];
  const server = await start("postgres", ["-D", data, ...settings.flatMap((one) => ["-c", one])], 5432, as);
  return {
    stop: async () => {
      await server.stop();
      rmSync(data, { recursive: true });
    },
    variables: { PULUMI_BACKEND_URL: `postgres://pulumi@${address}:5432/postgres?sslmode=disable` },
  };
}

/** @param folder for its data */
export async function startS3(folder: string): Promise<StateServer> {
  // A bucket is a folder. Metadata is beside it, because the filesystem may not support extended attributes.
  mkdirSync(join(folder, "s3", "state"), { recursive: true });
  mkdirSync(join(folder, "metadata"));
  const keys = { AWS_ACCESS_KEY_ID: "pulumi", AWS_SECRET_ACCESS_KEY: "live test" };
  const args = ["--access", keys.AWS_ACCESS_KEY_ID, "--secret", keys.AWS_SECRET_ACCESS_KEY];
  const posix = ["posix", "--sidecar", join(folder, "metadata"), join(folder, "s3")];
  const server = await start("versitygw", [...args, "--port", `${address}:7070`, ...posix], 7070, {});
  const query = `endpoint=${address}:7070&region=us-east-1&s3ForcePathStyle=true&disableSSL=true`;
  return { ...server, variables: { ...keys, PULUMI_BACKEND_URL: `s3://state?${query}` } };
}

/** Starts a program, and waits until it listens. */
async function start(
  program: string,
  args: readonly string[],
  port: number,
  options: { readonly uid?: number; readonly gid?: number; readonly cwd?: string },
): Promise<Pick<StateServer, "stop">> {
  const child = spawn(join(programs, program), args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
  let log = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (text: Buffer) => (log += text.toString()));
  const ended = once(child, "exit");
  while (!(await answers(port))) {
    if (child.exitCode !== null) throw new Error(`${program} did not start: ${log}`);
    await pause(50);
  }
  return {
    stop: async () => {
      child.kill("SIGINT");
      await ended;
    },
  };
}

async function answers(port: number): Promise<boolean> {
  const socket = connect(port, address);
  try {
    await once(socket, "connect");
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
