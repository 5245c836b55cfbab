import type { ServiceItem, Topology } from "./topology";

/** Services that are attached to exactly the same networks. */
export interface Group {
  readonly id: string;
  /** Ids, sorted. */
  readonly networks: readonly string[];
  readonly services: readonly ServiceItem[];
}

/**
 * A network with more groups than this gets a chip on each group instead of a line to each, since the lines would cover
 * the picture. With very many groups, the limit is lower.
 */
function mostLines(groups: number): number {
  return groups > 100 ? 3 : 8;
}

/**
 * Groups services by their networks, so that hundreds of services need only a few dozen lines and every service is
 * shown.
 *
 * @returns the groups, and the ids of the networks that have too many groups for lines
 */
export function groupsOf({ services }: Topology): { groups: Group[]; shared: ReadonlySet<string> } {
  const bySet = new Map<string, ServiceItem[]>();
  for (const service of services) {
    const set = service.attachments
      .map(({ network }) => network)
      .sort()
      .join(" ");
    bySet.set(set, bySet.get(set) ?? []);
    bySet.get(set)?.push(service);
  }
  const groups = [...bySet].map(([set, members], index) => ({
    id: `group:${index}`,
    networks: set === "" ? [] : set.split(" "),
    services: members,
  }));
  const counts = new Map<string, number>();
  for (const network of groups.flatMap(({ networks }) => networks)) counts.set(network, (counts.get(network) ?? 0) + 1);
  return {
    groups,
    shared: new Set([...counts].flatMap(([id, count]) => (count > mostLines(groups.length) ? id : []))),
  };
}
