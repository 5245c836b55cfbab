import type { Draft } from "./draft";
import type { Problem } from "./problem";
import { wholeNumberOf } from "./typed";

/** The default of the overlay driver, which reads neither the network card nor the daemon's `--mtu`. */
export const defaultMtu = 1500;

/** Bytes that VXLAN over IPv4 adds to a packet: inner Ethernet 14, IP 20, UDP 8, VXLAN 8. */
const vxlanOverhead = 50;

/**
 * Bytes that ESP adds: SPI 4, sequence 4, IV 8, pad length 1, next header 1, check value 8. The rest is padded to a
 * multiple of 4.
 */
const espOverhead = 26;

/** The smallest MTU of a Linux device with IPv4. */
const smallestIpv4 = 68;

/** The size of the largest IPv4 packet. */
const largestIpv4 = 65535;

/**
 * Largest packet, in bytes, that a task can send over an overlay without fragmentation.
 *
 * @param mtu MTU of the network between the nodes, as in the option of the driver; 0 and `undefined` stand for 1500
 * @param encrypted whether the overlay has the driver option `encrypted`
 */
export function effectiveMtu(mtu: number | undefined, encrypted: boolean): number {
  const inner = (mtu === undefined || mtu === 0 ? defaultMtu : mtu) - vxlanOverhead;
  return encrypted ? Math.floor((inner - espOverhead) / 4) * 4 : inner;
}

/**
 * Checks an overlay's MTU. The Engine accepts anything and fails on the node when the first task starts.
 *
 * The lower limit is what IPv4 needs inside the overlay. Policies can refuse a small but possible MTU. 0 is accepted,
 * because the driver reads it as "the default".
 *
 * @param encrypted whether packets need room for ESP as well
 */
export function checkMtu(mtu: Draft<number>, encrypted: Draft<boolean> = false): Problem[] {
  const problems: Problem[] = [];
  const number = wholeNumberOf(mtu, "", "mtu", "1450", problems);
  if (number === undefined || number === 0) return problems;
  const secure = encrypted === true;
  const floor = smallestIpv4 + vxlanOverhead + (secure ? espOverhead : 0);
  const fix = `Use the MTU of the network between the nodes, e.g. 1450, or leave 'mtu' out for ${defaultMtu}.`;
  if (number < 0) {
    problems.push({ path: "", reason: `'mtu' ${number} is negative. ${fix}` });
  } else if (number < floor) {
    const taken = secure ? `VXLAN and encryption take ${vxlanOverhead + espOverhead}` : `VXLAN takes ${vxlanOverhead}`;
    const reason =
      `'mtu' ${number} is too small: ${taken} bytes of it, and IPv4 needs ${smallestIpv4}, so at least ${floor}. ` +
      fix;
    problems.push({ path: "", reason });
  } else if (number > largestIpv4) {
    problems.push({
      path: "",
      reason: `'mtu' ${number} is larger than the largest IPv4 packet (${largestIpv4}). ${fix}`,
    });
  }
  return problems;
}
