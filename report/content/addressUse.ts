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
  return networks.map((network) => {
    const subnets = subnetsOf(network.after ?? network.before, network.action === "same" ? network.state : undefined);
    const [before, after] = (["before", "after"] as const).map((side) => needOn(network, side, resources, attachments));
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

function needOn(
  network: PreviewedResource,
  side: Side,
  resources: readonly PreviewedResource[],
  attachments: ReadonlyMap<string, Attachments>,
): { readonly fixed: number; readonly perNode: number } | undefined {
  const inputs = network[side];
  if (inputs === undefined) return undefined;
  const services = resources.flatMap((one) => {
    const isOn = one.type === serviceType && attachments.get(one.urn)?.[side].has(network.urn) === true;
    const inputs = isOn ? one[side] : undefined;
    return inputs === undefined ? [] : [inputs];
  });
  const counts = services.map(tasksOf);
  const tasks = counts.reduce<number>((sum, count) => sum + (count === "global" ? 0 : count), 0);
  const globals = counts.filter((count) => count === "global").length;
  const vipServices = services.filter((service) => endpointModeOf(service) === "vip").length;
  // The ingress has a load balancer on every node; another network, on those with a task of a global service.
  const balancers = inputs.ingress === true || globals > 0 ? 1 : 0;
  const nodes = balancers === 1 ? 0 : tasks;
  return { fixed: neededAddresses({ vipServices, nodes, tasks }), perNode: globals + balancers };
}
