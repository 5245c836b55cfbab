import { Address4, Address6 } from "ip-address";
import type { IpamInput } from "./networkInputs";

/** A block of IPv4 or IPv6 addresses. Local networks may have either, so the rules of swarm/, which are IPv4 only, don't do. */
interface Block {
  readonly version: 4 | 6;
  readonly first: bigint;
  readonly last: bigint;
  readonly prefix: number;
}

/** Orders subnets by address, IPv4 first; what is no subnet comes last. */
export function compareBlocks(a: string | undefined, b: string | undefined): number {
  const [one, other] = [blockOf(a), blockOf(b)];
  if (one === undefined || other === undefined) return Number(one === undefined) - Number(other === undefined);
  if (one.version !== other.version) return one.version - other.version;
  if (one.first !== other.first) return one.first < other.first ? -1 : 1;
  return one.prefix - other.prefix;
}

/** Whether two texts name the same block, in whatever spelling (`fd00:0::/64`, `fd00::/64`). */
export function sameBlock(a: string | undefined, b: string | undefined): boolean {
  return a === b || (blockOf(a) !== undefined && compareBlocks(a, b) === 0);
}

/** Whether two blocks share an address. */
export function overlapping(a: string, b: string): boolean {
  const [one, other] = [blockOf(a), blockOf(b)];
  if (one === undefined || other?.version !== one.version) return false;
  return one.first <= other.last && other.first <= one.last;
}

/** Whether two texts name the same address. */
export function sameAddress(a: string | undefined, b: string | undefined): boolean {
  return a === b || (a !== undefined && b !== undefined && sameBlock(`${a}/${width(a)}`, `${b}/${width(b)}`));
}

/** Whether a subnet has the gateway that the Engine takes when it is not told: the first address of the range that it allots from. */
export function hasDefaultGateway({ subnet, gateway, ipRange }: IpamInput): boolean {
  const [whole, range, address] = [blockOf(subnet), blockOf(ipRange ?? subnet), blockOf(gateway)];
  if (whole === undefined || range === undefined || address === undefined) return gateway === undefined;
  // The first address of the subnet is the network itself; that of a range further up is free.
  return address.first === (range.first === whole.first ? range.first + 1n : range.first);
}

/** Pools that the Engine allots subnets from, and the mask that it cuts them into. */
export interface AddressPools {
  readonly pools: readonly string[];
  readonly prefix: number;
}

/** Whether the Engine would have allotted this subnet by itself: cut from one of its pools, first address as gateway, no range. */
export function isFromPool(config: IpamInput, { pools, prefix }: AddressPools): boolean {
  const block = blockOf(config.subnet);
  if (block?.prefix !== prefix || config.ipRange !== undefined || config.auxAddress !== undefined) return false;
  return hasDefaultGateway(config) && pools.some((pool) => lies(block, blockOf(pool)));
}

/** How many subnets there are in the pools, and how many of them are taken by `subnets`. */
export function poolUsage(
  subnets: readonly string[],
  { pools, prefix }: AddressPools,
): { total: bigint; taken: bigint } {
  const blocks = pools.map(blockOf).filter((pool) => pool !== undefined);
  const size = (block: Block): bigint => (block.prefix > prefix ? 0n : 1n << BigInt(prefix - block.prefix));
  const total = blocks.reduce((sum, pool) => sum + size(pool), 0n);
  const taken = subnets
    .map(blockOf)
    .filter((block) => block !== undefined && blocks.some((pool) => lies(block, pool)))
    // A subnet that is larger than the mask takes several places, a smaller one spoils one.
    .reduce((sum, block) => sum + (block === undefined ? 0n : size(block) || 1n), 0n);
  return { total, taken };
}

/** The first block of the pools, of the size that their mask gives, which shares no address with others. */
export function freeBlock(others: readonly string[], { pools, prefix }: AddressPools): string | undefined {
  const taken = others.map(blockOf).filter((block) => block?.version === 4);
  const size = 1n << BigInt(32 - prefix);
  for (const pool of pools.map(blockOf)) {
    if (pool?.version !== 4) continue;
    for (let first = pool.first; first + size - 1n <= pool.last;) {
      const start = first;
      const inTheWay = taken.find((block) => block !== undefined && block.first < start + size && start <= block.last);
      if (inTheWay === undefined) return `${Address4.fromBigInt(start).correctForm()}/${prefix}`;
      first = (inTheWay.last / size + 1n) * size;
    }
  }
  return undefined;
}

/** The length of a block's mask; that of one address for what is no block. */
export function prefixOf(text: string): number {
  return blockOf(text)?.prefix ?? 32;
}

function lies(inner: Block, outer: Block | undefined): boolean {
  return outer?.version === inner.version && outer.first <= inner.first && inner.last <= outer.last;
}

function width(address: string): number {
  return address.includes(":") ? 128 : 32;
}

function blockOf(text: string | undefined): Block | undefined {
  if (text === undefined) return undefined;
  if (Address4.isValid(text)) return toBlock(4, new Address4(text));
  return Address6.isValid(text) ? toBlock(6, new Address6(text)) : undefined;
}

function toBlock(version: 4 | 6, address: Address4 | Address6): Block {
  const [first, last] = [address.startAddress().bigInt(), address.endAddress().bigInt()];
  return { version, first, last, prefix: address.subnetMask };
}
