import type { PolicyResource } from "@pulumi/policy";
import type { Draft, Unknown } from "../../swarm/draft";
import { isPresent, unknown } from "../../swarm/draft";
import { isNetworkId } from "../../swarm/names";
import { driverOption } from "../../swarm/options";
import { overlayNetworkAround } from "./componentNetwork";
import { givenNetwork, givenOf } from "./given";
import { draftOf, guardedBy } from "../unknowns/draft";
import type { Network } from "./network";
import { isOverlay, networkType } from "./network";
import type { NetworkReference, Service, TaskSpec } from "./service";
import { assume, firstReason, looksOf, recall, settled } from "../unknowns/looks";
import { isReadOnce } from "../sdk/readOnce";
import type { Marked } from "./sensitivity";
import { sensitiveBecause } from "./sensitivity";
import { entriesOf, fieldsOf, serviceType, swarmServiceType } from "./service";
import { swarmOf } from "./swarmOf";

/** An overlay network of a stack, which may be the ingress network. */
export interface StackNetwork {
  readonly resource: PolicyResource;
  readonly network: ReturnType<typeof fieldsOf<Network>>;
  /** The facts from which {@link sensitiveBecause} decides whether the network is sensitive. */
  readonly marked: Marked;
  /** Logical name. */
  readonly name: string;
  readonly urn: string;
  readonly swarm: string;
}

/** A service of a stack. */
export interface StackService {
  readonly resource: PolicyResource;
  readonly service: ReturnType<typeof fieldsOf<Service>>;
  /** Logical name. */
  readonly name: string;
  readonly urn: string;
  readonly swarm: string;
  /** Its attachments, in the order of the program, including those to networks outside the stack. */
  readonly attachments: readonly Attachment[];
  /** The networks of the stack that the service is certainly on. */
  readonly networks: ReadonlySet<StackNetwork>;
  /**
   * Other networks of the stack that the service may be on, because their ids are unknown. If there are any, reading
   * them counts as reading the ids.
   */
  readonly possible: ReadonlySet<StackNetwork>;
  /**
   * Whether an attachment may be to any network, since its id is unknown. If so, reading this counts as reading the
   * ids.
   */
  readonly open: boolean;
  /** Whether the list of attachments itself is unknown. If so, reading this counts as reading the list. */
  readonly hidden: boolean;
}

/** One attachment of a service. */
export interface Attachment {
  readonly reference: Draft<NetworkReference>;
  /** The network of the stack; `undefined` if it is outside the stack or unresolved. */
  readonly network: StackNetwork | undefined;
  /**
   * The id or name by which the service refers to the network; `undefined` if it is unknown, and then reading this
   * counts as reading the id.
   */
  readonly idOrName: string | undefined;
  /** The id or name of a network outside the stack. */
  readonly elsewhere: string | undefined;
}

/** The networks and services of a stack, sorted by URN, because Pulumi lists resources in any order. */
export interface StackTopology {
  readonly networks: readonly StackNetwork[];
  readonly services: readonly StackService[];
}

/**
 * Resolves which service is on which network. Reads only resources of the docker package, which are also the children
 * of the components.
 *
 * A service refers to its networks by id. In a preview, the id of a new network is unknown, and this project's provider
 * does not report it for a network without a component. In these cases, Pulumi's record of the resources that a
 * property depends on helps: if one attachment of a service is unresolved, and one network among the dependencies of
 * the attachments is left, the attachment is to that network.
 */
export function topologyOf(resources: readonly PolicyResource[]): StackTopology {
  // All rules about a stack need the same topology.
  const key = guardedBy(resources[0]?.props);
  const before = key === undefined ? undefined : topologies.get(key);
  if (before !== undefined) return before;
  // Unknown ids do not count here, but when a rule reads a property of a StackService that depends on them.
  const topology = settled(() => readTopology(resources));
  if (key !== undefined && isReadOnce(key)) topologies.set(key, topology);
  return topology;
}

/** By the properties of the first resource, which are the same object only within one request of the CLI. */
const topologies = new WeakMap<object, StackTopology>();

function readTopology(resources: readonly PolicyResource[]): StackTopology {
  const sorted = [...resources].sort((a, b) => (a.urn < b.urn ? -1 : 1));
  const index = new NetworkIndex(sorted);
  const found = sorted
    .filter(({ type }) => type === serviceType)
    .map((resource) => ({ resource, swarm: swarmOf(resource) }));
  const resolvers = found.map(({ resource, swarm }) => new AttachmentResolver(resource, swarm, index));
  identifyNetworks(resolvers);
  return { networks: index.networks, services: resolvers.map((resolver) => resolver.result()) };
}

