/**
 * How a Windows container is isolated from its node: by Windows itself, or in a virtual machine.
 *
 * @example
 * import { Isolation, SwarmService } from "pulumi-swarm-networking";
 *
 * new SwarmService("site", { image: "registry.example.com/site:ltsc2025", isolation: Isolation.HyperV });
 */
export const Isolation = {
  /** The default of the node's daemon. */
  Default: "default",
  /** Shares the kernel of the node. */
  Process: "process",
  /** Runs in a virtual machine. */
  HyperV: "hyperv",
} as const;
export type Isolation = (typeof Isolation)[keyof typeof Isolation];
