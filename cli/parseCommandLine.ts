import { parseArgs, types, type ParseArgsConfig } from "node:util";
import { UsageError } from "./usageError";

type Options = NonNullable<ParseArgsConfig["options"]>;

type Values<T extends Options> = ReturnType<typeof parseArgs<{ options: T }>>["values"];

/** Options that commands share. */
export const text = { type: "string" } as const;
export const flag = { type: "boolean" } as const;
export const help = { type: "boolean", short: "h" } as const;

/**
 * Parses the options of a command, which has no positional arguments.
 *
 * @throws UsageError for an unknown option, a missing value and an empty value
 */
export function parseCommandLine<const T extends Options>(args: readonly string[], options: T): Values<T> {
  const values = parse(args, options);
  for (const [name, value] of Object.entries(values)) {
    if ([value].flat().includes("")) throw new UsageError(`--${name} is empty. Set a value, or leave it out.`);
  }
  return values;
}

/**
 * Checks the address of a Docker daemon.
 *
 * @param option the name of the option, without hyphens
 * @throws UsageError for a value without a scheme
 */
export function checkAddress(option: string, address: string | undefined): void {
  if (address === undefined || address.includes("://")) return;
  throw new UsageError(
    `--${option} "${address}" is not the address of a Docker daemon. ` +
      "Use unix:///var/run/docker.sock, tcp://manager:2376 or ssh://user@manager.",
  );
}

function parse<T extends Options>(args: readonly string[], options: T): Values<T> {
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    throw new UsageError(types.isNativeError(error) ? error.message : String(error), { cause: error });
  }
}