/** A network that a service is on, with the reason why it is sensitive. */
export interface SensitiveNetwork {
  readonly network: StackNetwork;
  readonly because: string;
}

/** The first sensitive network that a service is on; unknown if the service may be on one. */
export function firstSensitive(
  service: StackService,
  settings: Parameters<typeof sensitiveBecause>[1],
): SensitiveNetwork | Unknown | undefined {
  const isPossible = ({ marked }: StackNetwork): boolean => sensitiveBecause(marked, settings) !== undefined;
  return firstReason(
    ...[...service.networks].map((network) => () => {
      const because = sensitiveBecause(network.marked, settings);
      return typeof because === "string" ? { network, because } : because;
    }),
    () => ([...service.possible].some(isPossible) ? unknown : undefined),
  );
}

/**
 * Identifies networks by elimination. A network that one service identifies may leave a single candidate for the other
 * services that depend on it.
 */
function identifyNetworks(resolvers: readonly AttachmentResolver[]): void {
  const users = new Map<StackNetwork, AttachmentResolver[]>();
  for (const resolver of resolvers) {
    for (const network of resolver.candidates()) {
      const others = users.get(network);
      if (others === undefined) users.set(network, [resolver]);
      else others.push(resolver);
    }
  }
  const queue = [...resolvers];
  for (let resolver = queue.pop(); resolver !== undefined; resolver = queue.pop()) {
    const network = resolver.identifyByElimination();
    if (network !== undefined) queue.push(...(users.get(network) ?? []));
  }
}

/** The networks of a stack, each once, by the ids and names that services use for them. */
class NetworkIndex {
  public readonly networks: StackNetwork[] = [];
  private readonly byUrn = new Map<string, StackNetwork>();
  private readonly byId = new IdIndex();
  private readonly byName = new Map<string, StackNetwork>();
  /** The networks by the id that their component reports, which may be the id of another network. */
  private readonly claims = new IdIndex();
  private readonly identified = new Set<StackNetwork>();

  public constructor(resources: readonly PolicyResource[]) {
    for (const resource of resources) {
      if (resource.type !== networkType) continue;
      const network = givenNetwork(resource);
      if (isOverlay(network) === false) continue;
      const swarm = swarmOf(resource);
      const id = isPresent(network.id) && network.id !== "" ? network.id : undefined;
      const entry = this.twinOf(swarm, id, network) ?? stackNetwork(resource, network, swarm);
      if (!this.networks.includes(entry)) this.networks.push(entry);
      this.byUrn.set(resource.urn, entry);
      if (id !== undefined) this.identify(id, entry);
      const claimed = id === undefined ? claimedId(resource) : undefined;
      if (claimed !== undefined) this.claims.add(claimed, entry);
      for (const name of [vxlanOf(network), isPresent(network.name) ? network.name : undefined])
        if (name !== undefined && name !== "") this.byName.set(`${swarm} ${name}`, entry);
    }
  }

  /**
   * The network with an id, a physical name or the start of an id, in Docker's order. An id belongs to one swarm, by
   * whatever provider it is used.
   *
   * @param sources the resources that the reference depends on. They must include a network that only its component
   *   identifies
   */
  public find(swarm: string, idOrName: unknown, sources: readonly PolicyResource[] = []): StackNetwork | undefined {
    if (typeof idOrName !== "string" || idOrName === "") return undefined;
    const made = sources.map(({ urn }) => this.byUrn.get(urn)).filter((one) => one !== undefined);
    const credible = (claimed: StackNetwork | undefined): StackNetwork | undefined =>
      claimed !== undefined && (made.length === 0 || made.includes(claimed)) ? claimed : undefined;
    return (
      this.byId.find(idOrName) ??
      this.byName.get(`${swarm} ${idOrName}`) ??
      credible(this.claims.find(idOrName)) ??
      this.byId.findByStart(idOrName) ??
      credible(this.claims.findByStart(idOrName))
    );
  }

  /** The entry of a network that the program reads as well: it has the same id, or the same name and VXLAN ids. */
  private twinOf(swarm: string, id: string | undefined, network: StackNetwork["network"]): StackNetwork | undefined {
    const other = this.find(swarm, vxlanOf(network));
    return this.find(swarm, id) ?? (other?.network.name === network.name ? other : undefined);
  }

  /** The networks among resources, each once, whose id is unknown. */
  public unidentified(resources: readonly PolicyResource[]): StackNetwork[] {
    const networks = resources.map(({ urn }) => this.byUrn.get(urn)).filter((one) => one !== undefined);
    return [...new Set(networks)].filter((network) => !this.identified.has(network));
  }

