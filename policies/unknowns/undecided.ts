import * as sdk from "@pulumi/policy";
import { keyPath } from "../../swarm/typed";
import type { Look } from "./looks";

/**
 * Exported, but missing in the SDK's type definitions. Pulumi shows this error as an advisory of the preview, and goes
 * on.
 */
const { UnknownValueError } = sdk as unknown as {
  UnknownValueError: new (sentinel: string, path: readonly string[]) => Error;
};

/** Pulumi's sign for an unknown text, which the error asks for; the message says more. */
const sentinel = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/**
 * Tells Pulumi that a rule cannot decide before deployment, with one line per resource. The update asks the rule again,
 * with all inputs known.
 *
 * @param looks what the rule would have to know
 * @param labelOf how a message calls the resource that a look is about; `undefined` for the one that the rule is about
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

/** `taskSpec.networksAdvanceds[0].id` */
function pathOf(keys: readonly string[]): string {
  return keys.reduce((path, key) => {
    if (/^\d+$/.test(key)) return `${path}[${key}]`;
    const part = keyPath(key);
    return path === "" || part.startsWith("[") ? `${path}${part}` : `${path}.${part}`;
  }, "");
}
