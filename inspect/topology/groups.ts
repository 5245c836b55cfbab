import type { ServiceItem, Topology } from "./topology";

/** Services that are on the very same networks. */
export interface Group {
  readonly id: string;
  /** Ids, sorted. */
  readonly networks: readonly string[];
  readonly services: readonly ServiceItem[];
}

/**
 * A network with more groups than this is no longer drawn with a line to each: the lines would be all that is seen. Where there are
 * very many groups, it takes fewer.
 */
function mostLines(groups: number): number {
  return groups > 100 ? 3 : 8;
}

/**
 * Puts services that are on the same networks together, so that hundreds of services need a few dozen lines, and none is lost.
 *
 * @returns also the ids of the networks that too many groups share for lines
 */
export function groupsOf({ services }: Topology): { groups: Group[]; shared: ReadonlySet<string> } {
  const bySet = new Map<string, ServiceItem[]>();
  for (const service of services) {
    const set = service.attachments
      .map(({ network }) => network)
      .sort()
      .join(" ");
    bySet.set(set, [...(bySet.get(set) ?? []), service]);
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
