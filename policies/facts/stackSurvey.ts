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

/** An overlay network of a stack, the ingress among them. */
export interface StackNetwork {
  readonly resource: PolicyResource;
  readonly network: ReturnType<typeof fieldsOf<Network>>;
  /** What makes it sensitive, or not: {@link sensitiveBecause}. */
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
  /** Its attachments, in the program's order, those to networks outside of the stack among them. */
  readonly attachments: readonly Attachment[];
  /** Networks of the stack that it is certainly on. */
  readonly networks: ReadonlySet<StackNetwork>;
  /**
   * Networks of the stack that it may be on as well, as long as ids are unknown. Where there are any, reading them is a
   * look at the ids.
   */
  readonly possible: ReadonlySet<StackNetwork>;
  /** Whether it is on a network that a preview does not know at all; if so, reading it is a look at the ids. */
  readonly open: boolean;
  /** Whether a preview does not even know how many networks it is on; if so, reading it is a look at the list. */
  readonly hidden: boolean;
}

/** One attachment of a service. */
export interface Attachment {
  readonly reference: Draft<NetworkReference>;
  /** The network, when it is one of the stack and clear which. */
  readonly network: StackNetwork | undefined;
  /**
   * The id or name that the service gives; `undefined` when it is not known yet, and reading it is a look at it then.
   */
  readonly call: string | undefined;
  /** The same when the network is not of the stack. */
  readonly elsewhere: string | undefined;
}

/** The networks and services of a stack, sorted by URN, since Pulumi lists resources in no certain order. */
export interface StackSurvey {
  readonly networks: readonly StackNetwork[];
  readonly services: readonly StackService[];
}

/**
 * Finds out which service is on which network. Only resources of the docker package count: a component's are its
 * children.
 *
 * A service names its networks by id, and a rule sees no id of a network that a preview only plans, nor of one that
 * this project's provider made without a component. Pulumi's record of what a property was made from tells the rest:
 * when a service has one attachment to something that is unclear, and its attachments were made from one network that
 * is left, it is that network.
 */
export function surveyStack(resources: readonly PolicyResource[]): StackSurvey {
  // All rules about a stack ask, one after the other.
  const key = guardedBy(resources[0]?.props);
  const before = key === undefined ? undefined : surveys.get(key);
  if (before !== undefined) return before;
  // What it could not find out counts for those who look at it: see StackService.
  const survey = settled(() => surveyOf(resources));
  if (key !== undefined && isReadOnce(key)) surveys.set(key, survey);
  return survey;
}

/** By the properties of the first resource: what is read once belongs to one stack at one time. */
const surveys = new WeakMap<object, StackSurvey>();

function surveyOf(resources: readonly PolicyResource[]): StackSurvey {
  const sorted = [...resources].sort((a, b) => (a.urn < b.urn ? -1 : 1));
  const index = new NetworkIndex(sorted);
  const found = sorted
    .filter(({ type }) => type === serviceType)
    .map((resource) => ({ resource, swarm: swarmOf(resource) }));
  const matches = found.map(({ resource, swarm }) => new Matching(resource, swarm, index));
  learnIds(matches);
  return { networks: index.networks, services: matches.map((matching) => matching.result()) };
}

/** A network that a service is on, with the reason why it is sensitive. */
export interface SensitiveNetwork {
  readonly network: StackNetwork;
  readonly because: string;
}

/** The first sensitive network that a service is on; unknown when it may be on one. */
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
 * Finds out ids by elimination. What one service tells is what the others were missing that were made from the same
 * network.
 */
function learnIds(matches: readonly Matching[]): void {
  const users = new Map<StackNetwork, Matching[]>();
  for (const matching of matches) {
    for (const network of matching.candidates()) {
      const others = users.get(network);
      if (others === undefined) users.set(network, [matching]);
      else others.push(matching);
    }
  }
  const queue = [...matches];
  for (let matching = queue.pop(); matching !== undefined; matching = queue.pop()) {
    const network = matching.learn();
    if (network !== undefined) queue.push(...(users.get(network) ?? []));
  }
}

