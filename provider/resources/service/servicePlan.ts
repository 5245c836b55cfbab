import { parseDuration } from "../../../swarm/durations";
import type { ServiceSpec } from "../../engine/types";
import type { Properties } from "../../handler/properties";
import type { AttachmentPlan, ResourceChange, ResourcePlan, SwarmFacts, TaskPlan } from "../../handler/resourcePlan";
import { valueAt } from "../../handler/propertyPath";
import type { UpdatePlan } from "../../handler/updatePlan";
import { elementsOf, propertiesOf, textOf, type Change } from "../../mapping/fields/field";
import { knownPart } from "../../mapping/fields/knownPart";
import { hasUnknown } from "../../mapping/network/networkInputs";
import { meetsConstraints } from "../../../swarm/scheduling/constraints";
import { takesTasks } from "../../../swarm/scheduling/schedulableNode";
import { isJob, tasksAtOnce } from "../../mapping/service/mode";
import { references } from "../../mapping/service/references";
import { createSpec, defaultConvergeTimeout, differences } from "../../mapping/service/service";
import { attachmentPlan, restartsForNetworks } from "./attachmentPlan";
import { changedNames } from "./changedNames";
import { longestRollout, rolloutOf } from "./rolloutTime";
import { describeJobPlan, describeServicePlan } from "./servicePlanText";

/**
 * What an update will do to the tasks of a service. Swarm replaces a task if its task template or the endpoint differs,
 * except that a task stays if only the placement differs and its node meets the new constraints (swarmkit
 * orchestrator/task.go, IsTaskDirty). Service labels, replicas and update settings are in neither.
 *
 * @param facts `undefined` if the swarm could not be asked
 * @returns `undefined` if nothing changes that Swarm knows about
 */
export function planService(
  change: ResourceChange,
  facts: SwarmFacts | undefined,
  run: UpdatePlan,
): ResourcePlan | undefined {
  const { before, inputs, isReplacement } = change;
  const changes = differences(before, inputs).filter(({ path }) => !/^(convergeConfig|auth)\b/.test(path));
  if (changes.length === 0) return undefined;
  if (isReplacement) return planReplacement(changes, before, inputs);
  const attachments = attachmentPlan(before, inputs, facts, run);
  if (isJob(inputs.mode)) return planJob(changes, attachments, change, facts, run);
  const tasks = planTasks(change, changes, attachments, facts, run);
  const lost = tasks.restart === "none" ? [] : anonymousVolumes(inputs);
  return { summary: describeServicePlan(tasks, attachments, lost), tasks, attachments, lost };
}

function planReplacement(changes: readonly Change[], before: Properties, inputs: Properties): ResourcePlan {
  const replacing = changes.filter(({ replaces }) => replaces !== undefined);
  const names = changedNames(replacing.length === 0 ? changes : replacing, before, inputs);
  return {
    summary:
      `The service is replaced (${names.join(", ")}): all its tasks stop, and those of the new service start. ` +
      `If it is deleted first, it does not run meanwhile.`,
    lost: anonymousVolumes(before),
  };
}

/** Swarm runs a job again for any change, also for that of a label (swarmkit manager/controlapi/service.go). */
function planJob(
  changes: readonly Change[],
  attachments: AttachmentPlan | undefined,
  { before, inputs }: ResourceChange,
  facts: SwarmFacts | undefined,
  run: UpdatePlan,
): ResourcePlan {
  const spec = knownSpec(inputs);
  const names = [...changedNames(changes, before, inputs), ...(attachments === undefined ? [] : ["networks"])];
  return {
    summary: describeJobPlan({
      because: names,
      isSure: changes.some((change) => isCertain(change, before, inputs, run)),
      total: spec.Mode?.ReplicatedJob?.TotalCompletions ?? taskCount(spec, facts),
      atOnce: taskCount(spec, facts),
      waitSeconds: waitSeconds(inputs),
    }),
    attachments,
    lost: [],
  };
}

