import { Address4, Address6 } from "ip-address";

/** A block of addresses, IPv4 or IPv6. */
export interface Block {
  readonly version: 4 | 6;
  /** The first address, also called the network address. */
  readonly first: bigint;
  /** The last address; of an IPv4 block also called the broadcast address. */
  readonly last: bigint;
  /** Length of the mask: 0 to 32, or to 128 for IPv6. */
  readonly prefix: number;
}

/** A block of IPv4 addresses, the only ones that Swarm gives to its tasks. */
export interface Cidr extends Block {
  readonly version: 4;
  /** Without host bits: `10.0.9.0/24`. */
  readonly text: string;
}

/** Why a text is not a block of IPv4 addresses. `block` is the likely one, if there is one. */
export type CidrFault =
  { readonly fault: "mask missing" | "host bits set"; readonly block: Cidr } | { readonly fault: "IPv6" | "malformed" };

/**
 * Parses `address/prefix`. Strict: four decimal octets up to 255 without leading zeros (which other programs read as
 * octal), a prefix up to 32 without leading zeros, no space, no netmask, and no host bits, which the Engine refuses as
 * well.
 */
export function parseCidr(text: string): Cidr | CidrFault {
  const [address, prefix, ...rest] = text.split("/");
  if (text.includes(":") && Address6.isValid(text)) return { fault: "IPv6" };
  if (address === undefined || !Address4.isValid(address) || rest.length > 0) return { fault: "malformed" };
  if (prefix === undefined) return { fault: "mask missing", block: cidrAround(address, 24) };
  if (!/^(?:0|[1-9]\d?)$/.test(prefix) || Number(prefix) > 32) return { fault: "malformed" };
  const block = cidrAround(address, Number(prefix));
  return block.text === text ? block : { fault: "host bits set", block };
}

/** Parses an IPv4 address without a mask; `undefined` for any other text. As strict as {@link parseCidr}. */
export function parseAddress(text: string): bigint | undefined {
  return text.includes("/") || !Address4.isValid(text) ? undefined : new Address4(text).bigInt();
}

/** Formats an IPv4 address: `10.0.9.1`. */
export function formatAddress(address: bigint): string {
  return Address4.fromBigInt(address).correctForm();
}

/** Whether `outer` contains `inner`, an IPv4 address or a block of the same version. */
export function contains(outer: Block, inner: Block | bigint): boolean {
  const { version, first, last } = typeof inner === "bigint" ? { version: 4, first: inner, last: inner } : inner;
  return outer.version === version && outer.first <= first && last <= outer.last;
}

/** The IPv4 block that a text names; host bits are ignored. `undefined` for any other text. */
export function blockOf(text: string): Cidr | undefined {
  const parsed = parseCidr(text);
  if (!("fault" in parsed)) return parsed;
  return parsed.fault === "host bits set" ? parsed.block : undefined;
}

/**
 * The block of either version that a text names: host bits are ignored, and an address without a mask is a block of
 * one. `undefined` for any other text.
 */
export function parseBlock(text: string | undefined): Block | undefined {
  if (text === undefined) return undefined;
  const version = Address4.isValid(text) ? 4 : Address6.isValid(text) ? 6 : undefined;
  if (version === undefined) return undefined;
  const address = version === 4 ? new Address4(text) : new Address6(text);
  const [first, last] = [address.startAddress().bigInt(), address.endAddress().bigInt()];
  return { version, first, last, prefix: address.subnetMask };
}

/**
 * Whether two blocks of one version share an address. Text that is not a block overlaps nothing, because other rules
 * report it.
 */
export function overlaps(a: string, b: string): boolean {
  const [one, other] = [parseBlock(a), parseBlock(b)];
  return one !== undefined && other !== undefined && blocksOverlap(one, other);
}

/** {@link overlaps} for blocks that are parsed. */
export function blocksOverlap(a: Block, b: Block): boolean {
  return a.version === b.version && a.first <= b.last && b.first <= a.last;
}

/** Orders blocks by address, IPv4 first; text that is not a block comes last. */
export function compareBlocks(a: string | undefined, b: string | undefined): number {
  const [one, other] = [parseBlock(a), parseBlock(b)];
  if (one === undefined || other === undefined) return Number(one === undefined) - Number(other === undefined);
  if (one.version !== other.version) return one.version - other.version;
  if (one.first !== other.first) return one.first < other.first ? -1 : 1;
  return one.prefix - other.prefix;
}

/** Whether two texts name the same block, or the same address, in whatever spelling (`fd00:0::/64`, `fd00::/64`). */
export function sameBlock(a: string | undefined, b: string | undefined): boolean {
  return a === b || (parseBlock(a) !== undefined && compareBlocks(a, b) === 0);
}

function cidrAround(address: string, prefix: number): Cidr {
  const size = 1n << BigInt(32 - prefix);
  const any = new Address4(address).bigInt();
  const first = any - (any % size);
  return { version: 4, first, last: first + size - 1n, prefix, text: `${formatAddress(first)}/${prefix}` };
}
