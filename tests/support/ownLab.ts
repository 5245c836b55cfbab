import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { startCapture, type Capture } from "./capture";
import { checkout, labFolder, readLab, type Lab } from "./lab";

const run = promisify(execFile);

/** The shape of a lab. */
export interface LabShape {
  readonly nodes: number;
  /** @default 1 */
  readonly managers?: number;
  /** `none` leaves the nodes out of a swarm. @default formed */
  readonly swarm?: "formed" | "none";
  /** With 2, each node also has an `eth1` for data traffic. @default 1 */
  readonly interfaces?: 1 | 2;
}

/** A lab swarm whose nodes a test can stop and start without affecting the lab of the other tests. */
export interface OwnLab extends Lab {
  /** Kills all processes of the node, like a power failure. */
  kill(node: string): Promise<void>;
  /** Stops the containers, then the daemon. */
  stop(node: string): Promise<void>;
  /** Starts the node again and waits until its daemon responds. */
  start(node: string): Promise<void>;
  /** The output of a command in the node, e.g. `exec("node1", "ip", "address")`. */
  exec(node: string, program: string, ...args: readonly string[]): Promise<string>;
  /** Starts to capture the packets on a node's interface, `eth0` or `eth1`. */
  capture(node: string, networkInterface: string): Promise<Capture>;
  /** Removes the lab. Call it in `afterAll`. */
  remove(): Promise<void>;
}

/** @param name identifies the lab, e.g. `fire` */
export async function startOwnLab(name: string, shape: LabShape): Promise<OwnLab> {
  const directory = labFolder(name);
  const environment = { ...process.env, LAB_DIR: directory };
  const output = async (command: string, ...args: readonly string[]): Promise<string> =>
    (await run(join(checkout, "lab", command), args, { env: environment })).stdout;
  const lab = async (command: string, ...args: readonly string[]): Promise<void> => {
    await output(command, ...args);
  };
  const { nodes, managers = 1, swarm = "formed", interfaces = 1 } = shape;
  // A run that was killed may have left its lab.
  await lab("down");
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
