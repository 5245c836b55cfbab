import { unknown } from "../../swarm/draft";
import type { Properties } from "../../provider/handler/properties";
import { elementsOf, propertiesOf } from "../../provider/mapping/fields/field";
import { networkType, serviceType, type PreviewedResource } from "./resources";

/** The networks of the preview that a service is on, as URNs, before and after the update. */
export interface Attachments {
  readonly before: ReadonlySet<string>;
  readonly after: ReadonlySet<string>;
}

/** The resources that the `taskSpec` of each service depends on, by URN. */
export type Dependencies = ReadonlyMap<string, readonly string[]>;

/**
 * Reads the dependencies from the output of `pulumi preview --json`. The event log lacks them.
 *
 * @throws Error for other text
 */
export function readDependencies(text: string, name: string): Dependencies {
  try {
    const { steps = [] } = JSON.parse(text) as { steps?: readonly DigestStep[] };
    return new Map(steps.map(({ urn, newState }) => [urn, newState?.propertyDependencies?.taskSpec ?? []]));
  } catch (cause) {
    throw new Error(`"${name}" is not the output of 'pulumi preview --json'. Write it again.`, { cause });
  }
}

interface DigestStep {
  readonly urn: string;
  readonly newState?: { readonly propertyDependencies?: { readonly taskSpec?: readonly string[] } | null };
}

/**
 * Which networks the services are on.
 *
 * The preview does not know the id of a network that the update creates. A service that refers to one is on the new
 * networks that its `taskSpec` depends on.
 */
export function attachmentsOf(
  resources: readonly PreviewedResource[],
  dependencies: Dependencies,
): ReadonlyMap<string, Attachments> {
  const networks = resources.filter(({ type }) => type === networkType);
  const services = resources.filter(({ type }) => type === serviceType);
  return new Map(
    services.map((service): [string, Attachments] => {
      const before = urnsOf(service.before, networks, []);
      const after = urnsOf(service.after, networks, candidatesFor(service, before, networks, dependencies));
      return [service.urn, { before, after }];
    }),
  );
}

/** The networks that the unknown references of a service can mean. */
function candidatesFor(
  { urn }: PreviewedResource,
  before: ReadonlySet<string>,
  networks: readonly PreviewedResource[],
  dependencies: Dependencies,
): readonly string[] {
  const isNew = ({ action }: PreviewedResource): boolean => action === "create" || action === "replace";
  const created = networks.filter(isNew).map((network) => network.urn);
  const named = dependencies.get(urn);
  if (named !== undefined) return created.filter((network) => named.includes(network));
  // Without dependencies: the replacements of its networks, and a new network if there is only one.
  const added = networks.filter(({ action }) => action === "create").map((network) => network.urn);
  return [...created.filter((network) => before.has(network)), ...(added.length === 1 ? added : [])];
}

function urnsOf(
  inputs: Properties | undefined,
  networks: readonly PreviewedResource[],
  candidates: readonly string[],
): ReadonlySet<string> {
  if (inputs === undefined) return new Set();
  const given = elementsOf(propertiesOf(inputs.taskSpec).networksAdvanceds).map(propertiesOf);
  const words = given.map(({ id, name }) => id ?? name);
  const known = words.flatMap((word) => {
    const isMeant = ({ id, before, after }: PreviewedResource): boolean =>
      word !== undefined && [id, before?.name, after?.name].includes(word);
    return networks.find(isMeant)?.urn ?? [];
  });
  const ports = elementsOf(propertiesOf(inputs.endpointSpec).ports).map(propertiesOf);
  const isPublished = ports.some(({ publishMode = "ingress" }) => publishMode === "ingress");
  const ingress = networks.filter(({ before, after }) => isPublished && (after ?? before)?.ingress === true);
  const isPending = words.includes(unknown);
  return new Set([...known, ...ingress.map(({ urn }) => urn), ...(isPending ? candidates : [])]);
}
