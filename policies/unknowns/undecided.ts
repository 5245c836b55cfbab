import * as sdk from "@pulumi/policy";
import { keyPath } from "../../swarm/typed";
import type { Look } from "./looks";

/**
 * Pulumi shows this error as an advisory of the preview, and continues. The SDK exports the class, but its type
 * definitions omit it.
 */
const { UnknownValueError } = sdk as unknown as {
  UnknownValueError: new (sentinel: string, path: readonly string[]) => Error;
};

/** Pulumi's placeholder for an unknown string, which the constructor requires. The message below replaces it. */
const sentinel = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/**
 * The error that tells Pulumi that a rule cannot decide before deployment, with one line per resource. Pulumi runs the
 * rule again during the update, when all inputs are known.
 *
 * @param looks the unknown values that prevent a decision
 * @param labelOf the label of the resource that a value belongs to; `undefined` for the resource that the rule checks
 */
export function undecidedError(looks: readonly Look[], labelOf: (root: object) => string | undefined): Error {
  const paths = new Map<object, Set<string>>();
  for (const { root, path } of looks) {
    const known = paths.get(root);
    if (known === undefined) paths.set(root, new Set([pathOf(path)]));
    else known.add(pathOf(path));
  }
  const lines = [...paths].map(([root, properties]) => {
    const label = labelOf(root);
    const subject = label === undefined ? "" : `${label}: `;
    return `${subject}not known before deployment: ${[...properties].join(", ")}`;
  });
  const error = new UnknownValueError(sentinel, []);
  error.message = lines.join("\n");
  return error;
}

/** The path of a property, such as `taskSpec.networksAdvanceds[0].id`. */
function pathOf(keys: readonly string[]): string {
  return keys.reduce((path, key) => {
    if (/^\d+$/.test(key)) return `${path}[${key}]`;
    const part = keyPath(key);
    return path === "" || part.startsWith("[") ? `${path}${part}` : `${path}.${part}`;
  }, "");
}
