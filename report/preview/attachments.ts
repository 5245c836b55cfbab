import { unknown } from "../../swarm/draft";
import type { Properties, Property } from "../../provider/handler/properties";
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
  const networks = networksIn(resources);
  const services = resources.filter(({ type }) => type === serviceType);
  return new Map(
    services.map((service): [string, Attachments] => {
      const before = urnsOf(service.before, networks, []);
      const after = urnsOf(service.after, networks, candidatesFor(service, before, networks, dependencies));
      return [service.urn, { before, after }];
    }),
  );
}

/** The networks of a preview, read once for all services. */
interface Networks {
  /** URNs, by each id and name of a network. */
  readonly byWord: ReadonlyMap<Property, string>;
  /** The positions of those that are created or replaced, by URN. */
  readonly created: ReadonlyMap<string, number>;
  /** The URNs of those that are created. */
  readonly added: readonly string[];
  /** The URNs of the ingress. */
  readonly ingress: readonly string[];
}

function networksIn(resources: readonly PreviewedResource[]): Networks {
  const networks = resources.filter(({ type }) => type === networkType);
  const byWord = new Map<Property, string>();
  // The first network of a name wins, so it comes last.
  for (const { urn, id, before, after } of networks.toReversed()) {
    const words: Property[] = [id, before?.name, after?.name];
    for (const word of words) if (word !== undefined) byWord.set(word, urn);
  }
  const urnsWith = (...actions: PreviewedResource["action"][]): string[] =>
    networks.filter(({ action }) => actions.includes(action)).map(({ urn }) => urn);
  return {
    byWord,
    created: new Map(urnsWith("create", "replace").map((urn, position) => [urn, position])),
    added: urnsWith("create"),
    ingress: networks.filter(({ before, after }) => (after ?? before)?.ingress === true).map(({ urn }) => urn),
  };
}

/** The networks that the unknown references of a service can mean. */
function candidatesFor(
  { urn }: PreviewedResource,
  before: ReadonlySet<string>,
  { created, added }: Networks,
  dependencies: Dependencies,
): readonly string[] {
  const createdOf = (urns: Iterable<string>): string[] =>
    [...urns].filter((one) => created.has(one)).sort((a, b) => (created.get(a) ?? 0) - (created.get(b) ?? 0));
  const named = dependencies.get(urn);
  if (named !== undefined) return createdOf(named);
  // Without dependencies: the replacements of its networks, and a new network if there is only one.
  return [...createdOf(before), ...(added.length === 1 ? added : [])];
}

function urnsOf(
  inputs: Properties | undefined,
  { byWord, ingress }: Networks,
  candidates: readonly string[],
): ReadonlySet<string> {
  if (inputs === undefined) return new Set();
  const given = elementsOf(propertiesOf(inputs.taskSpec).networksAdvanceds).map(propertiesOf);
  const words = given.map(({ id, name }) => id ?? name);
  const known = words.flatMap((word) => (word === undefined ? [] : (byWord.get(word) ?? [])));
  const ports = elementsOf(propertiesOf(inputs.endpointSpec).ports).map(propertiesOf);
  const isPublished = ports.some(({ publishMode = "ingress" }) => publishMode === "ingress");
  const isPending = words.includes(unknown);
  return new Set([...known, ...(isPublished ? ingress : []), ...(isPending ? candidates : [])]);
}
