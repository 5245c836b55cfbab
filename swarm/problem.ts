/** What is wrong with one value of a spec, and the way out. */
export interface Problem {
  /** Where it is, relative to what was checked: `gateway`, `subnets[0].gateway`, `ports[2].targetPort`; empty for the whole. */
  readonly path: string;
  /** One sentence with the value and the rule, and one with the way out. */
  readonly reason: string;
}

/**
 * The same problems, seen from the holder of the checked value.
 *
 * @param prefix the property that holds the value, e.g. `subnets`
 */
export function under(prefix: string, problems: readonly Problem[]): Problem[] {
  return problems.map(({ path, reason }) => ({ path: joinPath(prefix, path), reason }));
}

/** The path `path`, seen from the holder of `prefix`. */
export function joinPath(prefix: string, path: string): string {
  if (path === "" || path.startsWith("[")) return prefix + path;
  return prefix === "" ? path : `${prefix}.${path}`;
}
