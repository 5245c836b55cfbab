import { execFile } from "node:child_process";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { checkout, readLab, type Lab } from "./lab";

const run = promisify(execFile);

/** A lab swarm whose nodes a test switches off and on; the other tests' lab stays out of it. */
export interface OwnLab extends Lab {
  /** Everything in the node ends at once, as when its power fails. */
  kill(node: string): Promise<void>;
  /** The daemon stops its containers, then ends. */
  stop(node: string): Promise<void>;
  /** Switches the node on again, and waits until its daemon answers. */
  start(node: string): Promise<void>;
  /** Removes the lab and all of it. Call it in `afterAll`. */
  remove(): Promise<void>;
}

/** @param name tells one lab from another, e.g. `fire` */
export async function startOwnLab(name: string, shape: { nodes: number; managers: number }): Promise<OwnLab> {
  const directory = resolve(checkout, ".lab", name);
  const environment = { ...process.env, LAB_DIR: directory };
  const lab = async (command: string, ...args: readonly string[]): Promise<void> => {
    await run(join(checkout, "lab", command), args, { env: environment });
  };
  const { nodes, managers } = shape;
  await run(join(checkout, "lab", "up"), [], {
    env: { ...environment, NODES: String(nodes), MANAGERS: String(managers) },
  });
  return {
    ...readLab(directory),
    kill: (node) => lab("node", "kill", node),
    stop: (node) => lab("node", "stop", node),
    start: (node) => lab("node", "start", node),
    remove: () => lab("down"),
  };
}
