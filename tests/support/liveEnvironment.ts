import type { Circus } from "@jest/types";
import NodeEnvironment from "jest-environment-node";

/**
 * Where live tests run. An inline program lives in the test's own process, so that it goes on registering resources when the CLI has refused
 * an update and ended. A program with a process of its own ends with the CLI, and nobody hears of it.
 */
class LiveEnvironment extends NodeEnvironment {
  public readonly handleTestEvent: Circus.EventHandler = (event) => {
    if (event.name !== "error" || !isFarewell(event.error)) return;
    // A rejection that somebody handles, if late, fails no test.
    event.promise?.catch(() => undefined);
  };
}

/** Pulumi's words for an answer that the CLI no longer gives. A test's errors are of other classes than those here. */
function isFarewell(error: unknown): boolean {
  return (
    typeof error === "object" &&
    error !== null &&
    "message" in error &&
    error.message === "Resource monitor is terminating"
  );
}

export = LiveEnvironment;
