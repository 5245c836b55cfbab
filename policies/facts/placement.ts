import type { Unknown } from "../../swarm/draft";
import { unknown } from "../../swarm/draft";
import type { Placement } from "../../swarm/windows";
import { isOn } from "./network";
import { numberOf } from "./numberOf";
import type { Service, ServiceMode, TaskSpec } from "./service";
import { entriesOf, fieldsOf } from "./service";

type ServiceDraft = ReturnType<typeof fieldsOf<Service>>;

/** Whether a service runs a task on each node; unknown if the mode is. */
export function isGlobal({ mode }: ServiceDraft): boolean | Unknown {
  if (mode === unknown) return unknown;
  const { global, globalJob } = fieldsOf<ServiceMode>(mode);
  return isOn(globalJob) === true ? true : isOn(global);
}

/** Whether the tasks of a service end. A mode that is unknown counts as that of a service that runs. */
export function isJob({ mode }: ServiceDraft): boolean {
  const { globalJob, replicatedJob } = fieldsOf<ServiceMode>(mode);
  return isOn(globalJob) === true || typeof replicatedJob === "object";
}

/** How many tasks of a service that is not global run at the same time: 1 unless the program says otherwise. */
export function replicasOf({ mode }: ServiceDraft): number | Unknown {
  const { replicated, replicatedJob } = fieldsOf<ServiceMode>(mode);
  if (mode === unknown || replicated === unknown) return unknown;
  const { replicas } = fieldsOf<NonNullable<ServiceMode["replicated"]>>(replicated);
  const { maxConcurrent } = fieldsOf<NonNullable<ServiceMode["replicatedJob"]>>(replicatedJob);
  const tasks = maxConcurrent ?? replicas;
  return tasks === unknown ? unknown : (numberOf(tasks) ?? 1);
}

/** The constraints of a service, without spaces and in lower case, as Swarm compares them; unknown ones among them. */
export function constraintsOf({ taskSpec }: ServiceDraft): readonly (string | Unknown)[] {
  if (taskSpec === unknown) return [unknown];
  const { placement } = fieldsOf<TaskSpec>(taskSpec);
  const { constraints } = fieldsOf<Placement>(placement);
  if (placement === unknown || constraints === unknown) return [unknown];
  const list = entriesOf<string>(constraints);
  return list.flatMap((constraint): (string | Unknown)[] => {
    if (typeof constraint === "string") return [constraint.replace(/\s+/g, "").toLowerCase()];
    return constraint === unknown ? [unknown] : [];
  });
}

/** Whether a constraint picks a node, or the nodes with a label, which in most swarms is one node. */
export function isPinning(constraint: string): boolean {
  return /^(?:node\.(?:hostname|id|ip|labels\.[^=!]+)|engine\.labels\.[^=!]+)==/.test(constraint);
}
