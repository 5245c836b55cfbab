import { Address4, Address6 } from "ip-address";

/** A block of IPv4 addresses. */
export interface Cidr {
  /** The first address, also called the network address. */
  readonly first: bigint;
  /** The last address, also called the broadcast address. */
  readonly last: bigint;
  /** Length of the mask, 0 to 32. */
  readonly prefix: number;
  /** Without host bits: `10.0.9.0/24`. */
  readonly text: string;
}

/** Why a text is no block of IPv4 addresses. `block` is the likely one, where there is one. */
export type CidrFault =
  { readonly fault: "mask missing" | "host bits set"; readonly block: Cidr } | { readonly fault: "IPv6" | "malformed" };

/**
 * Reads `address/prefix`. Strict: four decimal octets to 255 without leading zeros (which others read as octal), a prefix to
 * 32 without leading zeros, no space, no netmask, and no host bits, which the Engine refuses as well.
 */
export function parseCidr(text: string): Cidr | CidrFault {
  const [address, prefix, ...rest] = text.split("/");
  if (text.includes(":") && Address6.isValid(text)) return { fault: "IPv6" };
  if (address === undefined || !Address4.isValid(address) || rest.length > 0) return { fault: "malformed" };
  if (prefix === undefined) return { fault: "mask missing", block: blockAround(address, 24) };
  if (!/^(?:0|[1-9]\d?)$/.test(prefix) || Number(prefix) > 32) return { fault: "malformed" };
  const block = blockAround(address, Number(prefix));
  return block.text === text ? block : { fault: "host bits set", block };
}

/** Reads an IPv4 address without a mask; `undefined` when it is none. As strict as {@link parseCidr}. */
export function parseAddress(text: string): bigint | undefined {
  return text.includes("/") || !Address4.isValid(text) ? undefined : new Address4(text).bigInt();
}

/** The address as people write it. */
export function formatAddress(address: bigint): string {
  return Address4.fromBigInt(address).correctForm();
}

/** Whether `inner` lies in `outer`, borders included. */
export function contains(outer: Cidr, inner: Cidr | bigint): boolean {
  const [first, last] = typeof inner === "bigint" ? [inner, inner] : [inner.first, inner.last];
  return outer.first <= first && last <= outer.last;
}

/**
 * Whether two blocks share an address. Host bits are ignored, so that a block that is badly written is still caught; text that
 * is no IPv4 block at all overlaps nothing, since other rules speak about it.
 */
export function overlaps(a: string, b: string): boolean {
  const [one, other] = [blockOf(a), blockOf(b)];
  return one !== undefined && other !== undefined && one.first <= other.last && other.first <= one.last;
}

/** The block without host bits, as the Engine reports it: `10.0.9.7/24` is `10.0.9.0/24`. `undefined` for anything else. */
export function canonicalCidr(text: string): string | undefined {
  return blockOf(text)?.text;
}

/** The block that a text names, host bits forgiven. `undefined` when the text names none. */
export function blockOf(text: string): Cidr | undefined {
  const parsed = parseCidr(text);
  if (!("fault" in parsed)) return parsed;
  return parsed.fault === "host bits set" ? parsed.block : undefined;
}

function blockAround(address: string, prefix: number): Cidr {
  const size = 1n << BigInt(32 - prefix);
  const any = new Address4(address).bigInt();
  const first = any - (any % size);
  return { first, last: first + size - 1n, prefix, text: `${formatAddress(first)}/${prefix}` };
}
