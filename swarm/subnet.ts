import type { Cidr } from "./cidr";
import { contains, formatAddress, overlaps, parseAddress, parseCidr } from "./cidr";
import type { Draft } from "./draft";
import type { Problem } from "./problem";
import { listOf, recordOf, show, textOf } from "./typed";

/** A subnet of an overlay network, as in `ipamConfigs` of the docker package. */
export interface Subnet {
  /** IPv4 in CIDR form, e.g. `10.0.9.0/24`. */
  readonly subnet: string;
  /** An address in the subnet. @default - the first free one, chosen by Swarm */
  readonly gateway?: string;
  /** The part of the subnet that tasks and services get addresses from. @default - the whole subnet */
  readonly ipRange?: string;
}

/**
 * The longest prefix with room for a task: besides the network, broadcast and gateway addresses, every node with a task
 * needs an address for its load balancer, and every service in VIP mode needs one. Swarm refuses a longer prefix for
 * its own pools as well.
 */
export const longestPrefix = 29;

/** Blocks that no network of containers can use, with the reason. */
const unusable: readonly (readonly [string, string])[] = [
  ["0.0.0.0/8", "Engines before 29 refuse it, and later ones read it as a request for any free subnet"],
  ["127.0.0.0/8", "it is the loopback network of every host"],
  ["224.0.0.0/4", "it is for multicast"],
];

/**
 * Checks the subnets of one network: their form, that they contain the gateway and the range, and that they do not
 * overlap. The Engine detects an overlap only after it has created the network, and reports it only in the log of the
 * leader.
 *
 * @param takers what needs addresses besides the gateway, for the message about a subnet that is too small
 */
export function checkSubnets(subnets: Draft<readonly Subnet[]>, takers = "each node, service and task"): Problem[] {
  const problems: Problem[] = [];
  const seen: string[] = [];
  listOf(subnets, "", "subnets", problems).forEach((entry, i) => {
    const path = `[${i}]`;
    const { subnet, gateway, ipRange } = recordOf(entry, path, "subnet", problems);
    const text = textOf(subnet, `${path}.subnet`, "subnet", `"10.0.9.0/24"`, problems);
    const block = text === undefined ? undefined : checkSubnet(text, `${path}.subnet`, takers, problems);
    if (text !== undefined && block !== undefined) {
      const other = seen.find((before) => overlaps(before, text));
      if (other !== undefined) {
        problems.push({
          path: `${path}.subnet`,
          reason: `'subnet' "${text}" overlaps "${other}" of the same network. Give each subnet addresses of its own.`,
        });
      }
      seen.push(text);
    }
    const absent = subnet === undefined || subnet === null;
    checkGateway(gateway, block, absent, `${path}.gateway`, problems);
    checkRange(ipRange, block, absent, `${path}.ipRange`, problems);
  });
  return problems;
}

/** The block of a subnet for further checks, also if it has only faults that leave the block clear. */
function checkSubnet(text: string, path: string, takers: string, problems: Problem[]): Cidr | undefined {
  const block = checkCidr(text, "subnet", "10.0.9.0/24", path, problems);
  if (block === undefined) return undefined;
  const [, why] = unusable.find(([taken]) => overlaps(taken, block.text)) ?? [];
  if (why !== undefined) {
    const fix = `Use a private block, e.g. "10.0.9.0/24", or leave 'subnet' out.`;
    const reason = `'subnet' "${text}" cannot be used: ${why}. ${fix}`;
    problems.push({ path, reason });
  } else if (block.prefix > longestPrefix) {
    problems.push({
      path,
      reason:
        `'subnet' "${text}" is too small: besides the network, broadcast and gateway addresses, ${takers} needs one. ` +
        `Use /${longestPrefix} or larger, e.g. "${formatAddress(block.first)}/24".`,
    });
  }
  return block;
}

function checkCidr(text: string, name: string, example: string, path: string, problems: Problem[]): Cidr | undefined {
  const parsed = parseCidr(text);
  if (!("fault" in parsed)) return parsed;
  switch (parsed.fault) {
    case "mask missing":
      problems.push({ path, reason: `'${name}' "${text}" has no mask. Did you mean "${parsed.block.text}"?` });
      return undefined;
    case "host bits set":
      problems.push({ path, reason: `'${name}' "${text}" has host bits set. Did you mean "${parsed.block.text}"?` });
      return parsed.block;
    case "IPv6":
      problems.push({
        path,
        reason:
          `'${name}' "${text}" is IPv6, but Swarm gives tasks only IPv4 addresses. Use an IPv4 block, e.g. ` +
          `"${example}".`,
      });
      return undefined;
    case "malformed":
      problems.push({
        path,
        reason:
          `'${name}' ${show(text)} is not an IPv4 block in CIDR form: four numbers from 0 to 255, a slash, and a ` +
          `mask from 0 to 32. Use e.g. "${example}".`,
      });
      return undefined;
  }
}

function checkGateway(
  value: unknown,
  block: Cidr | undefined,
  alone: boolean,
  path: string,
  problems: Problem[],
): void {
  const text = textOf(value, path, "gateway", `"10.0.9.1"`, problems);
  if (text === undefined) return;
  const address = parseAddress(text);
  const problem = (what: string): void => void problems.push({ path, reason: `'gateway' ${what}` });
  if (address === undefined) {
    const plain = text.replace(/\/.*$/s, "");
    const hint = parseAddress(plain) === undefined ? `Use e.g. "10.0.9.1".` : `Did you mean "${plain}"?`;
    problem(`${show(text)} is not an IPv4 address: four numbers from 0 to 255, without a mask. ${hint}`);
  } else if (alone) {
    problem(`"${text}" is set without a 'subnet'. Add the subnet that contains it, or leave 'gateway' out.`);
  } else if (block === undefined) {
    return;
  } else if (!contains(block, address)) {
    problem(`"${text}" is outside 'subnet' "${block.text}". Use an address inside it or leave 'gateway' out.`);
  } else if (address === block.first || address === block.last) {
    const which = address === block.first ? "network" : "broadcast";
    problem(
      `"${text}" is the ${which} address of 'subnet' "${block.text}". Use another address inside it or leave ` +
        `'gateway' out.`,
    );
  }
}

function checkRange(value: unknown, block: Cidr | undefined, alone: boolean, path: string, problems: Problem[]): void {
  const text = textOf(value, path, "ipRange", `"10.0.9.128/25"`, problems);
  if (text === undefined) return;
  const range = checkCidr(text, "ipRange", "10.0.9.128/25", path, problems);
  if (range === undefined) return;
  if (alone) {
    const reason =
      `'ipRange' "${text}" is set without a 'subnet'. ` + `Add the subnet that contains it, or leave 'ipRange' out.`;
    problems.push({ path, reason });
  } else if (block !== undefined && !contains(block, range)) {
    const reason = `'ipRange' "${text}" is outside 'subnet' "${block.text}". Use a part of it or leave 'ipRange' out.`;
    problems.push({ path, reason });
  }
}
