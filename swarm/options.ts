import type { Draft, Unknown } from "./draft";
import { isPresent } from "./draft";
import { checkMtu } from "./mtu";
import { nearest } from "./nearest";
import type { Problem } from "./problem";
import { keyPath, recordOf, show } from "./typed";

/** The main options of the overlay driver, by the key that the Engine expects. Keys are case-sensitive. */
export const driverOption = {
  encrypted: "encrypted",
  mtu: "com.docker.network.driver.mtu",
  vxlanIds: "com.docker.network.driver.overlay.vxlanid_list",
} as const;

/** Other options that the driver reads: `dsr` lets tasks answer without going through the load balancer. */
const rareOptions: readonly string[] = ["dsr"];

/** Prefix of the keys that the overlay driver reads on Windows nodes. */
const windowsPrefix = "com.docker.network.windowsshim.";

/** Wrong keys for the MTU, seen in Docker's examples and in issues. */
const mtuLike = /(?:^|[._-])mtu$/i;

/** Words that read as "no". */
const noWords: readonly string[] = ["0", "f", "false", "n", "no", "off", "disabled"];

/** Highest VXLAN id: 24 bits. */
const largestVxlanId = 2 ** 24 - 1;

/** Whether a value reads as "no": a word for it in any case, `false` or 0. */
export function saysNo(value: unknown): boolean {
  if (typeof value === "boolean" || typeof value === "number") return noWords.includes(String(value));
  return typeof value === "string" && noWords.includes(value.trim().toLowerCase());
}

/**
 * Whether an overlay with these driver options is encrypted. The driver tests whether the key exists and ignores its
 * value: `false` encrypts as well, and so does the empty text that `docker network create --opt encrypted` sends.
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

/** The known key that the user probably meant: it differs in case or in a letter or two, or has the same last word. */
export function nearestOption(key: string): string | undefined {
  const plain = key.trim().toLowerCase();
  const near = nearest(plain, [...Object.values(driverOption), ...rareOptions]);
  if (near !== undefined) return near;
  if (mtuLike.test(plain)) return driverOption.mtu;
  if (/encr[iy]?p/.test(plain) || plain === "secure" || plain === "ipsec") return driverOption.encrypted;
  return /vxlan|vni/.test(plain) ? driverOption.vxlanIds : undefined;
}

/**
 * The value of `encrypted`, as text, if it reads as "no" although it turns encryption on; otherwise `undefined`.
 */
export function misleadingEncrypted(
  options: Readonly<Record<string, unknown>> | Unknown | undefined,
): string | undefined {
  const value: unknown = recordOf(options, "", "options", [])[driverOption.encrypted];
  return isPresent(value) && saysNo(value) ? String(value) : undefined;
}

/**
 * Checks options that the Engine accepts and fails on later, or ignores: the MTU, VXLAN ids, and keys in the wrong
 * case. A misleading `encrypted` is not one of them, because it works: see {@link misleadingEncrypted}.
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
        reason: `'${key}' has no effect: the overlay driver reads only '${known}'. Use '${known}'.`,
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
  // Go's Atoi accepts a sign and digits, but no space.
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
        reason: `'${key}' ${show(list)} has ${show(bad)}, and ${rule}. Use one number per subnet, e.g. "4200,4201".`,
      },
    ];
  }
  const twice = ids.find((id, i) => ids.findIndex((other) => Number(other) === Number(id)) < i);
  if (twice === undefined) return [];
  return [{ path, reason: `'${key}' ${show(list)} has ${twice} twice. Use a different id for each subnet.` }];
}
