import { contains, formatAddress, parseBlock, type Block } from "../../../swarm/cidr";

/** One subnet of a network. */
interface SubnetAddresses {
  readonly subnet?: string;
  readonly gateway?: string;
  readonly ipRange?: string;
  readonly auxAddress?: Readonly<Record<string, string>>;
}

/**
 * Whether a subnet has the gateway that the Engine chooses by default: the first address of the range from which it
 * allocates.
 */
export function hasDefaultGateway({ subnet, gateway, ipRange }: SubnetAddresses): boolean {
  const [whole, range, address] = [parseBlock(subnet), parseBlock(ipRange ?? subnet), parseBlock(gateway)];
  if (whole === undefined || range === undefined || address === undefined) return gateway === undefined;
  // The first address of the subnet is the network itself; the first address of a range inside the subnet is free.
  return address.first === (range.first === whole.first ? range.first + 1n : range.first);
}

/** The pools from which the Engine allocates subnets, and the mask of those subnets. */
export interface AddressPools {
  readonly pools: readonly string[];
  readonly prefix: number;
}

/**
 * Whether the Engine could have allocated this subnet itself: from one of its pools, with the default gateway and no
 * range.
 */
export function isFromPool(config: SubnetAddresses, { pools, prefix }: AddressPools): boolean {
  const block = parseBlock(config.subnet);
  if (block?.prefix !== prefix || config.ipRange !== undefined || config.auxAddress !== undefined) return false;
  return hasDefaultGateway(config) && pools.map(parseBlock).some((pool) => pool !== undefined && contains(pool, block));
}

/** The number of subnets in the pools, and how many of them subnets use. Text that is not a block uses none. */
export function poolUsage(
  subnets: ReadonlyArray<string | { readonly block: Block }>,
  { pools, prefix }: AddressPools,
): { total: bigint; taken: bigint } {
  const blocks = pools.map(parseBlock).filter((pool) => pool !== undefined);
  const size = (block: Block): bigint => (block.prefix > prefix ? 0n : 1n << BigInt(prefix - block.prefix));
  const total = blocks.reduce((sum, pool) => sum + size(pool), 0n);
  const taken = subnets
    .map((subnet) => (typeof subnet === "string" ? parseBlock(subnet) : subnet.block))
    .filter((block) => block !== undefined && blocks.some((pool) => contains(pool, block)))
    // A subnet that is larger than the mask uses several places; a smaller one makes one place unusable.
    .reduce((sum, block) => sum + (block === undefined ? 0n : size(block) || 1n), 0n);
  return { total, taken };
}

/** The first block of the pools, with the size of their mask, that overlaps with no other subnet. */
export function freeBlock(others: readonly string[], { pools, prefix }: AddressPools): string | undefined {
  const taken = others.map(parseBlock).filter((block) => block?.version === 4);
  const size = 1n << BigInt(32 - prefix);
  for (const pool of pools.map(parseBlock)) {
    if (pool?.version !== 4) continue;
    for (let first = pool.first; first + size - 1n <= pool.last;) {
      const start = first;
      const inTheWay = taken.find((block) => block !== undefined && block.first < start + size && start <= block.last);
      if (inTheWay === undefined) return `${formatAddress(start)}/${prefix}`;
      first = (inTheWay.last / size + 1n) * size;
    }
  }
  return undefined;
}

/** The length of a block's mask. Text that is not a block counts as a single address. */
export function prefixOf(text: string): number {
  return parseBlock(text)?.prefix ?? 32;
}
