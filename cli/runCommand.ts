import { UsageError } from "./usageError";

/**
 * Runs a command. If it fails, prints the error without a stack trace, and the usage after a {@link UsageError}.
 *
 * @param failed the exit code of a command that fails
 */
export function runCommand(command: () => Promise<void>, usage: string, failed = 1): void {
  command().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    if (error instanceof UsageError) console.error(`\n${usage}`);
    process.exitCode = failed;
  });
}
