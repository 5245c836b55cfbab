import { EngineError } from "../../../provider/engine/error";
import type { Operation } from "../../../provider/handler/handler";
import type { CreationJournal } from "../../../provider/journal/journal";
import type { Leftover } from "../../../provider/journal/leftover";

/** The reason of every cancellation in these tests. */
export class Cancelled extends Error {}

/** An error of the Engine, by its status and message. */
export function refusal(status: number, engineMessage: string, method = "POST"): EngineError {
  return new EngineError({ method, path: "/things", status, engineMessage });
}

/** The connection broke during a change. */
export function lostAnswer(): EngineError {
  const cause = Object.assign(new Error("socket hang up"), { code: "ECONNRESET" });
  return new EngineError({ method: "POST", path: "/things", status: undefined, engineMessage: "hung up", cause });
}

export const stale = (): EngineError => refusal(500, "rpc error: code = Unknown desc = update out of sequence");

/** An operation without an Engine, with its messages to the user and the records in its journal. */
export function operationFor(leftover?: Leftover): {
  readonly operation: Operation;
  readonly controller: AbortController;
  readonly lines: string[];
  readonly journal: string[];
} {
  const controller = new AbortController();
  const lines: string[] = [];
  const journal: string[] = [];
  const tell = (message: string): void => {
    lines.push(message);
  };
  const creations: CreationJournal = {
    hasLeftovers: () => Promise.resolve(leftover !== undefined),
    leftover: () => Promise.resolve(leftover),
    announce: (name) => Promise.resolve(void journal.push(`announce ${name}`)),
    withdraw: (name) => Promise.resolve(void journal.push(`withdraw ${name}`)),
    adopt: () => undefined,
  };
  const operation: Operation = {
    urn: "urn",
    logicalName: "thing",
    engine: { host: "unix:///docker.sock" } as unknown as Operation["engine"],
    replaces: undefined,
    signal: controller.signal,
    status: tell,
    info: tell,
    warn: tell,
    journal: creations,
    timeoutSeconds: undefined,
    ignoreChanges: [],
  };
  return { operation, controller, lines, journal };
}

/** The error that a call throws. */
export async function errorOf(call: Promise<unknown>): Promise<Error> {
  return call.then(
    () => {
      throw new Error("the call did not fail");
    },
    (error: unknown) => error as Error,
  );
}
