import type { Cidr } from "./cidr";
import { blockOf, overlaps, parseCidr } from "./cidr";
import type { Draft } from "./draft";
import { isPresent } from "./draft";
import type { Problem } from "./problem";
import { longestPrefix } from "./subnet";
import { listOf, show, textOf, wholeNumberOf } from "./typed";

/** The default prefix length of the subnets that networks get from the pools. */
export const defaultSubnetSize = 24;

/** The pools for the subnets of networks that do not set one. */
export interface AddressPools {
  /** IPv4 in CIDR form. @default ["10.0.0.0/8"] */
  readonly defaultAddressPools?: readonly string[];
  /** Prefix length of each subnet. @default 24 */
  readonly subnetSize?: number;
}

/** Checks the address pools of a swarm: their form, that each has room for a subnet, and that they do not overlap. */
export function checkAddressPools({
  defaultAddressPools,
  subnetSize,
}: { [K in keyof AddressPools]: Draft<AddressPools[K]> }): Problem[] {
  const problems: Problem[] = [];
  const size = wholeNumberOf(subnetSize, "subnetSize", "subnetSize", String(defaultSubnetSize), problems);
  if (size !== undefined && (size < 1 || size > longestPrefix)) {
    const reason =
      `'subnetSize' ${size} is not a prefix length with room for tasks. Use 1 to ${longestPrefix}, e.g. ` +
      `${defaultSubnetSize}.`;
    problems.push({ path: "subnetSize", reason });
  }
  if (size !== undefined && defaultAddressPools === undefined) {
    const reason =
      `'subnetSize' ${size} has no effect without 'defaultAddressPools'. Set the pools as well: ` +
      `["10.0.0.0/8"] is the default of Docker.`;
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
      return problem(`is IPv6, but Swarm gives tasks only IPv4 addresses. Use an IPv4 block, e.g. "10.20.0.0/16".`);
    case "malformed":
      return problem(`is not an IPv4 block in CIDR form. Use e.g. "10.20.0.0/16".`);
  }

  function tooSmall({ prefix }: Cidr, size: number | undefined): Problem[] | undefined {
    if (size === undefined || prefix <= size) return undefined;
    return problem(
      `is smaller than one of its subnets, a /${size}. Use a larger pool, or a 'subnetSize' of ${prefix} or more.`,
    );
  }
}
