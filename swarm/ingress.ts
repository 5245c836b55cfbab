import type { Draft } from "./draft";
import type { Problem } from "./problem";
import { flagOf, recordOf, show, textOf } from "./typed";

/** What makes a network an ingress, in the words of the docker package's Network. */
export interface IngressFlags {
  readonly ingress?: boolean;
  readonly attachable?: boolean;
  readonly driver?: string;
}

/** Checks a network that is the swarm's ingress: an overlay, and not attachable. Says nothing about any other network. */
export function checkIngress(network: Draft<IngressFlags>): Problem[] {
  const problems: Problem[] = [];
  const given = recordOf(network, "", "network", problems);
  if (flagOf(given["ingress"], "ingress", "ingress", problems) !== true) return problems;
  if (flagOf(given["attachable"], "attachable", "attachable", problems) === true) {
    problems.push({
      path: "attachable",
      reason:
        `'attachable' true is not possible on an ingress network: it belongs to the routing mesh alone. ` +
        `Leave 'attachable' out, and give containers an overlay network of their own.`,
    });
  }
  const driver = textOf(given["driver"], "driver", "driver", `"overlay"`, problems);
  if (driver !== undefined && driver !== "overlay") {
    problems.push({
      path: "driver",
      reason: `'driver' ${show(driver)} cannot carry an ingress network. Use "overlay".`,
    });
  }
  return problems;
}
