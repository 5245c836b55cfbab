import type { Properties } from "../../provider/handler/properties";
import type { ResourcePlan } from "../../provider/handler/resourcePlan";
import { nameOf } from "../../provider/handler/urn";
import type { Change } from "../../provider/mapping/fields/field";
import type { StepEvent } from "./events";

export const networkType = "docker:index/network:Network";
export const serviceType = "docker:index/service:Service";

/** What an update does to a resource. */
export type Action = "same" | "create" | "update" | "replace" | "delete";

/** A resource before and after an update. */
export interface PreviewedResource {
  readonly urn: string;
  readonly type: string;
  /** Name in the program. */
  readonly name: string;
  readonly action: Action;
  /** Of the object that is deployed. */
  readonly id?: string | undefined;
  /** The inputs of the last deployment. */
  readonly before?: Properties | undefined;
  /** The state of the last deployment, with what the Engine has chosen. */
  readonly state?: Properties | undefined;
  /** The new inputs. */
  readonly after?: Properties | undefined;
  /** What the provider reports as changed; `undefined` if it leaves that to the CLI. */
  readonly changes?: readonly Change[] | undefined;
}

/** A line of the file that SWARM_PREVIEW_PLAN names. */
export type PlanLine = ResourcePlan & { readonly urn: string };

/**
 * The custom resources of a preview. A replacement has several steps, which become one.
 *
 * @param steps of the event log
 */
export function previewedResources(steps: readonly StepEvent[]): PreviewedResource[] {
  const byUrn = new Map<string, StepEvent[]>();
  for (const step of steps) {
    const { custom = false } = step.new ?? step.old ?? {};
    if (!custom || step.type.startsWith("pulumi:")) continue;
    byUrn.set(step.urn, [...(byUrn.get(step.urn) ?? []), step]);
  }
  return [...byUrn].flatMap(([urn, group]) => {
    const action = actionOf(group.map(({ op }) => op));
    return action === undefined ? [] : [combined(urn, action, group)];
  });
}

function combined(urn: string, action: Action, group: readonly StepEvent[]): PreviewedResource {
  const old = group.map((step) => step.old).find((one) => one !== undefined && one !== null);
  const next = group.map((step) => step.new).find((one) => one !== undefined && one !== null);
  const diff = group.map(({ detailedDiff }) => detailedDiff).find((one) => one !== undefined && one !== null);
  return {
    urn,
    type: group[0]?.type ?? "",
    name: nameOf(urn),
    action,
    id: action === "create" ? undefined : old?.id,
    before: action === "create" ? undefined : old?.inputs,
    state: action === "create" ? undefined : old?.outputs,
    after: action === "delete" ? undefined : next?.inputs,
    changes:
      diff === undefined ? undefined : Object.entries(diff).map(([path, { diffKind }]) => change(path, diffKind)),
  };
}

/** @returns `undefined` for what is left of an earlier update, and for a lookup */
function actionOf(ops: readonly string[]): Action | undefined {
  const has = (...names: string[]): boolean => names.some((name) => ops.includes(name));
  if (has("replace", "create-replacement", "import-replacement")) return "replace";
  if (has("create", "import")) return "create";
  if (has("update")) return "update";
  if (has("delete")) return "delete";
  return has("same") ? "same" : undefined;
}

function change(path: string, diffKind: string): Change {
  const kind = diffKind.replace(/-replace$/, "");
  return { path, kind: kind === "add" || kind === "delete" ? kind : "update" };
}
