import { UsageError } from "../../cli/usageError";
import type { Network, Service } from "../../provider/engine/types";
import { swarmLabel } from "../../swarm/swarmLabel";

/**
 * Finds a network by its name in the swarm, its name in the Pulumi program, its ID, or the start of its ID.
 *
 * @throws UsageError if the term is empty
 * @throws Error if no network matches, or more than one
 */
export function findNetwork(term: string, networks: readonly Network[]): Network {
  const named = networks.map((network) => ({
    network,
    id: network.Id,
    name: network.Name,
    other: programName(network),
  }));
  return find("network", term, named).network;
}

/** Finds a service by its name, its ID, or the start of its ID. Throws like {@link findNetwork}. */
export function findService(term: string, services: readonly Service[]): Service {
  const named = services.map((service) => ({ service, id: service.ID, name: service.Spec.Name, other: undefined }));
  return find("service", term, named).service;
}

interface Named {
  readonly id: string;
  readonly name: string;
  readonly other: string | undefined;
}

/** The shortest start of an ID that is accepted. A shorter term is more likely to be a mistyped name. */
const shortestId = 4;

function find<T extends Named>(kind: "network" | "service", term: string, all: readonly T[]): T {
  const ways = [
    all.filter(({ id, name }) => id === term || name === term),
    all.filter(({ other }) => other === term),
    term.length < shortestId ? [] : all.filter(({ id }) => id.startsWith(term)),
  ];
  const names = (some: readonly T[]): string =>
    some
      .map(({ name }) => name)
      .sort()
      .join(", ");
  if (term === "") {
    throw new UsageError(
      `Set --network or --service to the name of what to show. The swarm has the ${kind}s ${names(all)}.`,
    );
  }
  const [found, ...others] = ways.find((matches) => matches.length > 0) ?? [];
  if (found === undefined) {
    const there = all.length === 0 ? `It has no ${kind}s.` : `It has ${names(all)}.`;
    throw new Error(`The swarm has no ${kind} "${term}". ${there}`);
  }
  if (others.length > 0) {
    throw new Error(`"${term}" matches ${names([found, ...others])}. Use the whole name or ID.`);
  }
  return found;
}

/** The label holds project, stack and logical name. */
function programName({ Labels }: Network): string | undefined {
  return Labels?.[swarmLabel.identity.key]?.split("/").at(-1);
}
