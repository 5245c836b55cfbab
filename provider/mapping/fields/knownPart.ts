import { unknown } from "../../../swarm/draft";
import type { Property } from "../../handler/properties";

/** The value without the parts that a preview does not know yet. */
export function knownPart(value: Property): Property {
  if (value === unknown) return undefined;
  if (Array.isArray(value)) return value.filter((one) => one !== unknown).map(knownPart);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, knownPart(one)]));
}
