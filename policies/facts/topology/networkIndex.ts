import type { PolicyResource } from "@pulumi/policy";
import { isPresent } from "../../../swarm/draft";
import { draftOf } from "../../unknowns/draft";
import { givenNetwork } from "../given";
import type { Network } from "../network";
import { isOverlay, networkType } from "../network";
import { fieldsOf } from "../service";
import { sortedBy } from "../sortedBy";
import { swarmOf } from "../swarmOf";
import { IdIndex } from "./idIndex";
import type { StackNetwork } from "./stackNetwork";
import { stackNetwork, vxlanOf } from "./stackNetwork";

/** The networks of a stack, each once, by the ids and names that services use for them. */
export class NetworkIndex {
  public readonly networks: StackNetwork[] = [];
  /** The networks of each resource: of a network itself, and of the components around networks. */
  private readonly byUrn = new Map<string, StackNetwork[]>();
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
      // A program in Node depends on the network in a component; one in another language, on the component.
      for (let maker: PolicyResource | undefined = resource; maker !== undefined; maker = maker.parent) {
        const others = this.byUrn.get(maker.urn);
        if (others === undefined) this.byUrn.set(maker.urn, [entry]);
        else others.push(entry);
      }
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
    const made = this.madeBy(sources);
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

  /** The networks among resources and in components, each once and sorted by URN, whose id is unknown. */
  public unidentified(resources: readonly PolicyResource[]): StackNetwork[] {
    const open = [...new Set(this.madeBy(resources))].filter((network) => !this.identified.has(network));
    return sortedBy(open, ({ urn }) => urn);
  }

  private madeBy(resources: readonly PolicyResource[]): StackNetwork[] {
    return resources.flatMap(({ urn }) => this.byUrn.get(urn) ?? []);
  }

  public identify(id: string, network: StackNetwork): void {
    this.identified.add(network);
    this.byId.add(id, network);
  }
}

/** The id that a component reports for its network, if the network itself has none. */
function claimedId({ name, parent }: PolicyResource): string | undefined {
  if (parent?.type.startsWith("swarm:index:") !== true || parent.name !== name) return undefined;
  const { id } = fieldsOf(draftOf<Network>(parent.props));
  return typeof id === "string" && id !== "" ? id : undefined;
}
