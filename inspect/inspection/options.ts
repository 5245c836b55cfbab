import { parseArgs } from "node:util";
import { checkAddress, UsageError } from "../usageError";

/** What the command line asks for. */
export interface Options {
  readonly help: boolean;
  /** Address of a manager's daemon. */
  readonly host: string | undefined;
  readonly kind: "network" | "service";
  /** Name or id of the network or service; empty when none was asked for. */
  readonly name: string;
  readonly json: boolean;
}

export const usage = `Shows a network or a service of a Docker swarm, and what belongs to it on all nodes.

  make inspect NETWORK=NAME [FORMAT=json] [HOST=URL]
  make inspect SERVICE=NAME [FORMAT=json] [HOST=URL]
  npm run inspect -- (--network NAME | --service NAME) [--host URL] [--json]

  --network NAME  a network: its name in the Pulumi program or in the swarm, or its id
  --service NAME  a service: its name or its id
  --host URL      daemon of a manager: unix:///var/run/docker.sock, tcp://manager:2376, ssh://user@manager
                  (default: DOCKER_HOST, else docker's own)
  --json          print what the program's inspectNetwork and inspectService give
  --help          this text
`;

/** @throws UsageError for what is no option of {@link usage} */
export function parseOptions(args: readonly string[]): Options {
  const { network, service, host, json = false, help = false } = parse(args);
  if (host === "") throw new UsageError("--host is empty. Give it a value, or leave it out.");
  checkAddress(host);
  if (network !== undefined && service !== undefined) {
    throw new UsageError("--network and --service are given, and one thing is shown at a time. Use one of them.");
  }
  return { help, host, kind: service === undefined ? "network" : "service", name: network ?? service ?? "", json };
}

function parse(args: readonly string[]): Partial<Values> {
  try {
    return parseArgs({
      args: [...args],
      options: {
        network: { type: "string" },
        service: { type: "string" },
        host: { type: "string" },
        json: { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
    }).values;
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
  }
}

interface Values {
  readonly network: string;
  readonly service: string;
  readonly host: string;
  readonly json: boolean;
  readonly help: boolean;
}
