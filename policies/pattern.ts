/** The first pattern that one of the names matches as a whole, in any case; `*` stands for any characters. */
export function matchesAny(names: readonly string[], patterns: readonly string[]): string | undefined {
  return patterns.find((pattern) => names.some((name) => matches(name, pattern)));
}

function matches(name: string, pattern: string): boolean {
  const parts = pattern.split("*").map((part) => part.replace(/[\\^$.|?+()[\]{}]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`, "is").test(name);
}
