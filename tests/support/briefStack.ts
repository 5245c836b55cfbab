import type { Stack } from "@pulumi/pulumi/automation";

type Command = "up" | "refresh" | "destroy" | "import";

/** A stack whose commands return only what the CLI prints. */
export type BriefStack = {
  readonly [Key in keyof Stack]: Key extends Command
    ? (...args: Parameters<Stack[Key]>) => Promise<{ readonly stdout: string; readonly stderr: string }>
    : Stack[Key];
};

/**
 * The same stack, with commands that start the CLI once. After each `up`, the Automation API starts it three more times
 * for the outputs and the summary, and after other commands once. That was a third of the processor time of a live
 * test, and few tests look at these results.
 */
export function briefStack(stack: Stack): BriefStack {
  const withoutResults = Object.assign(Object.create(stack) as Stack, {
    outputs: () => Promise.resolve({}),
    info: () => Promise.resolve(undefined),
  });
  return Object.assign(Object.create(stack) as Stack, {
    up: (options) => withoutResults.up(options),
    refresh: (options) => withoutResults.refresh(options),
    destroy: (options) => withoutResults.destroy(options),
    import: (options) => withoutResults.import(options),
  } satisfies Pick<Stack, Command>);
}
