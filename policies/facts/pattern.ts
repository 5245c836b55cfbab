/** The first pattern that matches one of the names completely. Ignores case; `*` matches any characters. */
export function matchesAny(names: readonly string[], patterns: readonly string[]): string | undefined {
  return patterns.find((pattern) => names.some((name) => matches(name, pattern)));
}

function matches(name: string, pattern: string): boolean {
  let expression = expressions.get(pattern);
  if (expression === undefined) {
    const parts = pattern.split("*").map((part) => part.replace(/[\\^$.|?+()[\]{}]/g, "\\$&"));
    expression = new RegExp(`^${parts.join(".*")}$`, "is");
    expressions.set(pattern, expression);
  }
  return expression.test(name);
}

/** The compiled patterns. A configuration has only a few, but each resource needs all of them. */
const expressions = new Map<string, RegExp>();
