import { freeAddresses, neededAddresses } from "../../swarm/capacity";
import type { Properties } from "../../provider/handler/properties";
import { propertiesOf } from "../../provider/mapping/fields/field";
import { tasksAtOnce } from "../../provider/mapping/service/mode";
import { knownPart } from "../../provider/mapping/fields/knownPart";
import { createSpec } from "../../provider/mapping/service/service";
import type { Attachments } from "../preview/attachments";
import { networkType, serviceType, type PreviewedResource } from "../preview/resources";
import { subnetsOf } from "./networkDetails";
import { endpointModeOf } from "./serviceDetails";
import type { AddressUse } from "./report";

type Side = "before" | "after";

/**
 * How many addresses the services of the stack need on each network: one for each service with a virtual IP, one for
 * each task, and one for the load balancer of each node with a task. The preview does not know the nodes, so it counts
 * a node for each task: the most that can be. Services of other stacks are not counted.
 */
export function addressUses(
  resources: readonly PreviewedResource[],
  attachments: ReadonlyMap<string, Attachments>,
): AddressUse[] {
  const networks = resources.filter(({ type }) => type === networkType);
  const services = {
    before: servicesOn("before", resources, attachments),
    after: servicesOn("after", resources, attachments),
  };
  return networks.map((network) => {
    const subnets = subnetsOf(network.after ?? network.before, network.action === "same" ? network.state : undefined);
    const [before, after] = (["before", "after"] as const).map((side) =>
      needOn(network[side], services[side].get(network.urn)),
    );
    return {
      network: network.name,
      subnets,
      usable: subnets.length === 0 ? undefined : subnets.reduce((sum, subnet) => sum + freeAddresses({ subnet }), 0),
      before: before?.fixed,
      after: after?.fixed,
      perNode: (after ?? before)?.perNode ?? 0,
    };
  });
}

/** The tasks of a service that run at the same time; `global` for one on each node. */
export function tasksOf(service: Properties): number | "global" {
  return tasksAtOnce(createSpec(propertiesOf(knownPart(service))).Mode);
}

/** The inputs of the services on each network, by its URN. */
function servicesOn(
  side: Side,
  resources: readonly PreviewedResource[],
  attachments: ReadonlyMap<string, Attachments>,
): ReadonlyMap<string, readonly Properties[]> {
  const found = new Map<string, Properties[]>();
  for (const { type, urn, [side]: inputs } of resources) {
    if (type !== serviceType || inputs === undefined) continue;
    for (const network of attachments.get(urn)?.[side] ?? []) {
      found.set(network, found.get(network) ?? []);
      found.get(network)?.push(inputs);
    }
  }
  return found;
}

function needOn(
  inputs: Properties | undefined,
  services: readonly Properties[] = [],
): { readonly fixed: number; readonly perNode: number } | undefined {
  if (inputs === undefined) return undefined;
  const counts = services.map(tasksOf);
  const tasks = counts.reduce<number>((sum, count) => sum + (count === "global" ? 0 : count), 0);
  const globals = counts.filter((count) => count === "global").length;
  const vipServices = services.filter((service) => endpointModeOf(service) === "vip").length;
  // The ingress has a load balancer on every node; another network, on those with a task of a global service.
  const balancers = inputs.ingress === true || globals > 0 ? 1 : 0;
  const nodes = balancers === 1 ? 0 : tasks;
  return { fixed: neededAddresses({ vipServices, nodes, tasks }), perNode: globals + balancers };
}
