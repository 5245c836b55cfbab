import type { Network, Service } from "../../provider/engine/types";
import { swarmLabel } from "../../swarm/swarmLabel";
import { UsageError } from "../usageError";

/**
 * The network that a person means: by its name in the swarm, its name in the Pulumi program, its id, or the beginning of its id.
 *
 * @throws UsageError when there is none, or more than one
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

/** The service that a person means: by its name, its id, or the beginning of its id. @throws UsageError as {@link findNetwork} */
export function findService(term: string, services: readonly Service[]): Service {
  const named = services.map((service) => ({ service, id: service.ID, name: service.Spec.Name, other: undefined }));
  return find("service", term, named).service;
}

interface Named {
  readonly id: string;
  readonly name: string;
  readonly other: string | undefined;
}

/** Fewer digits of an id can be a name that was mistyped. */
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
    throw new UsageError(`Name a network or a service to show. The swarm has the ${kind}s ${names(all)}.`);
  }
  const [found, ...others] = ways.find((matches) => matches.length > 0) ?? [];
  if (found === undefined) {
    const there = all.length === 0 ? `It has no ${kind}s.` : `It has ${names(all)}.`;
    throw new UsageError(`The swarm has no ${kind} "${term}". ${there}`);
  }
  if (others.length > 0) {
    throw new UsageError(`"${term}" can be ${names([found, ...others])}. Give the whole name or id.`);
  }
  return found;
}

/** The label holds project, stack and logical name. */
function programName({ Labels }: Network): string | undefined {
  return Labels?.[swarmLabel.identity.key]?.split("/").at(-1);
}
