import { execFile } from "node:child_process";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { startCapture, type Capture } from "./capture";
import { checkout, readLab, type Lab } from "./lab";

const run = promisify(execFile);

/** What a lab is like. */
export interface LabShape {
  readonly nodes: number;
  /** @default 1 */
  readonly managers?: number;
  /** `none`: each node is outside of a swarm. @default formed */
  readonly swarm?: "formed" | "none";
  /** 2: each node has an `eth1` for data traffic beside its `eth0`. @default 1 */
  readonly interfaces?: 1 | 2;
}

/** A lab swarm whose nodes a test switches off and on; the other tests' lab stays out of it. */
export interface OwnLab extends Lab {
  /** Everything in the node ends at once, as when its power fails. */
  kill(node: string): Promise<void>;
  /** The daemon stops its containers, then ends. */
  stop(node: string): Promise<void>;
  /** Switches the node on again, and waits until its daemon answers. */
  start(node: string): Promise<void>;
  /** What the nodes' own tools show there, e.g. `exec("node1", "ip", "address")`. */
  exec(node: string, program: string, ...args: readonly string[]): Promise<string>;
  /** Writes down the packets on a node's interface, `eth0` or `eth1`, from now on. */
  capture(node: string, networkInterface: string): Promise<Capture>;
  /** Removes the lab and all of it. Call it in `afterAll`. */
  remove(): Promise<void>;
}

/** @param name tells one lab from another, e.g. `fire` */
export async function startOwnLab(name: string, shape: LabShape): Promise<OwnLab> {
  const directory = resolve(checkout, ".lab", name);
  const environment = { ...process.env, LAB_DIR: directory };
  const output = async (command: string, ...args: readonly string[]): Promise<string> =>
    (await run(join(checkout, "lab", command), args, { env: environment })).stdout;
  const lab = async (command: string, ...args: readonly string[]): Promise<void> => {
    await output(command, ...args);
  };
  const { nodes, managers = 1, swarm = "formed", interfaces = 1 } = shape;
  await run(join(checkout, "lab", "up"), [], {
    env: {
      ...environment,
      NODES: String(nodes),
      MANAGERS: String(managers),
      SWARM: swarm,
      INTERFACES: String(interfaces),
    },
  });
  return {
    ...readLab(directory),
    kill: (node) => lab("node", "kill", node),
    stop: (node) => lab("node", "stop", node),
    start: (node) => lab("node", "start", node),
    exec: (node, program, ...args) => output("node", "exec", node, program, ...args),
    capture: (node, networkInterface) => startCapture(directory, node, networkInterface),
    remove: () => lab("down"),
  };
}
