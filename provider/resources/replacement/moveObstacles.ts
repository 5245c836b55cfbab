import { isDeepStrictEqual } from "node:util";
import { EngineError } from "../../engine/error";
import type { Network, NetworkAttachment, Service, ServiceSpec } from "../../engine/types";
import type { Operation } from "../../handler/handler";
import { findContainersOn } from "../network/attachedContainers";
import { isTransition, NetworkSiblings } from "../network/networkSiblings";
import { findPausedTasks, type Subject } from "../network/networkTasks";
import { activateNodes, wouldStay } from "../network/pausedTasks";
import { endUpdate, wouldResume } from "../service/pausedUpdate";

/** What a move of services off a network would harm. */
export interface MoveObstacles {
  /** The standalone containers on the network, in words. */
  readonly containers: readonly string[];
  /** Services whose update is paused, for a reason other than a replacement of their networks. */
  readonly paused: readonly Service[];
  /** The tasks of global services on paused nodes, which no update reaches, in words. */
  readonly stranded: string | undefined;
  /** The name of the network that takes the place of the old one, if it exists. */
  readonly successor: string | undefined;
}

/**
 * Refuses to move services off a network if that would cut off standalone containers or tasks on paused nodes, or
 * resume a paused update that the provider did not start.
 *
 * @param services those that would be moved
 * @param identity the overlay of the network, if it has no label that says so
 * @throws Error that names them, before any service is moved
 */
export async function requireMovable(
  subject: Subject,
  services: readonly Service[],
  operation: Operation,
  identity?: string,
): Promise<void> {
  if (services.length === 0) return;
  const siblings = await NetworkSiblings.find(operation);
  const network = siblings.get(subject.id);
  const problem = describeObstacles(subject, "cannot be removed", {
    containers: network === undefined ? [] : await findContainersIfPossible(network, operation),
    paused: findForeignPauses(subject.id, services, siblings, identity),
    stranded: await findPausedTasks(subject.id, operation),
    successor: siblings.of(subject.id, identity).find((other) => !isTransition(other))?.Name,
  });
  if (problem !== undefined) throw new Error(problem);
}

/**
 * @param verdict what the obstacles mean for the network, e.g. `cannot be removed`
 * @returns `undefined` without any
 */
export function describeObstacles(
  { id, name }: Subject,
  verdict: string,
  { containers, paused, stranded, successor }: MoveObstacles,
): string | undefined {
  const reasons: string[] = [];
  const fixes: string[] = [];
  if (containers.length > 0) {
    const [are, them, it] = containers.length === 1 ? ["is", "the container", "it"] : ["are", "the containers", "them"];
    reasons.push(`${containers.join(", ")} ${are} attached to it by hand, and would lose contact with its services`);
    const leave = `disconnect ${it} from "${name}" (docker network disconnect ${name} CONTAINER)`;
    fixes.push(
      successor === undefined
        ? `Stop ${them}, or ${leave} until the new network exists.`
        : `Stop ${them}, or connect ${it} to "${successor}" (docker network connect ${successor} CONTAINER) and ` +
            `${leave}.`,
    );
  }
  if (paused.length > 0) {
    const names = paused.map(({ Spec }) => `"${Spec.Name}"`).sort();
    reasons.push(wouldResume(names.join(", ")));
    fixes.push(`Deploy a fix for ${names.length === 1 ? "that service" : "those services"}, or ${endUpdate}.`);
  }
  if (stranded !== undefined) {
    reasons.push(wouldStay(stranded));
    fixes.push(activateNodes);
  }
  if (reasons.length === 0) return undefined;
  return (
    `Network "${name}" (${id}) ${verdict}: ${reasons.join("; ")}. ${fixes.join(" ")} Then run the command again. No ` +
    `service leaves the network before that.`
  );
}

/** Without an answer, a replacement continues: the Engine does not remove a network with containers anyway. */
export async function findContainersIfPossible(network: Network, operation: Operation): Promise<string[]> {
  try {
    return await findContainersOn(network, operation);
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    operation.warn(
      `The provider could not check whether standalone containers are attached to network "${network.Name}" ` +
        `(${network.Id}), which would lose contact with its services: ${error.message}`,
    );
    return [];
  }
}

/**
 * Those of the services whose update is paused, and changes more than the networks of a replacement. A paused rollback
 * is none: it only restores a spec that worked, and the Engine does not say what it has ended.
 */
export function findForeignPauses(
  networkId: string,
  services: readonly Service[],
  siblings: NetworkSiblings,
  identity: string | undefined,
): Service[] {
  const own = new Set([networkId, ...siblings.of(networkId, identity).map(({ Id }) => Id)]);
  const isReplaced = (id: string): boolean => own.has(id) || siblings.of(id).length > 0;
  return services.filter((service) => service.UpdateStatus?.State === "paused" && !isMove(service, isReplaced));
}

/** Whether the last update of a service has only moved it between networks that replace each other. */
function isMove({ Spec, PreviousSpec }: Service, isReplaced: (networkId: string) => boolean): boolean {
  if (PreviousSpec === undefined || !isDeepStrictEqual(withoutNetworks(Spec), withoutNetworks(PreviousSpec)))
    return false;
  const [now, before] = [networksOf(Spec), networksOf(PreviousSpec)];
  return [...missingFrom(now, before), ...missingFrom(before, now)].every(({ Target }) => isReplaced(Target));
}

function networksOf({ TaskTemplate }: ServiceSpec): readonly NetworkAttachment[] {
  return TaskTemplate.Networks ?? [];
}

function withoutNetworks(spec: ServiceSpec): ServiceSpec {
  return { ...spec, TaskTemplate: { ...spec.TaskTemplate, Networks: [] } };
}

function missingFrom(others: readonly NetworkAttachment[], some: readonly NetworkAttachment[]): NetworkAttachment[] {
  return some.filter((one) => !others.some((other) => isDeepStrictEqual(one, other)));
}
