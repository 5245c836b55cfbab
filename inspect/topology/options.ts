import { parseArgs } from "node:util";
import { checkAddress, UsageError } from "../usageError";

/** What the command line asks for. */
export interface Options {
  readonly help: boolean;
  /** Address of a manager's daemon. */
  readonly host: string | undefined;
  /** Addresses of further nodes' daemons, for their gateway bridges. */
  readonly nodes: readonly string[];
  readonly stack: string | undefined;
  /** Path of the pictures without the ending. */
  readonly out: string;
  readonly json: boolean;
}

export const usage = `Draws the networks of a Docker swarm: nodes, overlays, services, tasks, published ports, gateway bridges.

  make topology [HOST=URL]
  npm run topology -- [--stack NAME] [--host URL] [--node URL]... [--out PATH] [--json]

  --stack NAME  use the names of this Pulumi stack, and the daemon that its provider names
  --host URL    daemon of a manager: unix:///var/run/docker.sock, tcp://manager:2376, ssh://user@manager
                (default: the stack's, else DOCKER_HOST, else docker's own)
  --node URL    daemon of a further node, to draw its docker_gwbridge: a manager knows its own only; may be repeated
  --out PATH    write PATH.svg and PATH.html (default: .state/topology)
  --json        print the model as JSON and write no file
  --help        this text
`;

/** @throws UsageError for what is no option of {@link usage} */
export function parseOptions(args: readonly string[]): Options {
  const { values } = parse(args);
  const { host, stack, out } = values;
  for (const [name, value] of Object.entries({ host, stack, out, node: values.node?.find((node) => node === "") })) {
    if (value === "") throw new UsageError(`--${name} is empty. Give it a value, or leave it out.`);
  }
  for (const address of [host, ...(values.node ?? [])]) checkAddress(address);
  if (out !== undefined && values.json === true) {
    throw new UsageError("--json prints, and --out names files. Use one of them.");
  }
  return {
    help: values.help ?? false,
    host,
    nodes: values.node ?? [],
    stack,
    out: (out ?? ".state/topology").replace(/\.(?:svg|html)$/, ""),
    json: values.json ?? false,
  };
}

function parse(args: readonly string[]): { values: Partial<Values> } {
  try {
    return parseArgs({
      args: [...args],
      options: {
        host: { type: "string" },
        node: { type: "string", multiple: true },
        stack: { type: "string" },
        out: { type: "string" },
        json: { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
    });
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
  }
}

interface Values {
  readonly host: string;
  readonly node: string[];
  readonly stack: string;
  readonly out: string;
  readonly json: boolean;
  readonly help: boolean;
}
