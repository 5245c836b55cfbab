import type { Draft } from "./draft";
import { labelValue, type Labels } from "./labels";
import { swarmLabel } from "./swarmLabel";
import type { Problem } from "./problem";
import { flagOf, recordOf, show, textOf } from "./typed";

/** The properties of a docker.Network that make it an ingress network. */
export interface IngressFlags {
  readonly ingress?: boolean;
  readonly attachable?: boolean;
  readonly driver?: string;
}

/** Checks an ingress network: it is an overlay and not attachable. Other networks are not checked. */
export function checkIngress(network: Draft<IngressFlags>): Problem[] {
  const problems: Problem[] = [];
  const given = recordOf(network, "", "network", problems);
  if (flagOf(given["ingress"], "ingress", "ingress", problems) !== true) return problems;
  if (flagOf(given["attachable"], "attachable", "attachable", problems) === true) {
    problems.push({
      path: "attachable",
      reason:
        `'attachable' true is not possible on an ingress network, which is only for the routing mesh. ` +
        `Leave 'attachable' out, and use another overlay network for containers.`,
    });
  }
  const driver = textOf(given["driver"], "driver", "driver", `"overlay"`, problems);
  if (driver !== undefined && driver !== "overlay") {
    problems.push({
      path: "driver",
      reason: `'driver' ${show(driver)} is not possible for an ingress network. Use "overlay".`,
    });
  }
  return problems;
}

/** What happens to ports that services publish through an ingress network when it is replaced or removed. */
export const onPublishedPorts = ["refuse", "suspend"] as const;
export type OnPublishedPorts = (typeof onPublishedPorts)[number];

/** Checks the setting of an ingress network for published ports. */
export function checkOnPublishedPorts(value: unknown): Problem[] {
  const problems: Problem[] = [];
  const word = textOf(value, "", "onPublishedPorts", `"suspend"`, problems);
  if (word === undefined || onPublishedPorts.some((known) => known === word)) return problems;
  const reason =
    `'onPublishedPorts' ${show(word)} is not one of "refuse", "suspend". Use "suspend" to remove published ports ` +
    `from their services during a replacement, or "refuse", the default.`;
  return [{ path: "", reason }];
}

/** Checks the label of a docker.Network for the same setting. */
export function checkOnPublishedPortsLabel(network: Draft<{ ingress?: boolean; labels?: Labels }>): Problem[] {
  const { ingress, labels } = recordOf(network, "", "network", []);
  const value = labelValue(labels as Draft<Labels>, swarmLabel.onPublishedPorts.key);
  if (value === undefined) return [];
  if (ingress !== true && typeof ingress !== "symbol") {
    const reason =
      `'${swarmLabel.onPublishedPorts.key}' ${show(value)} has an effect only on an ingress network. Leave the ` +
      `label out.`;
    return [{ path: "labels", reason }];
  }
  return checkOnPublishedPorts(value).map(({ reason }) => ({ path: "labels", reason }));
}

/** The setting for published ports of an ingress network with these labels. */
export function onPublishedPortsOf(labels: Draft<Labels>): OnPublishedPorts {
  return labelValue(labels, swarmLabel.onPublishedPorts.key) === "suspend" ? "suspend" : "refuse";
}
