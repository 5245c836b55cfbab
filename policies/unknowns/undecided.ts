import type { PolicyResource } from "@pulumi/policy";
import { waitFor } from "./known";
import { valueAt } from "../facts/service";

/**
 * Stops a rule about the stack when part of a resource's property is not known yet: {@link waitFor} with the resource in the message,
 * which Pulumi's own words leave out when a rule is about the stack.
 *
 * @param path of the property, e.g. `["taskSpec", "networksAdvanceds"]`
 * @param field the only field that matters where the property holds objects; all of them when left out
 * @throws UnknownValueError of Pulumi, at the first unknown value
 */
export function waitForPart({ name, type, props }: PolicyResource, path: readonly string[], field?: string): void {
  try {
    const holder = valueAt(props, ...path.slice(0, -1));
    const last = path.at(-1);
    if (typeof holder === "object" && holder !== null && last !== undefined) waitFor(holder, last, field);
  } catch (error) {
    if (error instanceof Error) error.message = `${kindOf(type)} "${name}": ${error.message}`;
    throw error;
  }
}

/** `docker:index/network:Network` as a person calls it: `network`. */
function kindOf(type: string): string {
  return (type.split(":").at(-1) ?? type).toLowerCase();
}