  public identify(id: string, network: StackNetwork): void {
    this.identified.add(network);
    this.byId.add(id, network);
  }
}

/** Networks by their ids, and by the start of an id, which Docker accepts if no other id starts like that. */
class IdIndex {
  private readonly networks = new Map<string, StackNetwork>();
  /** The ids by their first characters. */
  private readonly ids = new Map<string, string[]>();

  public add(id: string, network: StackNetwork): void {
    this.networks.set(id, network);
    const start = id.slice(0, shortestStart);
    this.ids.set(start, [...(this.ids.get(start) ?? []), id]);
  }

  public find(id: string): StackNetwork | undefined {
    return this.networks.get(id);
  }

  public findByStart(text: string): StackNetwork | undefined {
    if (!/^[a-z0-9]+$/.test(text) || text.length < shortestStart) return undefined;
    const ids = this.ids.get(text.slice(0, shortestStart)) ?? [];
    // A reference may have taught the start alone.
    const found = new Set(ids.filter((id) => id.startsWith(text) || text.startsWith(id)).map((id) => this.find(id)));
    return found.size === 1 ? [...found][0] : undefined;
  }
}

/** Fewer characters are a name rather than the start of an id. */
const shortestStart = 4;

/** Resolves the attachments of one service to networks. */
class AttachmentResolver {
  private readonly references: readonly Draft<NetworkReference>[];
  private readonly sources: readonly PolicyResource[];
  private readonly service: ReturnType<typeof fieldsOf<Service>>;
  private readonly isHidden: boolean;

  public constructor(
    private readonly resource: PolicyResource,
    private readonly swarm: string,
    private readonly index: NetworkIndex,
  ) {
    this.service = givenOf<Service>(resource);
    const { taskSpec } = this.service;
    this.isHidden = taskSpec === unknown || fieldsOf<TaskSpec>(taskSpec).networksAdvanceds === unknown;
    this.references = this.readReferences();
    this.sources = sourcesOf(resource);
  }

  private readReferences(): readonly Draft<NetworkReference>[] {
    return entriesOf(fieldsOf<TaskSpec>(this.service.taskSpec).networksAdvanceds);
  }

  /** Identifies a network, if there is one unresolved id and one candidate. Returns that network. */
  public identifyByElimination(): StackNetwork | undefined {
    const [first, ...more] = this.unresolved();
    const [network, ...others] = this.candidates();
    if (typeof first !== "string" || network === undefined || more.length > 0 || others.length > 0) return undefined;
    this.index.identify(first, network);
    return network;
  }

  public result(): StackService {
    const unresolved = this.unresolved();
    const candidates = this.candidates();
    // With as many unresolved attachments as candidates, the service is on all of them: Swarm refuses to attach a
    // network twice.
    const certain = candidates.length > 0 && (unresolved.length === candidates.length || candidates.length === 1);
    const [only] = candidates.length === 1 ? candidates : [];
    const attachments = this.references.map((reference): Attachment => {
      const given = idOrNameOf(reference);
      const idOrName = typeof given === "string" ? given : undefined;
      const looks = looksOf(() => idOrNameOf(reference));
      const isUnresolved = given !== undefined && unresolved.includes(given);
      const network = this.resolve(reference) ?? (isUnresolved ? only : undefined);
      const isOfStack = network !== undefined || (isUnresolved && certain);
      return {
        reference,
        network,
        get idOrName() {
          if (given === unknown) recall(looks);
          return idOrName;
        },
        elsewhere: isOfStack ? undefined : idOrName,
      };
    });
    const { name, urn } = this.resource;
    const clear = attachments.flatMap(({ network }) => (network === undefined ? [] : [network]));
    const looks = looksOf(() => {
      this.readReferences().forEach(idOrNameOf);
    });
    const isOpen =
      (this.isHidden || (unresolved.includes(unknown) && candidates.length < unresolved.length)) &&
      candidates.length !== 1;
    const isPossible = ((unresolved.length > 0 && !certain) || this.isHidden) && looks.length > 0;
    const possible = new Set(isPossible ? candidates : []);
    const isHidden = this.isHidden;
    const look = <T>(value: T, isVague: boolean): T => {
      if (isVague) recall(looks);
      return value;
    };
    return {
      resource: this.resource,
      service: this.service,
      name,
      urn,
      swarm: this.swarm,
      attachments,
      networks: new Set(unresolved.length > 0 && certain ? [...clear, ...candidates] : clear),
      get possible() {
        return look(possible, possible.size > 0);
      },
      get open() {
        return look(isOpen, isOpen);
      },
      get hidden() {
        return look(isHidden, isHidden);
      },
    };
  }

