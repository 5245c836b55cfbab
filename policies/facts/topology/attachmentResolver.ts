import type { PolicyResource } from "@pulumi/policy";
import type { Draft, Unknown } from "../../../swarm/draft";
import { unknown } from "../../../swarm/draft";
import { looksOf, recall } from "../../unknowns/looks";
import { givenOf } from "../given";
import type { NetworkReference, Service, TaskSpec } from "../service";
import { entriesOf, fieldsOf } from "../service";
import { ownSourcesOf, sourcesOf } from "./attachmentSources";
import type { NetworkIndex } from "./networkIndex";
import { idOrNameOf, isLikelyId } from "./networkReference";
import type { StackNetwork } from "./stackNetwork";
import type { Attachment, StackService } from "./stackService";

/** Resolves the attachments of one service to networks. */
export class AttachmentResolver {
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
    // A parent can name other networks than those that the service is on, so it makes none of them impossible.
    const isDoubtful = unresolved.includes(unknown);
    const possible = new Set([...(isPossible ? candidates : []), ...(isDoubtful ? this.unnamed() : [])]);
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
    return this.index.find(this.swarm, idOrNameOf(reference), ownSourcesOf(this.resource));
  }

  /** The references that no known network matches: ids, each once, and unknown values. */
  private unresolved(): (string | Unknown)[] {
    const references = this.references.filter((reference) => this.resolve(reference) === undefined).map(idOrNameOf);
    const ids = references.filter((one): one is string => typeof one === "string" && isLikelyId(one));
    return [...new Set(ids), ...references.filter((one) => one === unknown)];
  }

  /** The networks that the attachments depend on, without those that are resolved. */
  public candidates(): StackNetwork[] {
    return this.unresolvedAmong(this.sources);
  }

  /** The other networks that the task spec depends on, which the component does not name as its networks. */
  private unnamed(): StackNetwork[] {
    const candidates = this.candidates();
    return this.unresolvedAmong(ownSourcesOf(this.resource)).filter((network) => !candidates.includes(network));
  }

  private unresolvedAmong(sources: readonly PolicyResource[]): StackNetwork[] {
    const found = new Set(this.references.map((reference) => this.resolve(reference)));
    return this.index.unidentified(sources).filter((network) => !found.has(network));
  }
}
