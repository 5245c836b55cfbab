import type { Circus } from "@jest/types";
import NodeEnvironment from "jest-environment-node";

/**
 * The environment of live tests. An inline program runs in the process of the test, so it keeps registering resources
 * after the CLI has refused an update and exited, and its requests then fail. A program in a process of its own ends
 * with the CLI instead.
 */
class LiveEnvironment extends NodeEnvironment {
  public readonly handleTestEvent: Circus.EventHandler = (event) => {
    if (event.name !== "error" || !isFarewell(event.error)) return;
    // A rejection that is handled late must not fail a test.
    event.promise?.catch(() => undefined);
  };
}

/** The messages of Pulumi if the CLI has exited. Errors of a test have other classes. */
function isFarewell(error: unknown): boolean {
  return (
    typeof error === "object" &&
    error !== null &&
    "message" in error &&
    error.message === "Resource monitor is terminating"
  );
}

export = LiveEnvironment;
