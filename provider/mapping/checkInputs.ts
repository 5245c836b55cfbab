import type { Problem } from "../../swarm/problem";
import type { CheckFailure } from "../handler/handler";
import type { Properties } from "../handler/properties";
import type { Field } from "./fields/field";

/** The inputs that a program gives: without absent ones, and without the notes that plugins leave in them. */
export function givenInputs(news: Properties): Properties {
  return Object.fromEntries(
    Object.entries(news).filter(([name, value]) => value !== undefined && value !== null && !name.startsWith("__")),
  );
}

/**
 * The failures that a table and its additional rules find. If both find the same mistake, the message of the rule is
 * used.
 *
 * @param problems of the rules
 */
export function checkInputs(table: Field, inputs: Properties, problems: readonly Problem[]): CheckFailure[] {
  const failures = new Map<string, CheckFailure>();
  const properties = new Set<string>();
  for (const { path: property, reason } of problems) {
    failures.set(`${property}\n${reason}`, { property, reason });
    properties.add(property);
  }
  for (const failure of table.check("", inputs)) {
    if (!properties.has(failure.property)) failures.set(failure.property, failure);
    properties.add(failure.property);
  }
  return [...failures.values()];
}
