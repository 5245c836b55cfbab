import { setFlagsFromString } from "node:v8";
import { lookUps } from "./lookups";
import { handlers } from "./resources";
import { startServer } from "./server/server";

/**
 * The provider as the CLI starts it: `pulumi-resource-docker [flags] <engine address>`.
 *
 * It prints only the port to standard output. Started by hand, without an address, it waits for one CLI after the other
 * to attach (PULUMI_DEBUG_PROVIDERS=docker:<port>).
 */
async function main(args: readonly string[]): Promise<void> {
  // By default, memory may grow several times before V8 looks for garbage. The provider mostly waits, so it has time.
  // On the command line, a version of Node.js that does not know the flag would refuse to start.
  setFlagsFromString("--heap-growing-percent=10");
  // The optimizing compiler takes 8 MiB: half for its own code, half for what it compiles. A provider that mostly waits
  // needs the same processor time without it.
  setFlagsFromString("--no-turbofan");
  const engineAddress = engineAddressIn(args);
  const server = await startServer({
    handlers,
    lookUps,
    environment: process.env,
    lost: () => {
      if (engineAddress !== undefined) void leave(false);
    },
  });
  // After SIGINT, the CLI waits some seconds for the provider. A connection that does not close must not keep the
  // process alive.
  const leave = async (isOrderly: boolean): Promise<void> => {
    setTimeout(() => process.exit(0), 4500).unref();
    await server.stop(isOrderly);
    process.exit(0);
  };
  process.once("SIGINT", () => void leave(true));
  process.once("SIGTERM", () => void leave(false));
  if (engineAddress !== undefined) server.connect(engineAddress);
  process.stdout.write(`${server.port}\n`);
}

/** Flags for logging and tracing come first (`-v=9`, `--logtostderr`, `--tracing URL`); the address comes last. */
function engineAddressIn(args: readonly string[]): string | undefined {
  const last = args.at(-1);
  return last === undefined || last.startsWith("-") || args.at(-2) === "--tracing" ? undefined : last;
}

function crash(error: unknown): void {
  console.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
  process.exit(1);
}

process.on("uncaughtException", crash);
process.on("unhandledRejection", crash);
main(process.argv.slice(2)).catch(crash);
