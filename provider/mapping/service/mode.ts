import { isPresent, unknown } from "../../../swarm/draft";
import { under } from "../../../swarm/problem";
import { checkReplicas } from "../../../swarm/replicas";
import { show } from "../../../swarm/typed";
import type { ServiceMode } from "../../engine/types";
import type { CheckFailure } from "../../handler/handler";
import type { Properties, Property } from "../../handler/properties";
import { block } from "../fields/block";
import { isAbsent, propertiesOf, recordOf, replaced, type Field, type Json } from "../fields/field";
import { flag, whole } from "../fields/leaf";

/** How Swarm schedules a service's tasks, in docker's words. */
export type Kind = "replicated" | "global" | "replicated-job" | "global-job";

/** `undefined` while it is unknown in a preview. */
export function kindOf(mode: Property): Kind | undefined {
  const { global, globalJob, replicatedJob } = propertiesOf(mode);
  if ([mode, global, globalJob].includes(unknown)) return undefined;
  if (!isAbsent(replicatedJob)) return "replicated-job";
  return globalJob === true ? "global-job" : global === true ? "global" : "replicated";
}

/** Whether the tasks of a service end. Unknown counts as a service that runs. */
export function isJob(mode: Property): boolean {
  const kind = kindOf(mode);
  return kind === "replicated-job" || kind === "global-job";
}

/** Source: swarmkit manager/controlapi/service.go, UpdateService, which the Engine answers with 501. */
const otherKind =
  "service mode change is not allowed (between replicated, global and jobs; the number of tasks can change)";

const replicatedJob = block({
  maxConcurrent: ["MaxConcurrent", whole({ default: 1 })],
  totalCompletions: ["TotalCompletions", whole()],
});

/** The form of the inputs. The Engine has one object per kind instead of the flags. */
const form = block({
  global: ["Global", replaced(otherKind, flag())],
  replicated: ["Replicated", block({ replicas: ["Replicas", whole({ default: 1 })] })],
  replicatedJob: ["ReplicatedJob", replicatedJob],
  globalJob: ["GlobalJob", replaced(otherKind, flag())],
});

/**
 * `mode`: `{ global: true }`, `{ replicated: { replicas } }`, `{ replicatedJob: { maxConcurrent, totalCompletions } }`
 * or `{ globalJob: true }`; an absent one is replicated.
 */
export const mode: Field = {
  shape: form.shape,
  write: (wanted) => {
    const kind = kindOf(wanted);
    if (kind === "global") return { Global: {} };
    if (kind === "global-job") return { GlobalJob: {} };
    if (kind === "replicated-job") {
      const { maxConcurrent, totalCompletions } = jobOf(wanted);
      return { ReplicatedJob: { MaxConcurrent: maxConcurrent, TotalCompletions: totalCompletions } };
    }
    const { replicas } = propertiesOf(propertiesOf(wanted).replicated);
    return { Replicated: { Replicas: isAbsent(replicas) ? 1 : replicas } };
  },
  fits: (wanted, live) => {
    const kind = kindOf(wanted);
    if (kind === undefined || kind !== kindOfLive(live)) return false;
    if (kind === "replicated") return replicasOf(wanted) === liveReplicas(live);
    if (kind !== "replicated-job") return true;
    const [job, present] = [jobOf(wanted), liveJob(live)];
    return job.maxConcurrent === present.maxConcurrent && job.totalCompletions === present.totalCompletions;
  },
  same: (a, b) => mode.differences("", a, b).length === 0,
  differences: (path, before, wanted) => {
    const kind = kindOf(wanted);
    if (kindOf(before) !== kind) return [{ path, kind: "update", replaces: otherKind }];
    if (kind === "replicated") {
      return form.differences(path, { replicated: replicatedOf(before) }, { replicated: replicatedOf(wanted) });
    }
    if (kind !== "replicated-job") return [];
    return form.differences(path, { replicatedJob: jobOf(before) }, { replicatedJob: jobOf(wanted) });
  },
  reconcile: (previous, live) => {
    const words = previous === unknown ? undefined : previous;
    if (mode.fits(words, live)) return words;
    const kind = kindOfLive(live);
    if (kind === "global") return { global: true };
    if (kind === "global-job") return { globalJob: true };
    return kind === "replicated-job"
      ? { replicatedJob: { ...liveJob(live) } }
      : { replicated: { replicas: liveReplicas(live) } };
  },
  rewrite: (live, wanted) => (mode.fits(wanted, live) ? live : mode.write(wanted)),
  check: (path, draft) => {
    const failures = form.check(path, draft);
    const { replicated } = propertiesOf(draft);
    const replicas = propertiesOf(replicated).replicas;
    const problems = under(`${path}.replicated.replicas`, checkReplicas(replicas as number));
    return [
      ...failures.filter(({ property }) => !problems.some((problem) => problem.path === property)),
      ...checkKinds(path, propertiesOf(draft)),
      ...problems.map(({ path: property, reason }) => ({ property, reason })),
    ];
  },
};

