import { joinPath } from "../../swarm/problem";
import { keyPath } from "../../swarm/typed";
import type { Properties, Property } from "./properties";

/** One step of a property path: a key, or an index. */
export type Step = string | number;

/** The path of the property `key` of the object at `path`: `mounts[0].target`, `labels["com.example.zone"]`. */
export function below(path: string, key: string): string {
  return joinPath(path, keyPath(key));
}

/**
 * Reads a property path as {@link below} and Pulumi write it: `ipamConfigs[0].gateway`, `labels["com.example.zone"]`.
 *
 * @throws Error when the text is not a path; handlers write the paths, so this would be a bug of the provider
 */
export function parsePath(path: string): Step[] {
  const steps: Step[] = [];
  const step = /(?:^|\.)([^.[\]]+)|\[(\d+)\]|\[(\*)\]|\[("(?:[^"\\]|\\.)*")\]/y;
  while (step.lastIndex < path.length) {
    const match = step.exec(path);
    if (match === null) throw new Error(`"${path}" is not a property path`);
    if (match[1] !== undefined) steps.push(match[1]);
    else if (match[2] !== undefined) steps.push(Number(match[2]));
    else if (match[3] !== undefined) steps.push(match[3]);
    else steps.push(JSON.parse(match[4] ?? '""') as string);
  }
  return steps;
}

/** The first step of a path: `ipamConfigs` of `ipamConfigs[0].gateway`. */
export function topLevel(path: string): string {
  return String(parsePath(path)[0] ?? path);
}

/** The value at a path; `undefined` if there is none. */
export function valueAt(properties: Properties, path: string): Property {
  let value: Property = properties;
  for (const step of parsePath(path)) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, step)) return undefined;
    value = Array.isArray(value) ? value[Number(step)] : value[String(step)];
  }
  return value;
}
