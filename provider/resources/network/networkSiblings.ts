import { swarmLabel } from "../../../swarm/swarmLabel";
import type { Network } from "../../engine/types";
import type { NetworkInputs } from "../../mapping/network/networkInputs";
import { lingers } from "../../mapping/network/lingers";
import type { Operation } from "../../handler/handler";

/**
 * The swarm's networks by whose they are. While one network replaces another, both are there: they are siblings, and services are on both
 * until the old one goes, so that no two of them lose sight of each other.
 */
export class NetworkSiblings {
  private constructor(private readonly networks: readonly Network[]) {}

  public static async find({ engine, signal }: Pick<Operation, "engine" | "signal">): Promise<NetworkSiblings> {
    const listed = await engine.listNetworks({}, signal);
    return new NetworkSiblings(listed.filter((network) => network.Scope === "swarm" && !lingers(network)));
  }

  public get(id: string): Network | undefined {
    return this.networks.find(({ Id }) => Id === id);
  }

  /** The other networks that are the same one to the program. */
  public of(id: string): Network[] {
    const identity = identityOf(this.get(id)?.Labels);
    const known = identity === undefined ? [] : this.withIdentity(identity).filter(({ Id }) => Id !== id);
    return [...new Set([...known, ...this.transitionsOf(id)])];
  }

  public withIdentity(identity: string): Network[] {
    return this.networks.filter(({ Labels }) => identityOf(Labels) === identity);
  }

  /** The networks that stand in for one which has to go, or has gone, before its successor can be made. */
  public transitionsOf(id: string): Network[] {
    return this.networks.filter(({ Labels }) => Labels?.[swarmLabel.transition.key] === id);
  }
}

/** {@link NetworkSiblings.transitionsOf}, where nothing else is to be known: with many networks their list is long. */
export async function findTransitions(
  id: string,
  { engine, signal }: Pick<Operation, "engine" | "signal">,
): Promise<Network[]> {
  const listed = await engine.listNetworks({ label: [`${swarmLabel.transition.key}=${id}`] }, signal);
  return listed.filter((network) => network.Labels?.[swarmLabel.transition.key] === id && !lingers(network));
}

/** Whose a network is; `undefined` when it does not say. */
export function identityOf(labels: Network["Labels"] | undefined): string | undefined {
  const identity = labels?.[swarmLabel.identity.key];
  return identity === "" ? undefined : identity;
}

/** Whose a network is that inputs or a state describe. */
export function declaredIdentity(labels: NetworkInputs["labels"]): string | undefined {
  return identityOf(Object.fromEntries((labels ?? []).map(({ label, value }) => [label, value])));
}

export function isTransition({ Labels }: Pick<Network, "Labels">): boolean {
  return Labels?.[swarmLabel.transition.key] !== undefined;
}
