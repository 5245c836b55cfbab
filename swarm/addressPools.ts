import type { Cidr } from "./cidr";
import { blockOf, overlaps, parseCidr } from "./cidr";
import type { Draft } from "./draft";
import { isPresent } from "./draft";
import type { Problem } from "./problem";
import { longestPrefix } from "./subnet";
import { listOf, show, textOf, wholeNumberOf } from "./typed";

/** The length of the mask that each network gets from the pools, unless a swarm is started with another one. */
export const defaultSubnetSize = 24;

/** From what a swarm takes the subnets of networks that name none. */
export interface AddressPools {
  /** IPv4 in CIDR form. @default ["10.0.0.0/8"] */
  readonly defaultAddressPools?: readonly string[];
  /** Length of the mask of each subnet. @default 24 */
  readonly subnetSize?: number;
}

/** Checks a swarm's address pools: form, room for at least one subnet each, no two that share addresses. */
export function checkAddressPools({
  defaultAddressPools,
  subnetSize,
}: { [K in keyof AddressPools]: Draft<AddressPools[K]> }): Problem[] {
  const problems: Problem[] = [];
  const size = wholeNumberOf(subnetSize, "subnetSize", "subnetSize", String(defaultSubnetSize), problems);
  if (size !== undefined && (size < 1 || size > longestPrefix)) {
    const reason = `'subnetSize' ${size} is no length of a mask that leaves room for tasks. Use 1 to ${longestPrefix}, e.g. ${defaultSubnetSize}.`;
    problems.push({ path: "subnetSize", reason });
  }
  if (size !== undefined && defaultAddressPools === undefined) {
    const reason =
      `'subnetSize' ${size} is given without 'defaultAddressPools', and Docker then takes no notice of it. Give the pools as well: ` +
      `["10.0.0.0/8"] are those that a swarm has by default.`;
    problems.push({ path: "subnetSize", reason });
  }
  const length = isPresent(subnetSize) ? size : subnetSize === undefined ? defaultSubnetSize : undefined;
  const seen: string[] = [];
  listOf(defaultAddressPools, "defaultAddressPools", "defaultAddressPools", problems).forEach((entry, i) => {
    const path = `defaultAddressPools[${i}]`;
    const text = textOf(entry, path, "defaultAddressPools", `"10.20.0.0/16"`, problems);
    if (text === undefined) return;
    problems.push(...checkPool(text, path, length));
    if (blockOf(text) === undefined) return;
    const other = seen.find((before) => overlaps(before, text));
    if (other !== undefined) {
      const reason = `'defaultAddressPools' "${text}" overlaps "${other}". Give each pool addresses of its own.`;
      problems.push({ path, reason });
    }
    seen.push(text);
  });
  return problems;
}

function checkPool(text: string, path: string, subnetSize: number | undefined): Problem[] {
  const problem = (what: string): Problem[] => [{ path, reason: `'defaultAddressPools' ${show(text)} ${what}` }];
  const parsed = parseCidr(text);
  if (!("fault" in parsed)) return tooSmall(parsed, subnetSize) ?? [];
  switch (parsed.fault) {
    case "mask missing":
      return problem(`has no mask. Did you mean "${parsed.block.text}"?`);
    case "host bits set":
      return problem(`has host bits set. Did you mean "${parsed.block.text}"?`);
    case "IPv6":
      return problem(`is IPv6, and Swarm gives its tasks IPv4 addresses only. Use an IPv4 block, e.g. "10.20.0.0/16".`);
    case "malformed":
      return problem(`is not an IPv4 block in CIDR form. Use e.g. "10.20.0.0/16".`);
  }

  function tooSmall({ prefix }: Cidr, size: number | undefined): Problem[] | undefined {
    if (size === undefined || prefix <= size) return undefined;
    return problem(
      `is smaller than one subnet of it, a /${size}. Use a larger pool, or a 'subnetSize' of ${prefix} or more.`,
    );
  }
}