/** The networks of a stack, each once, by what services may call them. */
class NetworkIndex {
  public readonly networks: StackNetwork[] = [];
  private readonly byUrn = new Map<string, StackNetwork>();
  private readonly byCall = new Map<string, StackNetwork>();
  /** Networks by the id that the component around them tells, which may be another network's. */
  private readonly claims = new Map<string, StackNetwork>();
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
      if (claimed !== undefined) this.claims.set(`${swarm} ${claimed}`, entry);
      for (const call of [vxlanOf(network), isPresent(network.name) ? network.name : undefined]) this.call(call, entry);
    }
  }

  /**
   * The network that a text stands for: its id or its name in the swarm.
   *
   * @param sources what the reference was made from; a network that only its parent identifies must be among them
   */
  public find(swarm: string, call: unknown, sources: readonly PolicyResource[] = []): StackNetwork | undefined {
    if (typeof call !== "string" || call === "") return undefined;
    const claimed = this.claims.get(`${swarm} ${call}`);
    const made = sources.map(({ urn }) => this.byUrn.get(urn)).filter((one) => one !== undefined);
    const isCredible = claimed !== undefined && (made.length === 0 || made.includes(claimed));
    return this.byCall.get(`${swarm} ${call}`) ?? (isCredible ? claimed : undefined);
  }

  /** The network that a resource reads a second time: one with the same id, or with the same name and VXLAN ids. */
  private twinOf(swarm: string, id: string | undefined, network: StackNetwork["network"]): StackNetwork | undefined {
    const other = this.find(swarm, vxlanOf(network));
    return this.find(swarm, id) ?? (other?.network.name === network.name ? other : undefined);
  }

  /** The networks among resources, each once, whose id is not known. */
  public unidentified(resources: readonly PolicyResource[]): StackNetwork[] {
    const networks = resources.map(({ urn }) => this.byUrn.get(urn)).filter((one) => one !== undefined);
    return [...new Set(networks)].filter((network) => !this.identified.has(network));
  }

  public identify(id: string, network: StackNetwork): void {
    this.identified.add(network);
    this.call(id, network);
  }

  private call(text: string | undefined, network: StackNetwork): void {
    if (text !== undefined && text !== "") this.byCall.set(`${network.swarm} ${text}`, network);
  }
}

/** Which networks one service is on. */
class Matching {
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

  /** Finds the id of a network by elimination, and answers which. */
  public learn(): StackNetwork | undefined {
    const [first, ...more] = this.unclear();
    const [network, ...others] = this.candidates();
    if (typeof first !== "string" || network === undefined || more.length > 0 || others.length > 0) return undefined;
    this.index.identify(first, network);
    return network;
  }

