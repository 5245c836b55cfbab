import { isDeepStrictEqual } from "node:util";
import { neededAddresses } from "../../../swarm/capacity";
import { takesTasks } from "../../../swarm/scheduling/schedulableNode";
import type { Node, Service } from "../../engine/types";
import type { Operation } from "../../handler/handler";
import type { Properties } from "../../handler/properties";
import { textOf } from "../../mapping/fields/field";
import { isResolvedLater } from "../../preview/isResolvedLater";
import { errorFinding, warningFinding, type Change, type Finding, type LiveCheck } from "../../preview/liveCheck";
import { othersOfRun } from "../../preview/othersOfRun";
import { demandOfInputs, demandOfSpec, type AddressDemand } from "./addressDemand";
import { attachedNetworks, isOn, type AttachedNetwork } from "./attachedNetworks";

/** On a full network, tasks stay in the state `new`, and the API shows no error. */
export const addressCheck: LiveCheck = {
  what: "addresses of networks",
  find: async (change, operation) => {
    const { engine, signal } = operation;
    const [networks, services, nodes] = await Promise.all([
      engine.listNetworks({}, signal),
      engine.listServices({}, {}, signal),
      engine.listNodes({}, signal),
    ]);
    const room = nodes.filter(takesTasks).length;
    const own = demandOfInputs(change.inputs, room);
    if (own === undefined) return [];
    const live = services.find(({ ID }) => ID === change.id);
    const attached = attachedNetworks(change.inputs, own, live, networks, operation);
    const open = attached.filter((network) => needsMore(change, own, live, network, room));
    const found = await Promise.all(
      open.map((network) => findProblem({ change, own, network, services, nodes, room }, operation)),
    );
    return found.filter((finding) => finding !== undefined);
  },
};

/** Whether the change takes more addresses than the service has: with more tasks, or while its tasks restart. */
function needsMore(
  { before, inputs }: Change,
  own: AddressDemand,
  live: Service | undefined,
  { network, replacement }: AttachedNetwork,
  room: number,
): boolean {
  if (live === undefined || before === undefined || replacement !== undefined) return true;
  const present = isOn(live.Spec, network) ? demandOfSpec(live.Spec, room) : undefined;
  if (present === undefined || own.tasks + own.virtual > present.tasks + present.virtual) return true;
  const parts = ["taskSpec", "endpointSpec"] as const;
  return parts.some((part) => !isDeepStrictEqual(before[part], inputs[part]));
}

interface Question {
  readonly change: Change;
  readonly own: AddressDemand;
  readonly network: AttachedNetwork;
  readonly services: readonly Service[];
  readonly nodes: readonly Node[];
  /** The number of nodes that take new tasks. */
  readonly room: number;
}

async function findProblem(question: Question, operation: Operation): Promise<Finding | undefined> {
  const { free } = question.network;
  const isEnough = (): boolean => loadOf(question, operation).most <= free;
  // Another service may leave the network, or get fewer tasks, in this update.
  if (isEnough() || (await isResolvedLater(isEnough, operation))) return undefined;
  const { least, most, words } = loadOf(question, operation);
  const { change, network } = question;
  const message =
    `Service "${textOf(change.inputs.name)}": network "${network.name}" has ${free} addresses for services, nodes ` +
    `and tasks, and needs ${least > free ? least : `up to ${most}`}: ${words}. Tasks without an address stay in the ` +
    `state "new", without an error. Give the network a larger subnet, or reduce the number of tasks.`;
  return least > free ? errorFinding(message) : warningFinding(message);
}

interface Load {
  /** The addresses that are needed in any case. */
  readonly least: number;
  /** With those of an update, and of load balancers on all nodes. */
  readonly most: number;
  readonly words: string;
}

function loadOf({ change, own, network, services, nodes, room }: Question, operation: Operation): Load {
  const demands = [own, ...otherDemands(change, network, services, room, operation)];
  const sum = (part: "virtual" | "tasks"): number => demands.reduce((total, demand) => total + demand[part], 0);
  const [vipServices, tasks] = [sum("virtual"), sum("tasks")];
  const isIngress = network.network.Ingress;
  const certain = isIngress ? nodes.length : Math.max(...demands.map((demand) => demand.nodes));
  const possible = isIngress ? nodes.length : Math.min(room, tasks);
  const surge = change.before === undefined ? 0 : own.surge;
  return {
    least: neededAddresses({ vipServices, nodes: certain, tasks }),
    most: neededAddresses({ vipServices, nodes: possible, tasks, surge }),
    words:
      `${vipServices} for services, ${tasks} for tasks, ` +
      `${certain === possible ? certain : `${certain} to ${possible}`} for the load balancers of nodes` +
      (surge === 0 ? "" : `, ${surge} for tasks that the update starts before the old ones have stopped`),
  };
}

/** What the other services take on a network after this update, as far as the CLI has mentioned them. */
function otherDemands(
  { id }: Change,
  network: AttachedNetwork,
  services: readonly Service[],
  room: number,
  operation: Operation,
): AddressDemand[] {
  const { plan } = operation;
  const present = services.flatMap(({ ID, Spec }) => {
    if (ID === id || ID === operation.replaces) return [];
    const change = plan?.changeOf(ID);
    const isAttached = isOn(Spec, network.network);
    if (change === undefined) return isAttached ? [demandOfSpec(Spec, room)] : [];
    const next = network.isAttached(change.inputs) ?? isAttached;
    return next ? [knownDemand(change.inputs, room) ?? demandOfSpec(Spec, room)] : [];
  });
  const created = othersOfRun("docker:index/service:Service", operation).flatMap((other) => {
    if (other.id !== undefined || network.isAttached(other.inputs) !== true) return [];
    return knownDemand(other.inputs, room) ?? [];
  });
  return [...present, ...created];
}

/** By the inputs, because each service of a preview counts all others. */
const demands = new WeakMap<Properties, AddressDemand>();

function knownDemand(inputs: Properties, room: number): AddressDemand | undefined {
  const demand = demands.get(inputs) ?? demandOfInputs(inputs, room);
  if (demand !== undefined) demands.set(inputs, demand);
  return demand;
}
