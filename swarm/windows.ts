import type { Draft, Unknown } from "./draft";
import { isPresent, unknown } from "./draft";

/** Where the tasks of a service can run, as in `taskSpec.placement` of the docker package. */
export interface Placement {
  readonly constraints?: readonly string[];
  readonly maxReplicas?: number;
  readonly platforms?: readonly { readonly os: string; readonly architecture?: string }[];
}

/**
 * The constraint or platform that places tasks on Windows nodes: a constraint on the operating system or on a label
 * with such a name, or a platform. `undefined` if there is none; unknown if it can be in a part that is unknown.
 */
export function windowsPlacement(placement: Draft<Placement>): string | Unknown | undefined {
  if (placement === unknown) return unknown;
  if (typeof placement !== "object") return undefined;
  const { constraints, platforms } = placement;
  const given = Array.isArray(constraints) ? (constraints as readonly Draft<string>[]) : [];
  const constraint = given.find((text) => typeof text === "string" && isWindowsConstraint(text));
  if (typeof constraint === "string") return constraint;
  const kinds = Array.isArray(platforms) ? (platforms as readonly Draft<{ readonly os: string }>[]) : [];
  const systems = kinds.map((kind) => (typeof kind === "object" ? kind.os : kind));
  const system = systems.find((os) => typeof os === "string" && os.trim().toLowerCase() === "windows");
  if (isPresent(system)) return `platform ${system}`;
  const open = constraints === unknown || platforms === unknown || given.includes(unknown) || systems.includes(unknown);
  return open ? unknown : undefined;
}

/** Swarm ignores case in the values of constraints. */
function isWindowsConstraint(text: string): boolean {
  const [, key = "", operator, value = ""] = /^\s*([^\s=!]+)\s*(==|!=)\s*(.*?)\s*$/.exec(text) ?? [];
  const system = value.toLowerCase();
  const subject = key.toLowerCase();
  if (subject === "node.platform.os") return operator === "==" ? system === "windows" : system === "linux";
  const isLabel = /^(?:node|engine)\.labels\.(?:.*[._-])?(?:os|ostype|operatingsystem|platform)$/.test(subject);
  return isLabel && operator === "==" && system.startsWith("windows");
}

/** Whether the reference of an image says that the image is made for Windows. */
export function isWindowsImage(image: string): boolean {
  return /(?:^|\/)windows\/|nanoserver|windowsservercore|servercore/i.test(image);
}
