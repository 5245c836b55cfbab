import type { NetworkAttachment, Service, ServiceSpec } from "../../engine/types";
import { networkWords } from "../../mapping/service/references";
import { NetworkSiblings } from "./networkSiblings";
import type { Operation } from "../../handler/handler";
import type { Properties } from "../../handler/properties";

/**
 * The undeclared attachments of a live service to networks that a declared one replaces. They stay until the old
 * network is removed, and are not reported as drift.
 *
 * @param declared the inputs, with ids for names
 */
export async function findKeptAttachments(
  { Spec }: Pick<Service, "Spec">,
  declared: Properties,
  operation: Pick<Operation, "engine" | "signal" | "plan">,
): Promise<NetworkAttachment[]> {
  const wanted = networkWords(declared);
  const others = attachmentsOf(Spec).filter(({ Target }) => !wanted.includes(Target));
  if (others.length === 0 || wanted.length === 0) return [];
  const siblings = await NetworkSiblings.find(operation);
  return others.filter(({ Target }) => siblings.of(Target).some(({ Id }) => wanted.includes(Id)));
}

/**
 * Whether a service is attached to a network. By id: a live spec has ids, even if the service was created with names.
 */
export function isAttached(spec: ServiceSpec, networkId: string): boolean {
  return attachmentsOf(spec).some(({ Target }) => Target === networkId);
}

/** The spec without its attachment to a network. */
export function detach(spec: ServiceSpec, networkId: string): ServiceSpec {
  return removeAttachments(
    spec,
    attachmentsOf(spec).filter(({ Target }) => Target === networkId),
  );
}

/** The spec attached to another network as well, with the same aliases and options. */
export function attachToo(spec: ServiceSpec, fromId: string, toId: string): ServiceSpec {
  const from = attachmentsOf(spec).find(({ Target }) => Target === fromId);
  return from === undefined || isAttached(spec, toId) ? spec : addAttachments(spec, [{ ...from, Target: toId }]);
}

export function removeAttachments(spec: ServiceSpec, attachments: readonly NetworkAttachment[]): ServiceSpec {
  const rest = attachmentsOf(spec).filter((one) => !attachments.includes(one));
  return attachments.length === 0 ? spec : withAttachments(spec, rest);
}

export function addAttachments(spec: ServiceSpec, attachments: readonly NetworkAttachment[]): ServiceSpec {
  return attachments.length === 0 ? spec : withAttachments(spec, [...attachmentsOf(spec), ...attachments]);
}

function attachmentsOf({ TaskTemplate }: ServiceSpec): readonly NetworkAttachment[] {
  return TaskTemplate.Networks ?? [];
}

/** In the order of every other update, so that the order alone restarts no tasks. */
function withAttachments(spec: ServiceSpec, attachments: readonly NetworkAttachment[]): ServiceSpec {
  const sorted = [...attachments].sort((a, b) => (a.Target < b.Target ? -1 : 1));
  return { ...spec, TaskTemplate: { ...spec.TaskTemplate, Networks: sorted } };
}