  public result(): StackService {
    const unclear = this.unclear();
    const candidates = this.candidates();
    // As many attachments as networks: it is on all of them, whichever is which. A network attached twice would be
    // refused.
    const certain = candidates.length > 0 && (unclear.length === candidates.length || candidates.length === 1);
    const [only] = candidates.length === 1 ? candidates : [];
    const attachments = this.references.map((reference): Attachment => {
      const given = callOf(reference);
      const call = typeof given === "string" ? given : undefined;
      const looks = looksOf(() => callOf(reference));
      const isUnclear = given !== undefined && unclear.includes(given);
      const network = this.clear(reference) ?? (isUnclear ? only : undefined);
      const isOfStack = network !== undefined || (isUnclear && certain);
      return {
        reference,
        network,
        get call() {
          if (given === unknown) recall(looks);
          return call;
        },
        elsewhere: isOfStack ? undefined : call,
      };
    });
    const { name, urn } = this.resource;
    const clear = attachments.flatMap(({ network }) => (network === undefined ? [] : [network]));
    const looks = looksOf(() => {
      this.readReferences().forEach(callOf);
    });
    const isOpen =
      (this.isHidden || (unclear.includes(unknown) && candidates.length < unclear.length)) && candidates.length !== 1;
    const isPossible = ((unclear.length > 0 && !certain) || this.isHidden) && looks.length > 0;
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
      networks: new Set(unclear.length > 0 && certain ? [...clear, ...candidates] : clear),
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

  private clear(reference: Draft<NetworkReference>): StackNetwork | undefined {
    return this.index.find(this.swarm, callOf(reference), this.sources);
  }

  /** What the service calls networks by that nobody knows: unknown, or an id, each once. */
  private unclear(): (string | typeof unknown)[] {
    const calls = this.references.filter((reference) => this.clear(reference) === undefined).map(callOf);
    const ids = new Set(calls.filter((call): call is string => typeof call === "string" && isNetworkId(call)));
    return [...ids, ...calls.filter((call): call is typeof unknown => call === unknown)];
  }

  /** The networks that its attachments were made from, without those that are found. */
  public candidates(): StackNetwork[] {
    const found = new Set(this.references.map((reference) => this.clear(reference)));
    return this.index.unidentified(this.sources).filter((network) => !found.has(network));
  }
}

/**
 * What a service's attachments were made from. A component keeps them apart from all else that makes a service; what it
 * says counts only if its child was made from the same resources, and has the same ids.
 */
function sourcesOf({ name, parent, props, propertyDependencies }: PolicyResource): readonly PolicyResource[] {
  const own = propertyDependencies["taskSpec"] ?? [];
  const ofParent = parent?.type === swarmServiceType ? parent.propertyDependencies["networks"] : undefined;
  if (parent === undefined || ofParent === undefined || parent.name !== name) return own;
  const isSubset = ofParent.every(({ urn }) => own.some((source) => source.urn === urn));
  return isSubset && hasSameIds(parent.props, props) ? ofParent : own;
}

/** Whether the ids that a SwarmService got are those that its child has, as far as both are known. */
function hasSameIds(component: object, child: object): boolean {
  return settled(() => {
    const asked = entriesOf(fieldsOf(draftOf<{ readonly networks?: readonly NetworkReference[] }>(component)).networks);
    const given = entriesOf(fieldsOf<TaskSpec>(fieldsOf(draftOf<Service>(child)).taskSpec).networksAdvanceds);
    const [wanted, found] = [asked, given].map((list) => list.map(callOf).filter((call) => typeof call === "string"));
    return (
      given.some((reference) => callOf(reference) === unknown) || (wanted ?? []).every((id) => found?.includes(id))
    );
  });
}

/** What a service calls a network; the id goes before the name, and an empty one is none. */
function callOf(reference: Draft<NetworkReference>): string | typeof unknown | undefined {
  if (reference === unknown) return unknown;
  const { id, name } = fieldsOf<NetworkReference>(reference);
  const isCall = (call: unknown): call is string | typeof unknown =>
    call === unknown || (typeof call === "string" && call !== "");
  return [id, name].find(isCall);
}

/** The id of a network that has none, as the component around it tells. */
function claimedId({ name, parent }: PolicyResource): string | undefined {
  if (parent?.type.startsWith("swarm:index:") !== true || parent.name !== name) return undefined;
  const { id } = fieldsOf(draftOf<Network>(parent.props));
  return typeof id === "string" && id !== "" ? id : undefined;
}

/** Where it is not known whether a network is an overlay, what else is read of it depends on that. */
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

/** The VXLAN ids of a network, which no other network of its swarm has. */
function vxlanOf({ options }: { readonly options?: Draft<Readonly<Record<string, string>>> }): string | undefined {
  const ids = fieldsOf(options)[driverOption.vxlanIds];
  return typeof ids === "string" && ids !== "" ? `VXLAN ${ids}` : undefined;
}
