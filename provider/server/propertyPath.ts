import type { Properties, Property } from "../handler/properties";

/** One step of a property path: a key, or an index. */
type Step = string | number;

/**
 * Reads Pulumi's property paths: `ipamConfigs[0].gateway`, `options["com.docker.network.driver.mtu"]`.
 *
 * @throws Error when the path is none; the handlers write them, so that is a defect here
 */
export function parsePath(path: string): Step[] {
  const steps: Step[] = [];
  const step = /(?:^|\.)([^.[\]]+)|\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]/y;
  while (step.lastIndex < path.length) {
    const match = step.exec(path);
    if (match === null) throw new Error(`"${path}" is not a property path`);
    if (match[1] !== undefined) steps.push(match[1]);
    else if (match[2] !== undefined) steps.push(Number(match[2]));
    else steps.push(JSON.parse(match[3] ?? '""') as string);
  }
  return steps;
}

/** The property that holds the path's end, e.g. `ipamConfigs`. */
export function topLevel(path: string): string {
  return String(parsePath(path)[0] ?? path);
}

/** The value at a path, `undefined` where the path leaves the properties. */
export function valueAt(properties: Properties, path: string): Property {
  let value: Property = properties;
  for (const step of parsePath(path)) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, step)) return undefined;
    value = Array.isArray(value) ? value[Number(step)] : value[String(step)];
  }
  return value;
}
