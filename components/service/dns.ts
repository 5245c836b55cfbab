import type * as pulumi from "@pulumi/pulumi";
import { address, block, list, required, text } from "../arguments/shape";

/** DNS settings of the tasks. */
export interface DnsArgs {
  /** IP addresses of the name servers that resolve names outside of the swarm. */
  readonly nameservers: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * Domains that are appended to names without a dot.
   *
   * @default - none
   */
  readonly searches?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * Options of the resolver, e.g. `ndots:2`.
   *
   * @default - none
   */
  readonly options?: pulumi.Input<pulumi.Input<string>[]>;
}

/** The shape of DNS settings. */
export const dnsShape = block<DnsArgs>({
  nameservers: required(list(address('"192.0.2.53"'))),
  searches: list(text),
  options: list(text),
});
