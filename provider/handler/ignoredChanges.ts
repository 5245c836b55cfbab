import { parsePath, type Step } from "./propertyPath";
import type { Properties, Property } from "./properties";

/**
 * The inputs, with the live values at the paths in the resource option `ignoreChanges`. The CLI sends the inputs of the
 * last deployment for these paths. They would undo changes that another client, e.g. an autoscaler, has made since.
 *
 * @param live the inputs that would create the live object
 */
export function keepIgnored(inputs: Properties, live: Properties, ignoreChanges: readonly string[]): Properties {
  return ignoreChanges.reduce<Properties>((kept, path) => keep(kept, live, stepsOf(path)) as Properties, inputs);
}

/** The CLI skips a path that it cannot read, so this finds nothing there. */
function stepsOf(path: string): readonly Step[] {
  try {
    return parsePath(path);
  } catch {
    return [path];
  }
}

function keep(wanted: Property, live: Property, [step, ...rest]: readonly Step[]): Property {
  if (step === undefined) return live;
  if (step === "*") {
    return keysOf(wanted, live).reduce<Property>((kept, key) => keep(kept, live, [key, ...rest]), wanted);
  }
  if (Array.isArray(wanted)) {
    // An element that only one side has is not the same element.
    const index = Number(step);
    const isShared = index < wanted.length && Array.isArray(live) && index < live.length;
    return isShared ? wanted.map((one, i) => (i === index ? keep(one, valueOf(live, index), rest) : one)) : wanted;
  }
  const kept = keep(valueOf(wanted, step), valueOf(live, step), rest);
  const others = Object.entries(isObject(wanted) ? wanted : {}).filter(([key]) => key !== String(step));
  if (kept === undefined) return isObject(wanted) ? Object.fromEntries(others) : wanted;
  return Object.fromEntries([...others, [step, kept]]);
}

function keysOf(...values: readonly Property[]): Step[] {
  const keys = values.flatMap((value): Step[] => {
    if (Array.isArray(value)) return value.map((_, index) => index);
    return isObject(value) ? Object.keys(value) : [];
  });
  return [...new Set(keys)];
}

function valueOf(value: Property, step: Step): Property {
  if (Array.isArray(value)) return value[Number(step)];
  return isObject(value) && Object.hasOwn(value, step) ? value[step] : undefined;
}

function isObject(value: Property): value is Properties {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
