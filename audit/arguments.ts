import { checkAddress, help, parseCommandLine, text } from "../cli/parseCommandLine";
import { UsageError } from "../cli/usageError";

/** The formats of a report. */
export const formats = ["table", "json", "sarif"] as const;

export type Format = (typeof formats)[number];

/** The checked options of the command. */
export interface Arguments {
  /** Address of a manager. Without it, and without a state, Docker's own environment variables decide. */
  readonly host: string | undefined;
  /** Path of an exported Pulumi state. */
  readonly state: string | undefined;
  readonly format: Format;
  /** Path of a configuration file of the policy pack, or the name of a profile. */
  readonly config: string | undefined;
}

export const usage = `\
Usage: npx swarm-audit [--host URL | --state FILE] [--format table|json|sarif] [--config FILE]

Checks a Docker swarm, or the state of a Pulumi stack, against the rules of the policy pack swarm-network. Changes
nothing.

  --host URL      a manager of the swarm: unix:///var/run/docker.sock, tcp://manager:2376, ssh://user@manager
                  (default: DOCKER_HOST or DOCKER_CONTEXT, or else the daemon of this machine)
  --state FILE    a state from 'pulumi stack export --file FILE'; needs the Pulumi CLI, version 3.255.0 or later
  --format FORM   table (default) for people, json for programs, sarif (2.1.0) for code scanning
  --config FILE   levels and settings of rules, in the format of the policy pack (docs/policies.md), which can also
                  name the checks of a live swarm; or a profile: baseline, strict, payments, migration
  --help          show this text

Exits with 0 if no mandatory rule is violated, with 1 if one is, and with 2 if the audit failed: the command line or the
configuration is wrong, or the swarm or the state cannot be read.`;

/**
 * Reads the command line.
 *
 * @returns `"help"` if the command line has --help
 * @throws UsageError for options that do not match {@link usage}
 */
export function readArguments(args: readonly string[]): Arguments | "help" {
  const options = { host: text, state: text, format: text, config: text, help };
  const { host, state, format = "table", config, help: wantsHelp } = parseCommandLine(args, options);
  if (wantsHelp === true) return "help";
  if (host !== undefined && state !== undefined) {
    throw new UsageError("--host and --state exclude each other: the audit reads a swarm or a state. Use one of them.");
  }
  if (!isFormat(format)) {
    throw new UsageError(`--format "${format}" is not supported. Use one of ${formats.join(", ")}.`);
  }
  checkAddress("host", host);
  return { host, state, format, config };
}

function isFormat(format: string): format is Format {
  return (formats as readonly string[]).includes(format);
}
