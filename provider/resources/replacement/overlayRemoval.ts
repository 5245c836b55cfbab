import type { Network, Service } from "../../engine/types";
import { messageOf } from "../../engine/error";
import type { Operation } from "../../handler/handler";
import { awaitReady } from "../../reconcile/await";
import { Deadline } from "../../reconcile/deadline";
import { RefusalGrace } from "../../reconcile/refusalGrace";
import { attachToo, detach, isAttached } from "../network/attachments";
import { removeNetwork } from "../network/networkRemoval";
import { findLabelled, findTransitions, isTransition, NetworkSiblings } from "../network/networkSiblings";
import { findTasksOn, type Subject } from "../network/networkTasks";
import { requireMovable } from "./moveObstacles";
import { changeServices } from "./serviceMoves";

/** Seconds that the steps of a removal may take, each for itself. */
export interface RemovalTimeouts {
  /** Until the tasks of all services have been replaced. */
  readonly move: number;
  /** Until the network is gone. */
  readonly remove: number;
}

/**
 * Removes a network of an overlay. Services that are attached to its successor as well are detached first. So are
 * services on a transition network, which is removed after it.
 *
 * @param identity the overlay that the network belongs to
 * @throws Error that names the services that are attached to no other network of this overlay, before any service is
 *   detached
 */
export async function removeOverlay(
  subject: Subject,
  identity: string,
  operation: Operation,
  timeouts: RemovalTimeouts,
): Promise<void> {
  const removalDeadline = (): Deadline => Deadline.after(timeouts.remove, operation.signal);
  const [transitions, labelled] = await Promise.all([
    findTransitions(subject.id, operation),
    findLabelled(identity, operation),
  ]);
  const successor = labelled
    .filter((network) => network.Id !== subject.id && !isTransition(network))
    .sort((a, b) => ((a.Created ?? "") < (b.Created ?? "") ? -1 : 1))
    .at(-1);
  if (successor !== undefined || transitions.length > 0) {
    await detachAll(subject, operation, timeouts.move, identity);
  }
  await removeNetwork(subject, operation, removalDeadline());
  for (const { Id: id, Name: name } of transitions) {
    // Services of other stacks that have not been updated yet refer to the removed network, and are only attached to
    // this one.
    if (successor !== undefined) await attachAll({ id, name }, successor, operation, timeouts.move);
    await detachAll({ id, name }, operation, timeouts.move);
    await removeNetwork({ id, name }, operation, removalDeadline());
  }
}

/**
 * Detaches services from a network if they are attached to another one of the same overlay, and waits until none of
 * their tasks needs it. No service is detached before the tasks of all are on the other network: a spec that says so
 * may be newer than the tasks.
 *
 * @param identity the overlay of the network, if it has no label that says so
 * @throws Error that names what the move would harm, see {@link requireMovable}
 */
export async function detachAll(
  subject: Subject,
  operation: Operation,
  timeoutSeconds: number,
  identity?: string,
): Promise<void> {
  const attached = await findMovable(subject, operation, identity);
  const late = await findLate(subject, attached, operation);
  await requireMovable(subject, [...attached, ...late], operation, identity);
  try {
    await changeServices(
      attached,
      (spec) => spec,
      `ready to leave network "${subject.name}"`,
      operation,
      timeoutSeconds,
    );
    await changeServices(
      [...attached, ...late],
      (spec) => detach(spec, subject.id),
      `left network "${subject.name}"`,
      operation,
      timeoutSeconds,
    );
  } catch (error) {
    operation.signal.throwIfAborted();
    throw new Error(
      `Network "${subject.name}" (${subject.id}) is not removed, because some services are still attached to ` +
        `it:\n${messageOf(error)}\nOnce their tasks can run, run 'pulumi up' again.`,
      { cause: error },
    );
  }
}

/**
 * Attaches the services of one network to another one as well, to move them.
 *
 * @throws Error that names what the move would harm, see {@link requireMovable}
 */
export async function attachAll(
  from: Subject,
  to: Pick<Network, "Id" | "Name">,
  operation: Operation,
  timeoutSeconds: number,
): Promise<void> {
  const { engine, signal } = operation;
  const services = (await engine.listServices({}, {}, signal)).filter(({ Spec }) => isAttached(Spec, from.id));
  await requireMovable(from, services, operation);
  await changeServices(
    services,
    (spec) => attachToo(spec, from.id, to.Id),
    `on network "${to.Name}" as well`,
    operation,
    timeoutSeconds,
  );
}

/**
 * The services on a network.
 *
 * @throws Error that names those that are not on a sibling network, after a grace period
 */
async function findMovable(subject: Subject, operation: Operation, identity?: string): Promise<Service[]> {
  const { engine, signal } = operation;
  const grace = new RefusalGrace();
  const satisfier = async (): Promise<Service[] | undefined> => {
    const [services, siblings] = await Promise.all([
      engine.listServices({}, {}, signal),
      NetworkSiblings.find(operation),
    ]);
    const others = siblings.of(subject.id, identity);
    const attached = services.filter(({ Spec }) => isAttached(Spec, subject.id));
    const stuck = attached.filter(({ Spec }) => !others.some(({ Id }) => isAttached(Spec, Id)));
    if (stuck.length === 0) return attached;
    grace.refuse(new Error(describeStuck(subject, stuck, others)));
    return undefined;
  };
  const what = `services to leave network "${subject.name}"`;
  return awaitReady({ what, satisfier }, operation, Deadline.after(60, signal));
}

function describeStuck({ id, name }: Subject, stuck: readonly Service[], others: readonly Network[]): string {
  const names = stuck.map(({ Spec }) => `"${Spec.Name}"`).sort();
  const [who, them] =
    names.length === 1 ? [`service ${names.join()} is`, "it"] : [`services ${names.join(", ")} are`, "them"];
  const other = others.find((network) => !isTransition(network)) ?? others[0];
  const instead =
    other === undefined
      ? `Remove ${them}, or detach ${them} (docker service update --network-rm ${name} SERVICE)`
      : `Deploy the stack of ${them}, or attach ${them} by hand (docker service update --network-add ${other.Name} ` +
        `SERVICE)`;
  const which = other === undefined ? "" : ` and not to "${other.Name}", which replaces it`;
  return (
    `Network "${name}" (${id}) cannot be removed: ${who} attached to it${which}. ${instead}, and run the command ` +
    `again. No service has been detached yet.`
  );
}

/** Services whose spec no longer has the network, but whose update did not reach all tasks. */
async function findLate(
  { id }: Subject,
  attached: readonly Service[],
  { engine, signal }: Operation,
): Promise<Service[]> {
  const owners = (await findTasksOn(id, engine, signal)).map(({ ServiceID }) => ServiceID);
  const services = await engine.listServices({}, {}, signal);
  return services.filter(
    ({ ID, UpdateStatus }) =>
      owners.includes(ID) &&
      !attached.some((service) => service.ID === ID) &&
      UpdateStatus?.State !== undefined &&
      UpdateStatus.State !== "completed",
  );
}
