import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { join, resolve } from "node:path";
import { checkout, readLab, type LabNode } from "./lab";

/** Which lab `lab/node` is about. */
const environment = { ...process.env, LAB_DIR: resolve(checkout, process.env.LAB_DIR ?? ".lab/test") };
const command = join(checkout, "lab", "node");

/** The first node, a manager. */
export function firstManager(): LabNode {
  const [node] = readLab().nodes;
  if (node === undefined) throw new Error("the lab has no node");
  return node;
}

/**
 * Ends a node's daemon as a shutdown does and starts it again; answers when it answers.
 *
 * @param options of dockerd, beside its own, e.g. another `--host`
 */
export function restartNode(name: string, ...options: readonly string[]): void {
  execFileSync(command, ["stop", name], { env: environment, stdio: "ignore" });
  execFileSync(command, ["start", name, ...options], { env: environment, stdio: "ignore" });
}

/** Starts a program in a node's namespaces: its network and host name, its processes, its files. */
export function spawnOnNode(name: string, program: string, ...args: readonly string[]): ChildProcess {
  return spawn(command, ["exec", name, program, ...args], { env: environment, stdio: ["ignore", "pipe", "pipe"] });
}
