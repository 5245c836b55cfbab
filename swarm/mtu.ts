import type { Draft } from "./draft";
import type { Problem } from "./problem";
import { wholeNumberOf } from "./typed";

/** What the overlay driver assumes when it is told nothing; it asks neither the network card nor the daemon's `--mtu`. */
export const defaultMtu = 1500;

/** Bytes that VXLAN over IPv4 adds to a packet: inner Ethernet 14, IP 20, UDP 8, VXLAN 8. */
const vxlanOverhead = 50;

/** Bytes that ESP adds: SPI 4, sequence 4, IV 8, pad length 1, next header 1, check value 8. What remains is padded to 4. */
const espOverhead = 26;

/** The smallest MTU with which Linux runs IPv4 on a device. */
const smallestIpv4 = 68;

/** No IPv4 packet is larger. */
const largestIpv4 = 65535;

/**
 * Largest packet, in bytes, that a task can send over an overlay in one piece.
 *
 * @param mtu MTU of the network between the nodes, which is what the driver's option means; 0 or `undefined` stand for 1500
 * @param encrypted whether the overlay has the driver option `encrypted`
 */
export function effectiveMtu(mtu: number | undefined, encrypted: boolean): number {
  const inner = (mtu === undefined || mtu === 0 ? defaultMtu : mtu) - vxlanOverhead;
  return encrypted ? Math.floor((inner - espOverhead) / 4) * 4 : inner;
}

/**
 * Checks an overlay's MTU. The Engine accepts anything and fails on the node when the first task starts.
 *
 * The floor is the hard one, what IPv4 needs inside the overlay; a small but possible MTU is a matter for a policy. 0 is
 * accepted, since the driver reads it as "the default".
 *
 * @param encrypted whether room for ESP is needed, too
 */
export function checkMtu(mtu: Draft<number>, encrypted: Draft<boolean> = false): Problem[] {
  const problems: Problem[] = [];
  const number = wholeNumberOf(mtu, "", "mtu", "1450", problems);
  if (number === undefined || number === 0) return problems;
  const secure = encrypted === true;
  const floor = smallestIpv4 + vxlanOverhead + (secure ? espOverhead : 0);
  const wayOut = `Use the MTU of the network between the nodes, e.g. 1450, or leave 'mtu' out for ${defaultMtu}.`;
  if (number < 0) {
    problems.push({ path: "", reason: `'mtu' ${number} is negative. ${wayOut}` });
  } else if (number < floor) {
    const taken = secure ? `VXLAN and encryption take ${vxlanOverhead + espOverhead}` : `VXLAN takes ${vxlanOverhead}`;
    const reason = `'mtu' ${number} is too small: ${taken} bytes of it, and IPv4 needs ${smallestIpv4}, so at least ${floor}. ${wayOut}`;
    problems.push({ path: "", reason });
  } else if (number > largestIpv4) {
    problems.push({ path: "", reason: `'mtu' ${number} is larger than any IPv4 packet (${largestIpv4}). ${wayOut}` });
  }
  return problems;
}
