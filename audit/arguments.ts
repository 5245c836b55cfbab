import { parseArgs, types } from "node:util";

/** What the audit prints. */
export const formats = ["table", "json", "sarif"] as const;

export type Format = (typeof formats)[number];

/** The command line, checked. */
export interface Arguments {
  /** Address of a manager; without it, and without a state, what docker's own environment variables say. */
  readonly host: string | undefined;
  /** Path of an exported Pulumi state. */
  readonly state: string | undefined;
  readonly format: Format;
  /** Path of a configuration file of the pack, or a profile. */
  readonly config: string | undefined;
}

/** The command line makes no sense. The message has the way out. */
export class UsageError extends Error {}

export const usage = `Usage: node dist/audit/main.js [--host URL | --state FILE] [--format table|json|sarif] [--config FILE]

Holds a Docker Swarm, or the state of a Pulumi stack, against the rules of the policy pack swarm-network. Changes nothing.

  --host URL      a manager of the swarm: unix:///var/run/docker.sock, tcp://manager:2376, ssh://user@manager
                  (default: what DOCKER_HOST or DOCKER_CONTEXT names, else this machine's daemon)
  --state FILE    a state, made by 'pulumi stack export --file FILE'; needs the Pulumi CLI, 3.249.0 or later
  --format FORM   table for people (default), json, or sarif (2.1.0) for code scanning
  --config FILE   levels and settings of rules, in the pack's own form (docs/policies.md), where the checks of a live
                  swarm may be named as well; or a profile: baseline, strict, payments
  --help          shows this

Ends with 0 when no mandatory rule is violated, with 1 when one is, with 2 when the command line is wrong, the swarm or the
state cannot be read, or the configuration has a fault.`;

/**
 * Reads the command line.
 *
 * @returns `"help"` when that is what was asked for
 * @throws UsageError
 */
export function readArguments(given: readonly string[]): Arguments | "help" {
  const { host, state, format = "table", config, help } = parse(given);
  if (help === true) return "help";
  if (host !== undefined && state !== undefined) {
    throw new UsageError(
      "--host and --state exclude each other: a swarm is read through a manager, a state from its file.",
    );
  }
  if (!isFormat(format)) throw new UsageError(`--format "${format}" is not known. Use one of ${formats.join(", ")}.`);
  for (const [name, value] of Object.entries({ host, state, config })) {
    if (value === "") throw new UsageError(`--${name} is empty. Leave it out, or give it a value.`);
  }
  if (host !== undefined && !host.includes("://")) {
    throw new UsageError(
      `--host "${host}" is no address of a daemon. Use unix:///var/run/docker.sock, tcp://manager:2376 or ssh://user@manager.`,
    );
  }
  return { host, state, format, config };
}

function parse(args: readonly string[]): {
  readonly host?: string;
  readonly state?: string;
  readonly format?: string;
  readonly config?: string;
  readonly help?: boolean;
} {
  try {
    const text = { type: "string" } as const;
    const options = {
      host: text,
      state: text,
      format: text,
      config: text,
      help: { type: "boolean", short: "h" },
    } as const;
    return parseArgs({ args: [...args], options, strict: true }).values;
  } catch (error) {
    throw new UsageError(types.isNativeError(error) ? error.message : String(error), { cause: error });
  }
}

function isFormat(text: string): text is Format {
  return (formats as readonly string[]).includes(text);
}
