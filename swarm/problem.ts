/** A problem with one value of a spec. */
export interface Problem {
  /**
   * Path of the value in what was checked: `gateway`, `subnets[0].gateway`, `ports[2].targetPort`; empty for all of it.
   */
  readonly path: string;
  /** One sentence with the value and the rule, and one with the fix. */
  readonly reason: string;
}

/**
 * The same problems with the path from the object that contains the checked value.
 *
 * @param prefix the property with the value, e.g. `subnets`
 */
export function under(prefix: string, problems: readonly Problem[]): Problem[] {
  return problems.map(({ path, reason }) => ({ path: joinPath(prefix, path), reason }));
}

/** The path `path`, seen from the holder of `prefix`. */
export function joinPath(prefix: string, path: string): string {
  if (path === "" || path.startsWith("[")) return prefix + path;
  return prefix === "" ? path : `${prefix}.${path}`;
}
