import type { Draft } from "./draft";
import { labelValue, type Labels } from "./labels";
import { swarmLabel } from "./swarmLabel";
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

/** What happens to ports that services publish through an ingress when it is replaced or removed. */
export const onPublishedPorts = ["refuse", "suspend"] as const;
export type OnPublishedPorts = (typeof onPublishedPorts)[number];

/** Checks what an ingress is told to do about published ports. */
export function checkOnPublishedPorts(value: unknown): Problem[] {
  const problems: Problem[] = [];
  const word = textOf(value, "", "onPublishedPorts", `"suspend"`, problems);
  if (word === undefined || onPublishedPorts.some((known) => known === word)) return problems;
  const reason =
    `'onPublishedPorts' ${show(word)} is not known. Use "suspend" to take published ports off their services for the time of a ` +
    `swap, or "refuse", which is the default.`;
  return [{ path: "", reason }];
}

/** Checks the label by which a network of the docker package says the same. */
export function checkOnPublishedPortsLabel(network: Draft<{ ingress?: boolean; labels?: Labels }>): Problem[] {
  const { ingress, labels } = recordOf(network, "", "network", []);
  const value = labelValue(labels as Draft<Labels>, swarmLabel.onPublishedPorts.key);
  if (value === undefined) return [];
  if (ingress !== true && typeof ingress !== "symbol") {
    const reason = `'${swarmLabel.onPublishedPorts.key}' ${show(value)} is about an ingress network, and this is none. Leave the label out.`;
    return [{ path: "labels", reason }];
  }
  return checkOnPublishedPorts(value).map(({ reason }) => ({ path: "labels", reason }));
}

/** What an ingress with these labels does about published ports. */
export function onPublishedPortsOf(labels: Draft<Labels>): OnPublishedPorts {
  return labelValue(labels, swarmLabel.onPublishedPorts.key) === "suspend" ? "suspend" : "refuse";
}
