import { checkName } from "./names";
import type { Problem } from "./problem";
import { keyPath, recordOf, show } from "./typed";

/** The labels that `docker stack` reads and writes (docker/cli cli/compose/convert). */
export const stackLabel = {
  /** The stack of an object: `docker stack ls`, `ps`, `services` and `rm` filter by it. */
  namespace: "com.docker.stack.namespace",
  /** The image of a service as the program gives it, without the digest that the Engine adds. */
  image: "com.docker.stack.image",
} as const;

/**
 * The name of an object in a stack, as `docker stack deploy` makes it: `<stack>_<name>`. A name that begins with the
 * prefix keeps it, so that the logical names of two stacks in one program can differ.
 */
export function scopedName(stack: string, name: string): string {
  return isScoped(stack, name) ? name : `${stack}_${name}`;
}

/** The name of an object without the prefix of the stack. */
export function shortName(stack: string, name: string): string {
  return isScoped(stack, name) ? name.slice(stack.length + 1) : name;
}

function isScoped(stack: string, name: string): boolean {
  return name.startsWith(`${stack}_`) && name.length > stack.length + 1;
}

/** Checks the name of a stack, which the names of its services begin with. */
export function checkStackName(stack: string): Problem[] {
  return checkName(stack).map(({ path, reason }) => ({ path, reason: reason.replace("'name'", "the stack's name") }));
}

/** Checks the name that a service gets from its own name and its stack's; {@link checkStackName} checks the latter. */
export function checkScopedName(stack: string, name: string): Problem[] {
  const own = checkName(shortName(stack, name));
  if (own.length > 0 || checkStackName(stack).length > 0) return own;
  return checkName(scopedName(stack, name)).map(({ path, reason }) => ({
    path,
    reason: reason.replace("Use a shorter name.", `It begins with the stack's name, "${stack}". Shorten one of them.`),
  }));
}

/** Checks that none of the labels is one that the stack sets. */
export function checkStackLabels(stack: string, labels: unknown): Problem[] {
  return Object.keys(recordOf(labels, "", "labels", []))
    .filter((key) => Object.values<string>(stackLabel).includes(key))
    .map((key) => ({
      path: keyPath(key),
      reason: `'label' ${show(key)} is set by 'stack', which is ${show(stack)}. Leave the label out.`,
    }));
}
