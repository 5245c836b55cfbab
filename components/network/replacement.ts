/**
 * How a change of a network reaches the services on it.
 *
 * @example
 * import { OverlayNetwork, Replacement } from "pulumi-swarm-networking";
 *
 * new OverlayNetwork("batch", { mtu: 1400, replacement: Replacement.Swap });
 */
export const Replacement = {
  /**
   * Services are on the old and the new network until all of them have joined the new one. They can reach each other
   * all the time, and their tasks restart twice.
   */
  MakeBeforeBreak: "make-before-break",
  /**
   * Services leave the old network when they join the new one. Their tasks restart once, and services that have moved
   * cannot reach services that have not.
   */
  Swap: "swap",
} as const;
export type Replacement = (typeof Replacement)[keyof typeof Replacement];
