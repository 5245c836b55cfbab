import { randomBytes } from "node:crypto";
import { overlaps } from "../../../swarm/cidr";
import type { Ipam, IpamConfig, Network, NetworkSpec } from "../../../provider/engine/types";
import { leaderRefusal, Refusal } from "./refusal";

/** An answer: HTTP status and JSON. */
export interface Answer {
  readonly status: number;
  readonly body?: unknown;
}

const vxlanIds = "com.docker.network.driver.overlay.vxlanid_list";

/** The networks of the fake swarm. It starts with Docker's default ingress. */
export class FakeNetworks {
  private readonly byId = new Map<string, Network>();
  private nextSubnet = 0;
  /** The subnets that the swarm has chosen. */
  private readonly pooled = new Set<string>();
  private nextVxlanId = 4096;

  /** @param refusalFor why a network cannot be removed, in the Engine's words */
  public constructor(
    private readonly allocationMs: number,
    private readonly refusalFor: (network: Network) => string | undefined,
  ) {
    this.allocate(this.store({ Name: "ingress", Driver: "overlay", Ingress: true }).Id);
  }

  /** All networks, as a list shows them. */
  public get all(): Network[] {
    return [...this.byId.values()];
  }

  /** The nodes on the ingress, with their addresses. */
  public readonly ingressPeers: { readonly Name: string; readonly IP: string }[] = [{ Name: "fake", IP: "127.0.0.1" }];

  public get ingress(): Network | undefined {
    return this.all.find(({ Ingress }) => Ingress);
  }

  /** Replaces all networks. */
  public plant(networks: readonly Network[]): void {
    this.byId.clear();
    for (const network of networks) this.byId.set(network.Id, network);
  }

  /** Removes a network outside the provider. */
  public remove(id: string): void {
    this.byId.delete(id);
  }

  /**
   * Changes a network outside the provider. A real Engine does not allow this, so it stands for a removal and a new
   * network with the same id.
   */
  public change(id: string, changes: Partial<Network>): void {
    this.byId.set(id, { ...this.get(id), ...changes });
  }

  public answer(method: string, id: string | undefined, filters: Record<string, string[]>, body: unknown): Answer {
    if (method === "GET") return { status: 200, body: id === undefined ? this.list(filters) : this.inspect(id) };
    if (method === "DELETE") {
      const network = this.get(id ?? "");
      if (Object.keys(network.Containers ?? {}).length > 0)
        throw new Refusal(
          403,
          `error while removing network: network ${network.Name} id ${network.Id} has active endpoints`,
        );
      const refusal = this.refusalFor(network);
      if (refusal !== undefined) throw leaderRefusal(400, "FailedPrecondition", refusal);
      this.byId.delete(network.Id);
      return { status: 204 };
    }
    return { status: 201, body: { Id: this.create(body as NetworkSpec), Warning: "" } };
  }

  /** The id of an attachment's target, which is an id or a name. */
  public resolve(target: string): string {
    const found = this.all.find(({ Id, Name }) => Id === target || Name === target);
    if (found === undefined) throw new Refusal(500, `network ${target} not found`);
    return found.Id;
  }

  private create(spec: NetworkSpec): string {
    if (this.all.some(({ Name }) => Name === spec.Name))
      throw new Refusal(409, `network with name ${spec.Name} already exists`);
    const present = spec.Ingress === true ? this.all.find(({ Ingress }) => Ingress) : undefined;
    if (present !== undefined)
      throw leaderRefusal(409, "AlreadyExists", `ingress network (${present.Id}) is already present`);
    const { Id } = this.store(spec);
    if (spec.Driver === "overlay")
      setTimeout(() => {
        this.allocate(Id);
      }, this.allocationMs);
    return Id;
  }

