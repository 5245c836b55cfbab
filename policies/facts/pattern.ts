/** The first pattern that one of the names matches as a whole, in any case; `*` stands for any characters. */
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

/** By pattern: a configuration has a few, which are held against each resource. */
const expressions = new Map<string, RegExp>();
