import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { join } from "node:path";
import { checkout, readLab, testLab, type LabNode } from "./lab";

/** The environment that selects the lab for `lab/node`. */
const environment = { ...process.env, LAB_DIR: testLab };
const command = join(checkout, "lab", "node");

/** The first node, a manager. */
export function firstManager(): LabNode {
  const [node] = readLab().nodes;
  if (node === undefined) throw new Error("the lab has no node");
  return node;
}

/**
 * Stops a node's daemon like a shutdown, starts it again, and resolves once it responds.
 *
 * @param options additional options of dockerd, e.g. another `--host`
 */
export function restartNode(name: string, ...options: readonly string[]): void {
  execFileSync(command, ["stop", name], { env: environment, stdio: "ignore" });
  execFileSync(command, ["start", name, ...options], { env: environment, stdio: "ignore" });
}

/** Starts a program in a node's namespaces: its network and host name, its processes, its files. */
export function spawnOnNode(name: string, program: string, ...args: readonly string[]): ChildProcess {
  return spawn(command, ["exec", name, program, ...args], { env: environment, stdio: ["ignore", "pipe", "pipe"] });
}