function checkKinds(path: string, { global, globalJob, replicated, replicatedJob: job }: Properties): CheckFailure[] {
  const given = [
    ...(global === true ? ["'global' (one task on each node)"] : []),
    ...(isPresent(replicated) ? ["'replicated'"] : []),
    ...(globalJob === true ? ["'globalJob' (one task on each node, which ends)"] : []),
    ...(isPresent(job) ? ["'replicatedJob' (tasks that end)"] : []),
  ];
  if (given.length < 2) return [];
  return [{ property: path, reason: `a service is either ${given.join(" or ")}. Keep one of them.` }];
}

/** Checks that a job has no settings for updates: Swarm runs it again instead. */
export function checkJob(inputs: Properties): CheckFailure[] {
  const kind = kindOf(inputs.mode);
  if (!isJob(inputs.mode)) return [];
  return ["updateConfig", "rollbackConfig"]
    .filter((name) => !isAbsent(inputs[name]))
    .map((name) => ({
      property: name,
      reason:
        `'${name}' is not possible for a job (mode ${show(kind)}): an update runs it again. Swarm refuses it: "Jobs ` +
        `may not have an update config". Leave '${name}' out.`,
    }));
}

export function kindOfLive(live: Json): Kind | undefined {
  const { Global, Replicated, ReplicatedJob, GlobalJob } = recordOf(live);
  if (ReplicatedJob !== undefined) return "replicated-job";
  if (GlobalJob !== undefined) return "global-job";
  return Global !== undefined ? "global" : Replicated !== undefined || live === undefined ? "replicated" : undefined;
}

/** How many tasks of a live service run at the same time; `global`: one on each node. */
export function tasksAtOnce({ Global, GlobalJob, Replicated, ReplicatedJob }: ServiceMode = {}): number | "global" {
  if (Global !== undefined || GlobalJob !== undefined) return "global";
  if (ReplicatedJob === undefined) return Replicated?.Replicas ?? 1;
  const { maxConcurrent, totalCompletions } = liveJob({ ReplicatedJob });
  return Math.min(maxConcurrent, totalCompletions);
}

function replicatedOf(wanted: Property): Property {
  return propertiesOf(wanted).replicated;
}

function replicasOf(wanted: Property): Property {
  return propertiesOf(replicatedOf(wanted)).replicas ?? 1;
}

function liveReplicas(live: Json): number {
  const { Replicas = 1 } = recordOf(recordOf(live).Replicated);
  return Replicas as number;
}

/** The numbers of a replicated job, with the Engine's defaults: one task at a time, and as many in total. */
export function jobOf(wanted: Property): { maxConcurrent: Property; totalCompletions: Property } {
  const { replicatedJob: job } = propertiesOf(wanted);
  if (job === unknown) return { maxConcurrent: unknown, totalCompletions: unknown };
  const { maxConcurrent, totalCompletions } = propertiesOf(job);
  const most = isAbsent(maxConcurrent) ? 1 : maxConcurrent;
  return { maxConcurrent: most, totalCompletions: isAbsent(totalCompletions) ? most : totalCompletions };
}

function liveJob(live: Json): { maxConcurrent: number; totalCompletions: number } {
  const { MaxConcurrent = 1, TotalCompletions = MaxConcurrent } = recordOf(recordOf(live).ReplicatedJob);
  return { maxConcurrent: MaxConcurrent as number, totalCompletions: TotalCompletions as number };
}
