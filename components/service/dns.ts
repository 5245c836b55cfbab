import { isIP } from "node:net";
import type * as pulumi from "@pulumi/pulumi";
import { isPresent } from "../../swarm/draft";
import type { Problem } from "../../swarm/problem";
import { listOf, recordOf, show } from "../../swarm/typed";

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

/** Checks that the name servers are IP addresses. */
export function checkDns(dns: unknown): Problem[] {
  const problems: Problem[] = [];
  const { nameservers } = recordOf(dns, "dns", "dns", problems);
  listOf(nameservers, "dns.nameservers", "nameservers", problems).forEach((entry, i) => {
    if (!isPresent(entry) || (typeof entry === "string" && isIP(entry) !== 0)) return;
    problems.push({
      path: `dns.nameservers[${i}]`,
      reason: `'nameserver' ${show(entry)} is not an IP address. Use e.g. "192.0.2.53".`,
    });
  });
  return problems;
}
