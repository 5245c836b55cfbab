import { stackOf } from "../../provider/handler/urn";
import { groupedBy } from "../../provider/inspection/groupedBy";
import { attachmentsOf, type Attachments, type Dependencies } from "../preview/attachments";
import type { DiagnosticEvent, PreviewEvents } from "../preview/events";
import {
  networkType,
  previewedResources,
  serviceType,
  type Action,
  type PlanLine,
  type PreviewedResource,
} from "../preview/resources";
import { addressUses } from "./addressUse";
import { hider } from "./hidden";
import { effectsIn, findingsOf, kindOf, messagesOf } from "./messages";
import { networkDetails } from "./networkDetails";
import { pictureOf, type Picture } from "./pictures";
import type { Report, ResourceChange } from "./report";
import { imageOf, serviceDetails } from "./serviceDetails";

const plansOf = groupedBy<PlanLine>(({ urn }) => [urn]);
const diagnosticsOf = groupedBy<DiagnosticEvent>(({ urn }) => (urn === undefined ? [] : [urn]));

/** What the Pulumi CLI and the provider wrote about a preview. */
export interface PreviewFiles {
  readonly events: PreviewEvents;
  readonly dependencies: Dependencies;
  readonly plans: readonly PlanLine[];
}

/** A report, and the networks before and after the update. */
export interface ReportWithPictures {
  readonly report: Report;
  readonly before: Picture;
  readonly after: Picture;
}

/**
 * Turns a preview into a report. Values that can be secret are left out, or removed where a message quotes them.
 *
 * @param stack its name, if the preview has no resource that tells it
 */
export function composeReport(files: PreviewFiles, stack: string): ReportWithPictures {
  const { events, dependencies } = files;
  const resources = previewedResources(events.steps);
  const attachments = attachmentsOf(resources, dependencies);
  const name = stackOf(events.steps[0]?.urn ?? "").stack || stack;
  const uses = addressUses(resources, attachments);
  const hide = hider(resources, isPublicIn(resources, name));
  return {
    report: {
      version: 1,
      stack: name,
      ...contentOf(withTexts(files, hide), resources, attachments),
      addresses: uses.filter(({ before, after }) => before !== after),
    },
    before: pictureOf("before", name, resources, attachments, uses),
    after: pictureOf("after", name, resources, attachments, uses),
  };
}

/** The same preview with other messages. Only messages are free text; everything else that is shown has a name. */
function withTexts({ events, ...files }: PreviewFiles, change: (text: string) => string): PreviewFiles {
  const changed = <T extends { readonly message: string }>(event: T): T => ({
    ...event,
    message: change(event.message),
  });
  const { diagnostics, findings } = events;
  return {
    ...files,
    events: { ...events, diagnostics: diagnostics.map(changed), findings: findings.map(changed) },
  };
}

function contentOf(
  { events, plans }: PreviewFiles,
  resources: readonly PreviewedResource[],
  attachments: ReadonlyMap<string, Attachments>,
): Omit<Report, "version" | "stack" | "addresses"> {
  const messages = messagesOf(events.diagnostics);
  const findings = findingsOf(events.findings);
  const names = new Map(resources.map(({ urn, name }) => [urn, name]));
  const changes = resources.flatMap((resource) => {
    if (resource.action === "same") return [];
    const attached = attachments.get(resource.urn) ?? { before: new Set(), after: new Set() };
    const details = detailsOf(resource, attached, (urn) => names.get(urn) ?? urn);
    return [{ resource, change: changeOf(resource, resource.action, details, events, plans) }];
  });
  const ofType = (...types: string[]): ResourceChange[] =>
    changes.filter(({ resource }) => types.includes(resource.type)).map(({ change }) => change);
  return {
    passed:
      events.isComplete &&
      messages.every(({ severity }) => severity !== "error") &&
      findings.every(({ level }) => level !== "mandatory"),
    networks: ofType(networkType),
    services: ofType(serviceType),
    others: changes
      .filter(({ resource: { type } }) => type !== networkType && type !== serviceType)
      .map(({ change }) => change),
    messages,
    findings,
  };
}

function detailsOf(
  resource: PreviewedResource,
  attachments: Attachments,
  nameOf: (urn: string) => string,
): readonly string[] {
  if (resource.type === networkType) return networkDetails(resource);
  if (resource.type === serviceType) return serviceDetails(resource, attachments, nameOf);
  const paths = (resource.changes ?? []).map(({ path }) => path.split(/[.[]/, 1)[0] ?? path);
  return paths.length === 0 ? [] : [`changes ${[...new Set(paths)].join(", ")}`];
}

function changeOf(
  { urn, name, type, before, after }: PreviewedResource,
  action: Exclude<Action, "same">,
  details: readonly string[],
  { diagnostics }: PreviewEvents,
  plans: readonly PlanLine[],
): ResourceChange {
  const isIngress = (after ?? before)?.ingress === true;
  const [line] = plansOf(plans, urn);
  const { tasks, attachments, network, lost = [] } = line ?? {};
  return {
    kind: isIngress ? "ingress network" : kindOf(type),
    name,
    action,
    details,
    effects: effectsIn(diagnosticsOf(diagnostics, urn)),
    ...(line === undefined ? {} : { plan: { tasks, attachments, network, lost } }),
  };
}

/** Names and images are shown, also if a variable has the same value. */
function isPublicIn(resources: readonly PreviewedResource[], stack: string): (value: string) => boolean {
  const words = resources.flatMap(({ name, before, after, type }) => [
    name,
    ...[before, after].flatMap((inputs) => (inputs === undefined ? [] : [inputs.name, imageOf(inputs)])),
    kindOf(type),
  ]);
  const known = new Set([...words, stack]);
  return (value) => known.has(value);
}
