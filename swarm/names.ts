import { createHash } from "node:crypto";
import type { Draft } from "./draft";
import type { Problem } from "./problem";
import { show, textOf } from "./typed";

/** The longest name of a network or service. */
export const longestName = 63;

/** Networks that every Engine has. No other network can have their names, and they cannot be removed. */
const predefinedNetworks: readonly string[] = ["bridge", "host", "none", "default"];

/** Whether every Engine has a network of this name. It has no DNS, so the Engine refuses an alias there. */
export function isPredefinedNetwork(name: string): boolean {
  return predefinedNetworks.includes(name);
}

/**
 * Checks the name of a network or service: 1 to 63 letters, digits, hyphens and underscores, a letter or digit at both
 * ends. Names are host names in the DNS of Swarm, so they cannot have a dot.
 */
export function checkName(name: Draft<string>): Problem[] {
  const problems: Problem[] = [];
  const text = textOf(name, "", "name", `"backend"`, problems);
  if (text === undefined) return problems;
  // Swarm's own pattern, in a form that needs no backtracking: ^[a-zA-Z0-9](?:[-_]*[A-Za-z0-9]+)*$
  if (!/^[A-Za-z0-9](?:[-_A-Za-z0-9]*[A-Za-z0-9])?$/.test(text)) {
    const likely = text
      .replace(/[^-_A-Za-z0-9]+/g, "-")
      .replace(/^[-_]+|[-_]+$/g, "")
      .slice(0, longestName);
    problems.push({
      path: "",
      reason:
        `'name' ${show(text)} is not a name that Swarm accepts: letters, digits, hyphens and underscores, with a ` +
        `letter or digit at both ends, and no dot, because the name is part of a DNS name. ` +
        (likely === "" ? `Use e.g. "backend".` : `Did you mean "${likely}"?`),
    });
  }
  if (text.length > longestName) {
    const length = `${text.length} characters; Swarm allows ${longestName}`;
    const reason = `'name' ${show(text)} has ${length}. Use a shorter name.`;
    problems.push({ path: "", reason });
  }
  return problems;
}

/** {@link checkName}; names of networks that every Engine has are refused as well. */
export function checkNetworkName(name: Draft<string>): Problem[] {
  if (typeof name === "string" && isPredefinedNetwork(name)) {
    return [
      { path: "", reason: `'name' "${name}" is the name of a network that every Docker Engine has. Use another name.` },
    ];
  }
  return checkName(name);
}

/**
 * The name of an object that cannot be changed in place: `<logicalName>-<8 hexadecimal digits of its spec>`. A changed
 * spec gets a new name, so that the new object can be created while the old one is still in use.
 *
 * @param logicalName shortened to keep the result within 63 characters; the digits then cover the full name as well
 * @param spec everything that defines the object, without unknown values
 */
export function hashedName(logicalName: string, spec: unknown): string {
  const room = longestName - 9;
  const hashed = logicalName.length > room ? [logicalName, spec] : spec;
  const digits = createHash("sha256").update(canonicalJson(hashed)).digest("hex").slice(0, 8);
  return `${logicalName.slice(0, room)}-${digits}`;
}

/**
 * {@link hashedName} of an overlay network. The Engine ignores the order of subnets, so the order does not change the
 * name.
 *
 * @param spec the inputs of its docker.Network, without the name
 */
export function hashedNetworkName(
  base: string,
  spec: object & { readonly ipamConfigs?: readonly { readonly subnet?: string }[] | undefined },
): string {
  const { ipamConfigs } = spec;
  if (ipamConfigs === undefined) return hashedName(base, spec);
  const sorted = [...ipamConfigs].sort((a, b) => ((a.subnet ?? "") < (b.subnet ?? "") ? -1 : 1));
  return hashedName(base, { ...spec, ipamConfigs: sorted });
}

/** Whether a name has the form of {@link hashedName}, which a fixed name has only by chance. */
export function isHashedName(name: string): boolean {
  return /.-[0-9a-f]{8}$/.test(name);
}

/** A hashed or preceding name without hash and count: the name of the resource, if it is not too long. */
export function baseOfHashedName(name: string): string {
  return isHashedName(name) ? name.replace(/(?:--[0-9]{4})?-[0-9a-f]{8}$/, "") : name;
}

/** The longest base of a {@link precedingName}: 2 hyphens, 4 digits, a hyphen and 8 digits follow. */
export const longestCountedBase = longestName - 15;

/**
 * The name of a network that takes the place of another one while services are on both. It sorts before the old name,
 * because a task that is on both networks resolves the name of a service on the network whose name sorts first, and the
 * old network must not be asked while services leave it (docs/design/networkReplacement.md).
 *
 * @param name a {@link hashedName}; other names stay as they are
 * @param old the name of the network that it replaces, or of the same network
 * @returns `<base>-<hash>` if that sorts before the old name, otherwise `<base>--<count>-<hash>`. The count starts at
 *   9999 and goes down. The old name, if it has the same hash. `name`, if no such name sorts before the old one: the
 *   count has ended, or a base of more than 48 characters had to be cut
 */
export function precedingName(name: string, old: string): string {
  if (!isHashedName(name)) return name;
  const [base, digits] = [name.slice(0, -9), name.slice(-8)];
  const counted = `${base.slice(0, longestCountedBase)}--`;
  const count = old.startsWith(counted) ? /^([0-9]{4})-[0-9a-f]{8}$/.exec(old.slice(counted.length))?.[1] : undefined;
  const isPlain = isHashedName(old) && old.slice(0, -8) === `${base}-`;
  if (!isPlain && count === undefined) return name;
  if (old.endsWith(`-${digits}`)) return old;
  if (isPlain && name < old) return name;
  const next = count === undefined ? 9999 : Number(count) - 1;
  const preceding = `${counted}${String(next).padStart(4, "0")}-${digits}`;
  return next >= 0 && preceding < old ? preceding : name;
}

/**
 * JSON that is the same for equal values: keys are sorted by code unit, `undefined` properties and spaces are left out.
 *
 * @throws TypeError for a value without a JSON form (unknown, a function, NaN), because its hash would silently be
 *   wrong
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((entry) => canonicalJson(entry ?? null)).join(",")}]`;
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value).filter(([, entry]) => entry !== undefined);
    entries.sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${entries.map(([key, entry]) => `${JSON.stringify(key)}:${canonicalJson(entry)}`).join(",")}}`;
  }
  const json =
    typeof value === "number" && !Number.isFinite(value) ? undefined : (JSON.stringify(value) as string | undefined);
  if (json === undefined) throw new TypeError(`${String(value)} has no JSON form, so no name can be made from it.`);
  return json;
}

/**
 * Whether a text has the form of a network id of Swarm: 25 lower-case letters and digits, which a name has only by
 * chance.
 */
export function isNetworkId(text: string): boolean {
  return /^[a-z0-9]{25}$/.test(text);
}

/**
 * Whether a text is the id, or most of the id, of a network that exists on a single node: up to 64 hexadecimal digits,
 * more than the id of a network of Swarm has.
 */
export function isLocalNetworkId(text: string): boolean {
  return /^[0-9a-f]{26,64}$/.test(text.trim());
}
