import { checkStackName } from "../swarm/stack";
import { checkAddress, flag, help, parseCommandLine, text } from "../cli/parseCommandLine";
import { UsageError } from "../cli/usageError";

/** The options of the command. */
export interface Options {
  readonly help: boolean;
  /** Compose files, in the order in which they are merged; `swarm` for what a swarm runs. */
  readonly from: readonly string[];
  /** Name of the stack in the swarm. Empty for everything that a swarm runs. */
  readonly stack: string;
  /** Address of the Docker daemon of a manager. @default - the one that docker's own variables name */
  readonly host: string | undefined;
  /** Folder of the written project. */
  readonly out: string;
  /** Whether the folder may have files already. */
  readonly force: boolean;
  /** Name of the Pulumi stack that gets a configuration file. */
  readonly pulumiStack: string;
}

/** The value of `--from` that stands for a running swarm. */
export const swarmSource = "swarm";

export const usage = `Writes a Pulumi program from compose files, as docker stack deploy reads them, or from a swarm.

  make program FROM=compose.yml STACK=shop OUT=folder
  make program FROM="compose.yml production.yml" STACK=shop OUT=folder FORCE=1
  make program FROM=swarm STACK=shop OUT=folder HOST=ssh://user@manager
  npx swarm-program --from compose.yml --stack shop --out folder

  --from FILE          compose file; several are merged in this order, as with docker stack deploy -c A -c B
  --from swarm         what a swarm runs: the stack, or everything without --stack
  --stack NAME         name of the stack in the swarm, as in docker stack deploy -c FILE NAME
  --host ADDRESS       Docker daemon of a manager; the default is the one of docker's own variables
  --out FOLDER         folder for the program; it must be empty or missing
  --force              write into a folder that has files, and replace those of the same name
  --pulumi-stack NAME  Pulumi stack that gets the values of variables (default: dev)
  --help               show this text

Variables have the values of the environment, then those of .env next to the first file.
`;

/** @throws UsageError for options that do not match {@link usage} */
export function parseOptions(args: readonly string[]): Options {
  const many = { type: "string", multiple: true } as const;
  const options = { from: many, stack: text, out: text, host: text, force: flag, "pulumi-stack": text, help };
  const given = parseCommandLine(args, options);
  const { from = [], stack = "", out = "", force = false, host, help: wantsHelp = false } = given;
  const pulumiStack = given["pulumi-stack"] ?? "dev";
  if (!wantsHelp) checkRequired({ from, stack, out });
  checkAddress("host", host);
  return { help: wantsHelp, from, stack, host, out, force, pulumiStack };
}

function checkRequired({ from, stack, out }: Pick<Options, "from" | "stack" | "out">): void {
  if (from.length === 0) throw new UsageError("--from is missing. Name a compose file, e.g. --from compose.yml.");
  if (from.includes(swarmSource) && from.length > 1)
    throw new UsageError("--from swarm cannot be combined with compose files. Write two programs.");
  const isSwarm = from.includes(swarmSource);
  if (stack === "" && !isSwarm)
    throw new UsageError("--stack is missing. Use the name that you give to docker stack deploy.");
  const [problem] = stack === "" ? [] : checkStackName(stack);
  if (problem !== undefined) throw new UsageError(`--stack: ${problem.reason}`);
  if (out === "") throw new UsageError("--out is missing. Name the folder for the program, e.g. --out shop.");
}
