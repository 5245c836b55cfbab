import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

/** One node of the lab swarm. */
export interface LabNode {
  readonly name: string;
  /** IPv4 address on the lab's network, where published ports can be reached. */
  readonly address: string;
  /** IPv4 address of `eth1`, which is on a separate network; `undefined` if nodes have only one interface. */
  readonly dataAddress: string | undefined;
  /** Path of the daemon's API socket. */
  readonly socket: string;
}

/** The lab of the live tests, as `make lab-up` describes it. */
export interface Lab {
  /** The first node, `unix://…`: a manager, unless the lab is without a swarm. */
  readonly dockerHost: string;
  /** The lab's registry, `address:port`. */
  readonly registry: string;
  /** An HTTP server on port 8080 that answers with its host name; see docs/lab.md for its other paths. */
  readonly image: string;
  readonly nodes: readonly LabNode[];
}

/** The checkout that the tests belong to. */
export const checkout = resolve(__dirname, "..", "..");

/** The folder of the labs of live tests, which are separate from the one of `make up`. */
const testLabs = resolve(checkout, process.env.LAB_DIR ?? ".lab/test");

/**
 * The folder of a lab in the folder of the tests' first lab. `tools/test` removes the labs there.
 *
 * @param name identifies the lab, e.g. `fire`
 */
export function labFolder(name: string): string {
  return join(testLabs, name);
}

/** The folder of the lab that a live test shares only with the tests of the same worker of jest. */
export const testLab = [undefined, "1"].includes(process.env.JEST_WORKER_ID)
  ? testLabs
  : labFolder(`worker${process.env.JEST_WORKER_ID}`);

/**
 * Reads the description of a lab.
 *
 * @param directory the lab's `LAB_DIR`
 * @throws Error with the command that starts the lab if it is not running
 */
export function readLab(directory = testLab): Lab {
  const file = resolve(directory, "env");
  if (!existsSync(file)) {
    throw new Error(`No lab swarm: "${file}" does not exist. Start it with \`make lab-up LAB_DIR=${directory}\`.`);
  }
  const variables = parseEnv(readFileSync(file, "utf8"));
  const read = (name: string): string => {
    const value = variables.get(name);
    if (value === undefined) throw new Error(`"${file}" does not set ${name}.`);
    return value;
  };
  const dataAddresses = new Map(
    entriesOf(variables.get("LAB_DATA_NODES") ?? "").map((entry): [string, string] => {
      const [name = "", address = ""] = entry.split("=");
      return [name, address];
    }),
  );
  return {
    dockerHost: read("DOCKER_HOST"),
    registry: read("LAB_REGISTRY"),
    image: read("LAB_IMAGE"),
    nodes: entriesOf(read("LAB_NODES")).map((entry) => parseNode(entry, dataAddresses)),
  };
}

function parseEnv(text: string): Map<string, string> {
  const lines = text.matchAll(/^(?:export )?(\w+)=(["']?)(.*)\2$/gm);
  return new Map(Array.from(lines, ([, name, , value]) => [name ?? "", value ?? ""]));
}

function entriesOf(list: string): string[] {
  return list.split(" ").filter(Boolean);
}

function parseNode(entry: string, dataAddresses: ReadonlyMap<string, string>): LabNode {
  const [name, address, socket] = entry.split("=");
  if (name === undefined || address === undefined || socket === undefined) {
    throw new Error(`"${entry}" in LAB_NODES is not name=address=socket.`);
  }
  return { name, address, dataAddress: dataAddresses.get(name), socket };
}
