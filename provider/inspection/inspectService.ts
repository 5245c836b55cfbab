import type { ServiceInspection, ServiceNetwork, ServiceTask } from "../../swarm/inspection";
import type { Service } from "../engine/types";
import { byName } from "./byName";
import { nodeName } from "./nodeAddress";
import { attachmentsOf, serviceFacts } from "./serviceFacts";
import type { SwarmLists } from "./swarmLists";
import { isShown, taskFacts } from "./taskFacts";

/** A service with its networks and tasks, from a manager's lists. Pure. */
export function inspectService(service: Service, lists: SwarmLists): ServiceInspection {
  const names = new Map(lists.networks.map(({ Id, Name }) => [Id, Name]));
  return {
    ...serviceFacts(service, lists.tasks),
    networks: networksOf(service, lists),
    tasks: tasksOf(service, names, lists),
  };
}

/** A network that no longer exists appears with its id. */
function networksOf(service: Service, { networks }: SwarmLists): ServiceNetwork[] {
  const listed = new Set(networks.map(({ Id }) => Id));
  const targets = service.Spec.TaskTemplate.Networks ?? [];
  return byName([
    ...attachmentsOf(service, networks).map(({ network, aliases, virtualIp }) => ({
      id: network.Id,
      name: network.Name,
      aliases,
      ...(virtualIp === undefined || virtualIp === "" ? {} : { virtualIp }),
    })),
    ...targets.flatMap(({ Target: id, Aliases }) => (listed.has(id) ? [] : [{ id, name: id, aliases: Aliases ?? [] }])),
  ]);
}

function tasksOf(service: Service, networkNames: ReadonlyMap<string, string>, lists: SwarmLists): ServiceTask[] {
  const serviceNames = new Map([[service.ID, service.Spec.Name]]);
  const nodeNames = new Map(lists.nodes.map((node) => [node.ID, nodeName(node)]));
  const own = lists.tasks.filter((task) => task.ServiceID === service.ID && isShown(task));
  return byName(own.map((task) => taskFacts(task, serviceNames, nodeNames))).map((task) => {
    const { id, name, state, desiredState, message, addresses, ports } = task;
    const node = task.node === undefined ? undefined : (nodeNames.get(task.node) ?? task.node);
    return {
      id,
      name,
      ...(node === undefined ? {} : { node }),
      state,
      desiredState,
      ...(message === undefined ? {} : { message }),
      addresses: addresses.map(({ network, address }) => ({ network: networkNames.get(network) ?? network, address })),
      ports,
    };
  });
}