function planTasks(
  { id, before, inputs }: ResourceChange,
  changes: readonly Change[],
  attachments: AttachmentPlan | undefined,
  facts: SwarmFacts | undefined,
  run: UpdatePlan,
): TaskPlan {
  const spec = knownSpec(inputs);
  const ofTask = changes.filter(({ path }) => /^taskSpec\b(?!\.placement\b)/.test(path));
  const ofPlacement = changes.filter(({ path }) => path.startsWith("taskSpec.placement"));
  const ofEndpoint = changes.filter(({ path }) => path.startsWith("endpointSpec"));
  const causes = ofTask.length > 0 ? [...ofTask, ...ofPlacement, ...ofEndpoint] : [...ofPlacement, ...ofEndpoint];
  const [was, now] = [taskCount(knownSpec(before), facts), taskCount(spec, facts)];
  const running = was === undefined || now === undefined ? undefined : Math.min(was, now);
  const isSure = causes.some((cause) => isCertain(cause, before, inputs, run));
  const isPlaced = ofTask.length === 0 && ofPlacement.length > 0;
  const misplaced = isPlaced && !hasUnknown(inputs.taskSpec) ? countMisplaced(id, spec, facts) : undefined;
  const count = isPlaced ? misplaced : running;
  const restart = causes.length === 0 || count === 0 ? "none" : !isSure ? "maybe" : isPlaced ? "some" : "all";
  const rollout = rolloutOf(spec);
  const times = restart === "none" ? 0 : restartsForNetworks(before, inputs, facts, run);
  const because = restart === "none" ? [] : changedNames(causes, before, inputs);
  const names = changedNames(changes, before, inputs);
  return {
    restart,
    times,
    because: [...because, ...(restart !== "none" && attachments !== undefined ? ["networks"] : [])],
    without: names.filter((name) => !because.includes(name)),
    ...(count === undefined ? {} : { count: restart === "none" ? 0 : count }),
    scaledBy: was === undefined || now === undefined ? 0 : now - was,
    ...rollout,
    ...(count === undefined ? {} : { longestSeconds: times * longestRollout(spec, restart === "none" ? 0 : count) }),
    waitSeconds: waitSeconds(inputs),
  };
}

/** The spec without what a preview does not know yet. */
function knownSpec(inputs: Properties): ServiceSpec {
  // The whole task spec may be unknown.
  const spec: Partial<ServiceSpec> = createSpec(propertiesOf(knownPart(inputs)));
  return { Name: "", TaskTemplate: {}, ...spec };
}

/** Whether a change is one for sure, although the preview may not know the new value. */
function isCertain({ path, kind }: Change, before: Properties, inputs: Properties, run: UpdatePlan): boolean {
  if (kind === "delete" || !hasUnknown(valueAt(inputs, path))) return true;
  // An id of an object that is replaced in the same update.
  const kindOf = { networksAdvanceds: "network", secrets: "secret", configs: "config" } as const;
  return Object.entries(kindOf).some(
    ([list, referred]) =>
      path.includes(`.${list}[`) &&
      references(before).some(({ kind: one, word }) => one === referred && run.changeOf(word)?.isReplaced === true),
  );
}

/** The number of tasks of a service; `undefined` for a global one if the swarm could not be asked. */
function taskCount({ Mode, TaskTemplate }: ServiceSpec, facts: SwarmFacts | undefined): number | undefined {
  const tasks = tasksAtOnce(Mode);
  if (tasks !== "global") return tasks;
  const constraints = TaskTemplate.Placement?.Constraints ?? [];
  return facts?.nodes.filter((node) => takesTasks(node) && meetsConstraints(node, constraints)).length;
}

/** The tasks on nodes that do not meet the constraints. */
function countMisplaced(id: string, { TaskTemplate }: ServiceSpec, facts: SwarmFacts | undefined): number | undefined {
  const constraints = TaskTemplate.Placement?.Constraints ?? [];
  return facts?.tasks.filter(({ ServiceID, DesiredState, NodeID }) => {
    const node = facts.nodes.find(({ ID }) => ID === NodeID);
    return ServiceID === id && DesiredState === "running" && node !== undefined && !meetsConstraints(node, constraints);
  }).length;
}

/** Each new task gets an empty volume. */
function anonymousVolumes({ taskSpec }: Properties): string[] {
  const { mounts } = propertiesOf(propertiesOf(taskSpec).containerSpec);
  return elementsOf(mounts)
    .map(propertiesOf)
    .filter(({ type, source }) => type === "volume" && textOf(source) === "")
    .map(({ target }) => `the data in the anonymous volume at ${JSON.stringify(textOf(target))}`);
}

function waitSeconds({ convergeConfig }: Properties): number {
  const { timeout } = propertiesOf(convergeConfig);
  return (parseDuration(textOf(timeout) || defaultConvergeTimeout) ?? 0) / 1e9;
}
