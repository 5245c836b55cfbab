import { swarmLabel } from "../../../swarm/swarmLabel";
import type { Network } from "../../engine/types";
import { readNetworkInputs, type NetworkInputs } from "../../mapping/network/networkInputs";
import { lingers } from "../../mapping/network/lingers";
import type { Operation } from "../../handler/handler";
import type { UpdatePlan } from "../../handler/updatePlan";
import { nameOf, stackOf } from "../../handler/urn";

/**
 * The swarm's networks by the overlay that they belong to. While one network replaces another, both exist: they are
 * siblings, and services are attached to both until the old one is removed, so that all services can reach each other.
 */
export class NetworkSiblings {
  private constructor(
    private readonly networks: readonly Network[],
    private readonly plan: UpdatePlan | undefined,
  ) {}

  public static async find({
    engine,
    signal,
    plan,
  }: Pick<Operation, "engine" | "signal" | "plan">): Promise<NetworkSiblings> {
    const listed = await engine.listNetworks({}, signal);
    return new NetworkSiblings(
      listed.filter((network) => network.Scope === "swarm" && !lingers(network)),
      plan,
    );
  }

  public get(id: string): Network | undefined {
    return this.networks.find(({ Id }) => Id === id);
  }

  /**
   * The other networks of the same overlay.
   *
   * @param overlay the overlay of a network without the label
   */
  public of(id: string, overlay?: string): Network[] {
    const own = this.get(id);
    const identity = (own && this.identityOf(own)) ?? overlay;
    const known = identity === undefined ? [] : this.withIdentity(identity).filter(({ Id }) => Id !== id);
    return [...new Set([...known, ...this.transitionsOf(id)])];
  }

  public withIdentity(identity: string): Network[] {
    return this.networks.filter((network) => this.identityOf(network) === identity);
  }

  /**
   * A network without the label, for example an imported one, belongs to the overlay of the network that replaces it.
   */
  private identityOf({ Id, Labels }: Network): string | undefined {
    return identityOf(Labels) ?? plannedIdentity(Id, this.plan);
  }

  /** The transition networks of a network that must be (or was) removed before its successor can be created. */
  public transitionsOf(id: string): Network[] {
    return this.networks.filter(({ Labels }) => Labels?.[swarmLabel.transition.key] === id);
  }
}

/** {@link NetworkSiblings.transitionsOf} with a filtered list, which is shorter in a swarm with many networks. */
export async function findTransitions(
  id: string,
  { engine, signal }: Pick<Operation, "engine" | "signal">,
): Promise<Network[]> {
  const listed = await engine.listNetworks({ label: [`${swarmLabel.transition.key}=${id}`] }, signal);
  return listed.filter((network) => network.Labels?.[swarmLabel.transition.key] === id && !lingers(network));
}

/** Whether a network of an overlay exists, with a filtered list, or is planned to belong to it. */
export async function hasNetwork(
  identity: string,
  { engine, signal, plan, replaces }: Pick<Operation, "engine" | "signal" | "plan" | "replaces">,
): Promise<boolean> {
  if (replaces !== undefined && plannedIdentity(replaces, plan) === identity) return true;
  return (await findLabelled(identity, { engine, signal })).length > 0;
}

/** The networks with the label of an overlay, with a filtered list. */
export async function findLabelled(
  identity: string,
  { engine, signal }: Pick<Operation, "engine" | "signal">,
): Promise<Network[]> {
  const listed = await engine.listNetworks({ label: [`${swarmLabel.identity.key}=${identity}`] }, signal);
  return listed.filter(
    (network) => network.Scope === "swarm" && !lingers(network) && identityOf(network.Labels) === identity,
  );
}

/** The overlay that a network belongs to, by its label; `undefined` without one. */
export function identityOf(labels: Network["Labels"] | undefined): string | undefined {
  const identity = labels?.[swarmLabel.identity.key];
  return identity === "" ? undefined : identity;
}

/** The overlay that a network belongs to, by the labels in its inputs or state. */
export function declaredIdentity(labels: NetworkInputs["labels"]): string | undefined {
  return identityOf(Object.fromEntries((labels ?? []).map(({ label, value }) => [label, value])));
}

/** The overlay of the network that replaces this one, as far as the CLI has told. */
export function plannedIdentity(id: string, plan: UpdatePlan | undefined): string | undefined {
  const change = plan?.changeOf(id);
  return change && declaredIdentity(readNetworkInputs(change.inputs).labels);
}

/** The identity that an OverlayNetwork of this name has: `project/stack/logicalName`. */
export function identityFor(urn: string): string {
  const { project, stack } = stackOf(urn);
  return `${project}/${stack}/${nameOf(urn)}`;
}

export function isTransition({ Labels }: Pick<Network, "Labels">): boolean {
  return Labels?.[swarmLabel.transition.key] !== undefined;
}
