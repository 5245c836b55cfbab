import { checkAddress, flag, help, parseCommandLine, text } from "../../cli/parseCommandLine";
import { UsageError } from "../../cli/usageError";

/** The options of the command. */
export interface Options {
  readonly help: boolean;
  /** Address of a manager's daemon. */
  readonly host: string | undefined;
  readonly kind: "network" | "service";
  /** Name or ID of the network or service; empty if neither option was set. */
  readonly name: string;
  readonly json: boolean;
}

export const usage = `Shows a network or a service of a Docker swarm, with the related objects on all nodes.

  make inspect NETWORK=NAME [FORMAT=json] [HOST=URL]
  make inspect SERVICE=NAME [FORMAT=json] [HOST=URL]
  npx swarm-inspect (--network NAME | --service NAME) [--host URL] [--json]

  --network NAME  the network, by its name in the Pulumi program or in the swarm, or by its ID
  --service NAME  the service, by its name or ID
  --host URL      daemon of a manager: unix:///var/run/docker.sock, tcp://manager:2376, ssh://user@manager
                  (default: DOCKER_HOST, or else Docker's default)
  --json          print what inspectNetwork and inspectService return in a program
  --help          show this text
`;

/** @throws UsageError for options that do not match {@link usage} */
export function parseOptions(args: readonly string[]): Options {
  const options = { network: text, service: text, host: text, json: flag, help };
  const { network, service, host, json = false, help: wantsHelp = false } = parseCommandLine(args, options);
  checkAddress("host", host);
  if (network !== undefined && service !== undefined) {
    throw new UsageError("--network and --service exclude each other. Use one of them.");
  }
  const kind = service === undefined ? "network" : "service";
  return { help: wantsHelp, host, kind, name: network ?? service ?? "", json };
}
