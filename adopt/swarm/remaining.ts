import type { Properties, Property } from "../../provider/handler/properties";
import { isAbsent } from "../../provider/mapping/fields/field";

/** Inputs of a docker resource from which a reader takes what it converts, so that the rest can be reported. */
export class Remaining {
  private rest: Property;

  public constructor(inputs: Properties) {
    this.rest = inputs;
  }

  /** The value at a path like `taskSpec.containerSpec.env`, which is then taken. */
  public take(path: string): Property {
    const keys = path.split(".");
    const value = keys.reduce<Property>((at, key) => (isRecord(at) ? at[key] : undefined), this.rest);
    this.rest = without(this.rest, keys);
    return isAbsent(value) ? undefined : value;
  }

  /** The paths that nothing has taken. */
  public paths(): string[] {
    return leaves(this.rest, "");
  }
}

function without(at: Property, [key = "", ...more]: readonly string[]): Property {
  if (!isRecord(at) || !(key in at)) return at;
  const entries = Object.entries(at).filter(([name]) => name !== key || more.length > 0);
  return Object.fromEntries(
    entries.map(([name, value]): [string, Property] => [name, name === key ? without(value, more) : value]),
  );
}

function leaves(at: Property, path: string): string[] {
  if (isAbsent(at)) return [];
  if (!isRecord(at)) return [path];
  return Object.entries(at).flatMap(([name, value]) => leaves(value, path === "" ? name : `${path}.${name}`));
}

function isRecord(value: Property): value is Properties {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
