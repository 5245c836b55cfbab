import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { checkout } from "./lab";

const run = promisify(execFile);

/** Captures the packets on a node's interface while a test runs. */
export interface Capture {
  /**
   * Counts the packets captured so far that match a filter.
   *
   * @param filter of tcpdump, e.g. `udp port 4789`, or one of `packets`
   */
  count(filter: string): Promise<number>;
  /** Ends the capture and deletes its packets. Call it at the end of the test, even after a failure. */
  remove(): Promise<void>;
}

const payload = "(tcp[12] & 0xf0) >> 2";

/** Filters of tcpdump for kinds of packets over IPv4. */
export const packets = {
  /** The first packet of each connection to the port. */
  connections: (port: number): string => `tcp dst port ${port} and tcp[tcpflags] & (tcp-syn | tcp-ack) == tcp-syn`,
  /** TLS handshakes of clients with the port: a handshake record (0x16) of major version 3. */
  tlsHandshakes: (port: number): string => `tcp dst port ${port} and tcp[(${payload}):2] == 0x1603`,
  /** Unencrypted HTTP/2 (and so gRPC) connections of clients to the port, which start with `PRI `. */
  clearHandshakes: (port: number): string => `tcp dst port ${port} and tcp[(${payload}):4] == 0x50524920`,
} as const;

/**
 * @param labDirectory the lab's `LAB_DIR`
 * @throws Error with the output of tcpdump if it does not start
 */
export async function startCapture(labDirectory: string, node: string, networkInterface: string): Promise<Capture> {
  const folder = await mkdtemp(join(tmpdir(), "swarm-capture-"));
  const file = join(folder, "packets.pcap");
  const command = join(checkout, "lab", "capture");
  const tcpdump = spawn(command, [node, networkInterface, "--packet-buffered", "-w", file], {
    env: { ...process.env, LAB_DIR: labDirectory },
    stdio: ["ignore", "ignore", "pipe"],
  });
  const ended = once(tcpdump, "exit");
  let said = "";
  for await (const chunk of tcpdump.stderr) {
    said += String(chunk);
    if (said.includes("listening on")) break;
  }
  if (tcpdump.exitCode !== null || !said.includes("listening on")) {
    await rm(folder, { recursive: true, force: true });
    throw new Error(`${networkInterface} of ${node} cannot be captured: ${said.trim()}`);
  }
  return {
    count: async (filter) => {
      const { stdout } = await run("tcpdump", ["-nn", "-r", file, "--count", filter]);
      return Number.parseInt(stdout, 10);
    },
    remove: async () => {
      tcpdump.kill("SIGTERM");
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}
