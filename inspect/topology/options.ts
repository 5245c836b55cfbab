import { checkAddress, flag, help, parseCommandLine, text } from "../../cli/parseCommandLine";
import { UsageError } from "../../cli/usageError";

/** The options of the command. */
export interface Options {
  readonly help: boolean;
  /** Address of a manager's daemon. */
  readonly host: string | undefined;
  /** Addresses of the daemons of other nodes, to draw their gateway bridges. */
  readonly nodes: readonly string[];
  readonly stack: string | undefined;
  /** Path of the drawings, without extension. */
  readonly out: string;
  readonly json: boolean;
}

export const usage = `Draws a Docker swarm: nodes, networks, services, tasks, published ports and gateway bridges.

  make topology [HOST=URL]
  npx swarm-topology [--stack NAME] [--host URL] [--node URL]... [--out PATH] [--json]

  --stack NAME  use the names in this Pulumi stack, and the daemon of its provider
  --host URL    daemon of a manager: unix:///var/run/docker.sock, tcp://manager:2376, ssh://user@manager
                (default: the daemon of the stack, or else DOCKER_HOST, or else Docker's default)
  --node URL    daemon of another node, to draw its docker_gwbridge, which the manager cannot see; can be repeated
  --out PATH    write PATH.svg and PATH.html (default: .state/topology)
  --json        print the model as JSON, and write no files
  --help        show this text
`;

/** @throws UsageError for options that do not match {@link usage} */
export function parseOptions(args: readonly string[]): Options {
  const options = { host: text, node: { ...text, multiple: true }, stack: text, out: text, json: flag, help } as const;
  const { host, node: nodes = [], stack, out, json = false, help: wantsHelp = false } = parseCommandLine(args, options);
  checkAddress("host", host);
  for (const node of nodes) checkAddress("node", node);
  if (out !== undefined && json) throw new UsageError("--json and --out exclude each other. Use one of them.");
  const path = (out ?? ".state/topology").replace(/\.(?:svg|html)$/, "");
  return { help: wantsHelp, host, nodes, stack, out: path, json };
}
