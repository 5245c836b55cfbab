import type { Draft, Unknown } from "./draft";
import { isPresent } from "./draft";
import { checkMtu } from "./mtu";
import { nearest } from "./nearest";
import type { Problem } from "./problem";
import { keyPath, recordOf, show } from "./typed";

/** The options that the overlay driver knows, by the key that the Engine expects; keys are case-sensitive. */
export const driverOption = {
  encrypted: "encrypted",
  mtu: "com.docker.network.driver.mtu",
  vxlanIds: "com.docker.network.driver.overlay.vxlanid_list",
} as const;

/** What the driver reads beside {@link driverOption}: `dsr` makes load balancers answer past themselves. */
const rareOptions: readonly string[] = ["dsr"];

/** Keys of Windows nodes, by prefix: the overlay driver of their Engine reads them. */
const windowsPrefix = "com.docker.network.windowsshim.";

/** Keys that people write for the MTU, seen in Docker's own examples and in issues. */
const mtuLike = /(?:^|[._-])mtu$/i;

/** Words that a reader takes for "no". */
const noWords: readonly string[] = ["0", "f", "false", "n", "no", "off", "disabled"];

/** Highest VXLAN id: 24 bits. */
const largestVxlanId = 2 ** 24 - 1;

/** Whether a value says "no" to a reader: a word for it in any case, `false` or 0. */
export function saysNo(value: unknown): boolean {
  if (typeof value === "boolean" || typeof value === "number") return noWords.includes(String(value));
  return typeof value === "string" && noWords.includes(value.trim().toLowerCase());
}

/**
 * Whether an overlay with these driver options is encrypted. The driver tests whether the key is there and never looks at
 * its value: `false` encrypts as well, and so does the empty text that `docker network create --opt encrypted` sends.
 */
export function isEncrypted(options: Readonly<Record<string, unknown>> | undefined): boolean {
  const value = options?.[driverOption.encrypted];
  return value !== undefined && value !== null;
}

/** The settings of an overlay network that are driver options. */
export interface OverlaySettings {
  /** Other options, by the key that the Engine expects. */
  readonly driverOptions?: Readonly<Record<string, string>> | undefined;
  readonly encrypted?: boolean | undefined;
  /** Bytes; 0 stands for the driver's default. */
  readonly mtu?: number | undefined;
}

/** The driver options of an overlay network; `undefined` if there are none. */
export function overlayOptions({ driverOptions, encrypted, mtu }: OverlaySettings): Record<string, string> | undefined {
  const options = {
    ...driverOptions,
    ...(encrypted === true && { [driverOption.encrypted]: "true" }),
    ...(mtu !== undefined && mtu !== 0 && { [driverOption.mtu]: String(mtu) }),
  };
  return Object.keys(options).length === 0 ? undefined : options;
}

/** Whether the overlay driver reads an option with this key. Keys are case-sensitive. */
export function isKnownOption(key: string): boolean {
  return (
    Object.values(driverOption).some((known) => known === key) ||
    rareOptions.includes(key) ||
    key.startsWith(windowsPrefix)
  );
}

/** The key that was probably meant by one that the driver does not read: by its case, a letter or two, or its last word. */
export function nearestOption(key: string): string | undefined {
  const plain = key.trim().toLowerCase();
  const near = nearest(plain, [...Object.values(driverOption), ...rareOptions]);
  if (near !== undefined) return near;
  if (mtuLike.test(plain)) return driverOption.mtu;
  if (/encr[iy]?p/.test(plain) || plain === "secure" || plain === "ipsec") return driverOption.encrypted;
  return /vxlan|vni/.test(plain) ? driverOption.vxlanIds : undefined;
}

/**
 * The value of `encrypted`, as text, when it reads as "no" although it encrypts; otherwise `undefined`.
 */
export function misleadingEncrypted(
  options: Readonly<Record<string, unknown>> | Unknown | undefined,
): string | undefined {
  const value: unknown = recordOf(options, "", "options", [])[driverOption.encrypted];
  return isPresent(value) && saysNo(value) ? String(value) : undefined;
}

/**
 * Checks what the Engine accepts at first and fails on later, or ignores because of the key's case: the MTU and VXLAN ids, and
 * keys that differ from a known one in case only. A misleading `encrypted` is not among them, since it works: see
 * {@link misleadingEncrypted}.
 */
export function checkOptions(options: Draft<Readonly<Record<string, string>>>): Problem[] {
  const problems: Problem[] = [];
  const given = recordOf(options, "", "options", problems);
  const encrypted = isEncrypted(given);
  for (const [key, value] of Object.entries(given)) {
    if (!isPresent(value)) continue;
    const path = keyPath(key);
    const known = Object.values(driverOption).find((option) => option === key.toLowerCase());
    if (typeof value !== "string") {
      const likely = typeof value === "object" ? "text in quotes" : `"${show(value)}"`;
      problems.push({ path, reason: `'${key}' ${show(value)} is not text. Driver options are text: use ${likely}.` });
    } else if (known !== undefined && known !== key) {
      problems.push({
        path,
        reason: `'${key}' has no effect: the overlay driver knows it as '${known}' only. Use '${known}'.`,
      });
    } else if (key === driverOption.mtu) {
      problems.push(...checkMtuText(value, encrypted, key, path));
    } else if (key === driverOption.vxlanIds) {
      problems.push(...checkVxlanIds(value, key, path));
    }
  }
  return problems;
}

function checkMtuText(text: string, encrypted: boolean, key: string, path: string): Problem[] {
  // What Go's Atoi takes: a sign and digits, no space.
  if (!/^[+-]?\d+$/.test(text)) {
    return [{ path, reason: `'${key}' ${show(text)} is not a whole number of bytes. Use e.g. "1450".` }];
  }
  return checkMtu(Number(text), encrypted).map(({ reason }) => ({
    path,
    reason: reason.replaceAll("'mtu'", `'${key}'`),
  }));
}

function checkVxlanIds(list: string, key: string, path: string): Problem[] {
  const ids = list.split(",");
  const bad = ids.find((id) => !/^\d+$/.test(id) || Number(id) < 1 || Number(id) > largestVxlanId);
  if (bad !== undefined) {
    const rule = `a VXLAN id is a number from 1 to ${largestVxlanId}`;
    return [
      {
        path,
        reason: `'${key}' ${show(list)} has ${show(bad)}, and ${rule}. Use one number a subnet, e.g. "4200,4201".`,
      },
    ];
  }
  const twice = ids.find((id, i) => ids.findIndex((other) => Number(other) === Number(id)) < i);
  if (twice === undefined) return [];
  return [{ path, reason: `'${key}' ${show(list)} has ${twice} twice. Use an id of its own for each subnet.` }];
}
