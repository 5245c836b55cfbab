import type { Network, Service } from "../../engine/types";
import { poll } from "../../engine/poll";
import { RefusalGrace } from "../../reconcile/refusalGrace";
import { removeNetwork, type Subject } from "../network/networkRemoval";
import { NetworkSiblings, isTransition } from "../network/networkSiblings";
import { findTasksOn } from "../network/networkTasks";
import type { Operation } from "../../handler/handler";
import { changeServices } from "./serviceMoves";
import { attachToo, detach, isAttached } from "../network/attachments";

/** Seconds that removing a network, and letting services go before that, may take. */
export interface RemovalTimeouts {
  readonly leave: number;
  readonly remove: number;
}

/**
 * Removes the network of an overlay. Services that are on the network which replaces it as well are let go of first; so are those on a
 * network that stood in for it.
 *
 * @param identity whose network it is
 * @throws Error that names who is on no other network of this overlay, before anybody is let go of
 */
export async function removeOverlay(
  subject: Subject,
  identity: string,
  operation: Operation,
  timeouts: RemovalTimeouts,
): Promise<void> {
  const siblings = await NetworkSiblings.find(operation);
  const transitions = siblings.transitionsOf(subject.id);
  const successor = siblings
    .withIdentity(identity)
    .filter((network) => network.Id !== subject.id && !isTransition(network))
    .sort((a, b) => ((a.Created ?? "") < (b.Created ?? "") ? -1 : 1))
    .at(-1);
  if (successor !== undefined || transitions.length > 0) await letGo(subject, operation, timeouts.leave);
  await removeNetwork(subject, operation, timeouts.remove);
  for (const transition of transitions) {
    const stopgap = { id: transition.Id, name: transition.Name };
    // Whose stack has not been updated yet is here because the network that it names had to go.
    if (successor !== undefined) await join(stopgap, successor, operation, timeouts.leave);
    await letGo(stopgap, operation, timeouts.leave);
    await removeNetwork(stopgap, operation, timeouts.remove);
  }
}

/**
 * Takes services off a network that are on another one of the same overlay, and waits until no task of theirs needs it. Nobody leaves before
 * the tasks of all are on the other one: a spec that says so may be younger than its tasks.
 */
export async function letGo(subject: Subject, operation: Operation, timeoutSeconds: number): Promise<void> {
  const attached = await findFree(subject, operation);
  const late = await findLate(subject, attached, operation);
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
      `Network "${subject.name}" (${subject.id}) stays, since not every service has left it:\n` +
        `${error instanceof Error ? error.message : String(error)}\nOnce its tasks can run, run 'pulumi up' again.`,
      { cause: error },
    );
  }
}

/** Puts services that are on one network on another one as well. */
export async function join(
  from: Subject,
  to: Pick<Network, "Id" | "Name">,
  operation: Operation,
  timeoutSeconds: number,
): Promise<void> {
  const { engine, signal } = operation;
  const services = (await engine.listServices({}, {}, signal)).filter(({ Spec }) => isAttached(Spec, from.id));
  await changeServices(
    services,
    (spec) => attachToo(spec, from.id, to.Id),
    `on network "${to.Name}" as well`,
    operation,
    timeoutSeconds,
  );
}

/** The services on a network. @throws Error that names those which are on no sibling of it, once that has lasted */
async function findFree(subject: Subject, operation: Operation): Promise<Service[]> {
  const { engine, signal } = operation;
  const refusal = new RefusalGrace();
  const look = async (): Promise<Service[] | undefined> => {
    const [services, siblings] = await Promise.all([
      engine.listServices({}, {}, signal),
      NetworkSiblings.find(operation),
    ]);
    const others = siblings.of(subject.id);
    const attached = services.filter(({ Spec }) => isAttached(Spec, subject.id));
    const stuck = attached.filter(({ Spec }) => !others.some(({ Id }) => isAttached(Spec, Id)));
    if (stuck.length === 0) return attached;
    refusal.refuse(new Error(describeStuck(subject, stuck, others)));
    return undefined;
  };
  return poll(`services to leave network "${subject.name}"`, look, { timeoutSeconds: 60, signal });
}

function describeStuck({ id, name }: Subject, stuck: readonly Service[], others: readonly Network[]): string {
  const names = stuck.map(({ Spec }) => `"${Spec.Name}"`).sort();
  const [who, them] =
    names.length === 1 ? [`service ${names.join()} is`, "it"] : [`services ${names.join(", ")} are`, "them"];
  const other = others.find((network) => !isTransition(network)) ?? others[0];
  const instead =
    other === undefined
      ? `Remove ${them}, or detach ${them} (docker service update --network-rm ${name} SERVICE)`
      : `Deploy the stack of ${them}, or attach ${them} by hand (docker service update --network-add ${other.Name} SERVICE)`;
  const which = other === undefined ? "" : ` and not to "${other.Name}", which replaces it`;
  return (
    `Network "${name}" (${id}) cannot be removed: ${who} attached to it${which}. ${instead}, and run the command again. ` +
    `Every other service is still on it.`
  );
}

/** Services that have left by their spec, but whose update did not get to all tasks. */
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