  private resolve(reference: Draft<NetworkReference>): StackNetwork | undefined {
    return this.index.find(this.swarm, idOrNameOf(reference), this.sources);
  }

  /** The references that no known network matches: ids, each once, and unknown values. */
  private unresolved(): (string | Unknown)[] {
    const references = this.references.filter((reference) => this.resolve(reference) === undefined).map(idOrNameOf);
    const ids = references.filter((one): one is string => typeof one === "string" && isLikelyId(one));
    return [...new Set(ids), ...references.filter((one) => one === unknown)];
  }

  /** The networks that the attachments depend on, without those that are resolved. */
  public candidates(): StackNetwork[] {
    const found = new Set(this.references.map((reference) => this.resolve(reference)));
    return this.index.unidentified(this.sources).filter((network) => !found.has(network));
  }
}

/** Whether a text is an id of Swarm, or has the form of a shortened one: letters and digits, at least 10. */
function isLikelyId(text: string): boolean {
  return isNetworkId(text) || /^(?=[a-z]*\d)(?=\d*[a-z])[a-z0-9]{10,24}$/.test(text);
}

/**
 * The resources that the attachments of a service depend on. A component records them separately from those of its
 * other inputs. The record counts only if the child depends on the same resources and has the same ids.
 */
function sourcesOf({ name, parent, props, propertyDependencies }: PolicyResource): readonly PolicyResource[] {
  const own = propertyDependencies["taskSpec"] ?? [];
  const ofParent = parent?.type === swarmServiceType ? parent.propertyDependencies["networks"] : undefined;
  if (parent === undefined || ofParent === undefined || parent.name !== name) return own;
  const isSubset = ofParent.every(({ urn }) => own.some((source) => source.urn === urn));
  return isSubset && hasSameIds(parent.props, props) ? ofParent : own;
}

/** Whether the child of a SwarmService has the ids in the inputs of the component, as far as both are known. */
function hasSameIds(component: object, child: object): boolean {
  return settled(() => {
    const asked = entriesOf(fieldsOf(draftOf<{ readonly networks?: readonly NetworkReference[] }>(component)).networks);
    const given = entriesOf(fieldsOf<TaskSpec>(fieldsOf(draftOf<Service>(child)).taskSpec).networksAdvanceds);
    const [wanted, found] = [asked, given].map((list) =>
      list.map(idOrNameOf).filter((idOrName) => typeof idOrName === "string"),
    );
    return (
      given.some((reference) => idOrNameOf(reference) === unknown) || (wanted ?? []).every((id) => found?.includes(id))
    );
  });
}

/** The id by which a service refers to a network, or else the name. Empty strings do not count. */
function idOrNameOf(reference: Draft<NetworkReference>): string | Unknown | undefined {
  if (reference === unknown) return unknown;
  const { id, name } = fieldsOf<NetworkReference>(reference);
  const isSet = (idOrName: unknown): idOrName is string | Unknown =>
    idOrName === unknown || (typeof idOrName === "string" && idOrName !== "");
  return [id, name].find(isSet);
}

/** The id that a component reports for its network, if the network itself has none. */
function claimedId({ name, parent }: PolicyResource): string | undefined {
  if (parent?.type.startsWith("swarm:index:") !== true || parent.name !== name) return undefined;
  const { id } = fieldsOf(draftOf<Network>(parent.props));
  return typeof id === "string" && id !== "" ? id : undefined;
}

/** The entry of a network. If it is unknown whether this is an overlay network, all its properties depend on that. */
function stackNetwork(resource: PolicyResource, network: StackNetwork["network"], swarm: string): StackNetwork {
  const { name, urn, parent } = resource;
  const looks = looksOf(() => isOverlay(network));
  const read = (): StackNetwork["network"] => {
    assume(looks);
    return network;
  };
  const component = overlayNetworkAround(parent === undefined ? {} : { parent: parent.urn });
  const marked: Marked = {
    logicalName: name,
    component,
    get network() {
      return read();
    },
  };
  return {
    resource,
    marked,
    name,
    urn,
    swarm,
    get network() {
      return read();
    },
  };
}

/** The VXLAN ids of a network, which are unique within a swarm. */
function vxlanOf({ options }: { readonly options?: Draft<Readonly<Record<string, string>>> }): string | undefined {
  const ids = fieldsOf(options)[driverOption.vxlanIds];
  return typeof ids === "string" && ids !== "" ? `VXLAN ${ids}` : undefined;
}
