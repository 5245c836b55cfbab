import { isPresent, unknown } from "../../../swarm/draft";
import { under } from "../../../swarm/problem";
import { checkReplicas } from "../../../swarm/replicas";
import type { Property } from "../../handler/properties";
import { block } from "../fields/block";
import { isAbsent, propertiesOf, recordOf, replaced, type Field, type Json } from "../fields/field";
import { flag, whole } from "../fields/leaf";

/** How Swarm schedules a service's tasks. */
export type Kind = "replicated" | "global";

/** `undefined` while it is unknown in a preview. */
export function kindOf(mode: Property): Kind | undefined {
  const { global } = propertiesOf(mode);
  if (mode === unknown || global === unknown) return undefined;
  return global === true ? "global" : "replicated";
}

/** Source: swarmkit manager/controlapi/service.go, UpdateService, which the Engine answers with 501. */
const otherKind =
  "service mode change is not allowed (between replicated and global; the number of replicas can change)";

/** The form of the inputs. The Engine has one object per kind instead of the flag. */
const form = block({
  global: ["Global", replaced(otherKind, flag())],
  replicated: ["Replicated", block({ replicas: ["Replicas", whole({ default: 1 })] })],
});

/** `mode`: `{ global: true }` or `{ replicated: { replicas } }`; an absent one is replicated. */
export const mode: Field = {
  shape: form.shape,
  write: (wanted) => {
    if (kindOf(wanted) === "global") return { Global: {} };
    const { replicas } = propertiesOf(propertiesOf(wanted).replicated);
    return { Replicated: { Replicas: isAbsent(replicas) ? 1 : replicas } };
  },
  fits: (wanted, live) => {
    if (kindOf(wanted) === undefined) return false;
    return (
      kindOf(wanted) === kindOfLive(live) && (kindOf(wanted) === "global" || replicasOf(wanted) === liveReplicas(live))
    );
  },
  same: (a, b) => mode.differences("", a, b).length === 0,
  differences: (path, before, wanted) => {
    if (kindOf(before) !== kindOf(wanted)) return [{ path, kind: "update", replaces: otherKind }];
    if (kindOf(wanted) === "global") return [];
    return form.differences(path, { replicated: replicatedOf(before) }, { replicated: replicatedOf(wanted) });
  },
  reconcile: (previous, live) => {
    const words = previous === unknown ? undefined : previous;
    if (mode.fits(words, live)) return words;
    return kindOfLive(live) === "global" ? { global: true } : { replicated: { replicas: liveReplicas(live) } };
  },
  rewrite: (live, wanted) => (mode.fits(wanted, live) ? live : mode.write(wanted)),
  check: (path, draft) => {
    const failures = form.check(path, draft);
    const { global, replicated } = propertiesOf(draft);
    if (global === true && isPresent(replicated)) {
      const reason = "a service is either 'global' (one task on each node) or 'replicated'. Keep one of them.";
      failures.push({ property: path, reason });
    }
    const replicas = propertiesOf(replicated).replicas;
    const problems = under(`${path}.replicated.replicas`, checkReplicas(replicas as number));
    return [
      ...failures.filter(({ property }) => !problems.some((problem) => problem.path === property)),
      ...problems.map(({ path: property, reason }) => ({ property, reason })),
    ];
  },
};

export function kindOfLive(live: Json): Kind | undefined {
  const { Global, Replicated } = recordOf(live);
  return Global !== undefined ? "global" : Replicated !== undefined || live === undefined ? "replicated" : undefined;
}

/** Why a live service cannot be a resource: it is a job, and the docker package cannot describe its mode. */
export function refuseJob(live: Json): string | undefined {
  const { ReplicatedJob, GlobalJob } = recordOf(live);
  const kind = ReplicatedJob !== undefined ? "replicated-job" : GlobalJob !== undefined ? "global-job" : undefined;
  if (kind === undefined) return undefined;
  return (
    `it runs in mode "${kind}", and docker.Service describes only "replicated" and "global" services. ` +
    "Keep the job outside of Pulumi, or replace it with a service that the swarm restarts."
  );
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
