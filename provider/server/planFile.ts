import { appendFileSync } from "node:fs";
import type { ResourcePlan } from "../handler/resourcePlan";
import { nameOf, typeOf } from "../handler/urn";

/** The variable that names the file. */
export const planFileVariable = "SWARM_PREVIEW_PLAN";

/**
 * Adds the plan of a resource to a file, as one line of JSON. A run of the CLI starts a process for each provider, and
 * they write to the same file, so each line is written at once.
 *
 * @param scrub removes the secrets that the process knows from a text
 * @throws Error when the file cannot be written
 */
export function appendPlan(
  file: string,
  urn: string,
  operation: "update" | "replace",
  plan: ResourcePlan,
  scrub: (text: string) => string,
): void {
  const entry = { version: 1, urn, type: typeOf(urn), name: nameOf(urn), operation, ...plan };
  const line = JSON.stringify(entry, (_key, value: unknown) => (typeof value === "string" ? scrub(value) : value));
  try {
    appendFileSync(file, `${line}\n`, { mode: 0o600 });
  } catch (cause) {
    throw new Error(
      `The plan cannot be written to "${file}", which the environment variable ${planFileVariable} names: ` +
        `${cause instanceof Error ? cause.message : String(cause)}. Name a file in a folder that exists.`,
      { cause },
    );
  }
}
