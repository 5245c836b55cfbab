import { EngineError } from "../engine/error";
import { meaningOf } from "../engine/meaning";
import type { Operation, Preview } from "../handler/handler";
import type { Properties } from "../handler/properties";

/** The create or update that a check looks at. */
export interface Change {
  /** Of the service, network, … that is updated; `undefined` for a create. */
  readonly id: string | undefined;
  /** The inputs of the last deployment; `undefined` for a create. */
  readonly before: Properties | undefined;
  /** The new inputs. A value that a preview does not know is `unknown`. */
  readonly inputs: Properties;
}

/** A problem that a check has found. */
export interface Finding {
  /** `error` for what Docker refuses or silently ignores, `warning` for what is risky. */
  readonly level: "error" | "warning";
  /** Names the resource, the value, what it conflicts with, and the fix. */
  readonly message: string;
}

/** Compares a resource with the swarm. */
export interface LiveCheck {
  /** What it checks, in words, for the note that it could not: `published ports`. */
  readonly what: string;
  /**
   * Whether the update asks again before it changes anything. Leave it out for a check whose result depends on other
   * changes of the same update.
   *
   * @default false
   */
  readonly isRepeated?: boolean;
  /** Changes nothing. In a preview, `operation.engine` answers from the snapshot. */
  readonly find: (change: Change, operation: Operation) => Promise<readonly Finding[]>;
}

export function errorFinding(message: string): Finding {
  return { level: "error", message };
}

export function warningFinding(message: string): Finding {
  return { level: "warning", message };
}

/**
 * Runs checks in a preview. Reports warnings, and what could not be checked.
 *
 * @throws Error with all errors that were found
 */
export async function previewChecks(checks: readonly LiveCheck[], change: Change, operation: Preview): Promise<void> {
  if (!(await isManager(operation))) return;
  const found = await Promise.all(
    checks.map(async ({ what, find }) => {
      try {
        return await find(change, operation);
      } catch (error) {
        if (!(error instanceof EngineError)) throw error;
        operation.unchecked(what, error);
        return [];
      }
    }),
  );
  const findings = found.flat();
  for (const { level, message } of findings) if (level === "warning") operation.warn(message);
  throwErrors(findings);
}

/**
 * Runs the checks that an update repeats, because the swarm may have changed since the preview.
 *
 * @throws Error with all errors that were found
 */
export async function repeatChecks(checks: readonly LiveCheck[], change: Change, operation: Operation): Promise<void> {
  const repeated = checks.filter(({ isRepeated }) => isRepeated === true);
  throwErrors((await Promise.all(repeated.map(({ find }) => find(change, operation)))).flat());
}

/**
 * Runs a change of which the Engine refuses what the check finds. On success, the check costs nothing.
 *
 * @throws Error with what the check finds, if the Engine refuses the change; otherwise the error of `work`
 */
export async function explainRefusal<T>(
  check: LiveCheck,
  change: Change,
  operation: Operation,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const meaning = meaningOf(error);
    if (meaning !== "refused" && meaning !== "failed" && meaning !== "notFound") throw error;
    const messages = (await check.find(change, operation)).map(({ message }) => message);
    throw messages.length === 0 ? error : new Error(messages.join("\n"), { cause: error });
  }
}

function throwErrors(findings: readonly Finding[]): void {
  const errors = findings.filter(({ level }) => level === "error").map(({ message }) => message);
  if (errors.length > 0) throw new Error(errors.join("\n"));
}

/** Outside a swarm, nothing can conflict: the same update creates the swarm, or fails as a whole. */
async function isManager(operation: Preview): Promise<boolean> {
  const { engine, signal } = operation;
  const { Name, Swarm } = await engine.info(signal);
  if (Swarm.ControlAvailable) return true;
  if (Swarm.LocalNodeState === "" || Swarm.LocalNodeState === "inactive") return false;
  const state = Swarm.LocalNodeState === "active" ? "a worker" : `a node in the state "${Swarm.LocalNodeState}"`;
  operation.unchecked(
    "the swarm",
    new Error(`The daemon at ${engine.host} ("${Name}") is ${state}, and only a manager knows its swarm.`),
  );
  return false;
}
