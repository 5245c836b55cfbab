import type { Draft, Unknown } from "./draft";
import { isPresent, unknown } from "./draft";

/** Where the tasks of a service may run, as `taskSpec.placement` of the docker package has it. */
export interface Placement {
  readonly constraints?: readonly string[];
  readonly maxReplicas?: number;
  readonly platforms?: readonly { readonly os: string; readonly architecture?: string }[];
}

/**
 * What sends tasks to Windows nodes, as the program writes it: a constraint on the operating system or on a label that is called so, or
 * a platform. `undefined` when nothing does; unknown when a part that could is not known.
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

/** Swarm compares the values of constraints without regard to case. */
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