  private store(spec: NetworkSpec): Network {
    const isSwarm = spec.Driver === "overlay";
    const network: Network = {
      // Swarm networks and local ones have ids of different forms.
      Id: isSwarm ? randomBytes(13).toString("hex").slice(0, 25) : randomBytes(32).toString("hex"),
      Name: spec.Name,
      Created: new Date().toISOString(),
      Scope: isSwarm ? "swarm" : "local",
      // Until the leader has allocated it, a swarm network has neither driver nor subnet.
      Driver: isSwarm ? "" : (spec.Driver ?? "bridge"),
      EnableIPv6: spec.EnableIPv6 ?? false,
      Internal: spec.Internal ?? false,
      Attachable: spec.Attachable ?? false,
      Ingress: spec.Ingress ?? false,
      IPAM: isSwarm
        ? { Driver: "", Options: null, Config: spec.IPAM?.Config ?? null }
        : { Driver: "default", ...spec.IPAM },
      Options: spec.Options ?? null,
      Labels: spec.Labels ?? null,
    };
    this.byId.set(network.Id, network);
    return network;
  }

  /** An overlap is not refused: the network stays unallocated. */
  private allocate(id: string): void {
    const network = this.byId.get(id);
    if (network === undefined) return;
    const taken = this.all
      .filter(({ Id, Driver }) => Id !== id && Driver !== "")
      .flatMap(({ IPAM }) => (IPAM.Config ?? []).flatMap(({ Subnet }) => Subnet ?? []));
    const fromPool = (): string => {
      const number = this.nextSubnet++;
      const subnet = `10.${number >> 8}.${number & 255}.0/24`;
      // Blocks of the pool differ, so only the others have to be compared. There can be thousands of networks.
      const isTaken = taken.some((other) => !this.pooled.has(other) && overlaps(subnet, other));
      if (isTaken) return fromPool();
      this.pooled.add(subnet);
      return subnet;
    };
    const isGiven = Boolean(network.IPAM.Config?.length);
    const wanted = isGiven ? (network.IPAM.Config ?? []) : [{ Subnet: fromPool() }];
    if (isGiven && wanted.some(({ Subnet = "" }) => taken.some((other) => overlaps(Subnet, other)))) return;
    const ids = network.Options?.[vxlanIds] ?? wanted.map(() => this.nextVxlanId++).join(",");
    const ipam: Ipam = { Driver: "default", Options: null, Config: wanted.map(withGateway) };
    this.byId.set(id, { ...network, Driver: "overlay", IPAM: ipam, Options: { ...network.Options, [vxlanIds]: ids } });
  }

  private get(idOrName: string): Network {
    const found = this.all.find(({ Id, Name }) => Id === idOrName || Name === idOrName);
    if (found === undefined) throw new Refusal(404, `network ${idOrName} not found`);
    // Without its driver, an unallocated network shows no addresses either.
    return found.Driver === "" ? { ...found, Options: null, IPAM: { Driver: "", Config: null } } : found;
  }

  /**
   * The node's own copy, which only the ingress has. A prefix of an id returns the leader's count of addresses as well.
   */
  private inspect(idOrName: string): Network {
    const counted = this.all.find(({ Id }) => idOrName.length >= 12 && idOrName !== Id && Id.startsWith(idOrName));
    if (counted !== undefined) return counted;
    const network = withoutCount(this.get(idOrName));
    return network.Ingress ? { ...network, Peers: [...this.ingressPeers] } : network;
  }

  private list(filters: Record<string, string[]>): Network[] {
    return this.all
      .filter(({ Id }) => filters.id === undefined || filters.id.some((id) => Id.startsWith(id)))
      .filter(({ Name }) => filters.name === undefined || filters.name.some((name) => Name.includes(name)))
      .filter(({ Labels }) => filters.label?.every((label) => isLabelled(Labels, label)) ?? true)
      .map(({ Id }) => withoutCount(this.get(Id)));
  }
}

/** @param label `name` or `name=value` */
function isLabelled(labels: Network["Labels"], label: string): boolean {
  return Object.entries(labels ?? {}).some(([name, value]) => label === name || label === `${name}=${value}`);
}

/** A list and a node's own copy do not have the leader's count of addresses. */
function withoutCount(network: Network): Network {
  return { ...network, Status: undefined };
}

function withGateway(config: IpamConfig): IpamConfig {
  return { Gateway: config.Subnet?.replace(/\d+\/\d+$/, (tail) => String(Number(tail.split("/")[0]) + 1)), ...config };
}
