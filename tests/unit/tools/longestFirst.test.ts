import { readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, join } from "node:path";
import { checkout } from "../../support/lab";

interface Test {
  readonly path: string;
  readonly context: unknown;
}

const LongestFirst = createRequire(__filename)("../../support/longestFirst.js") as new (options: object) => {
  sort(tests: readonly Test[]): Test[];
};

/** The names of test files in the order in which they start. A larger size makes Jest start a file earlier. */
function order(project: string, sizes: Record<string, number>): string[] {
  const config = { displayName: { name: project }, cache: false };
  const hasteFS = { getSize: (path: string) => sizes[basename(path, ".test.ts")] };
  const tests = Object.keys(sizes).map((name) => ({ path: `/tests/${name}.test.ts`, context: { config, hasteFS } }));
  return new LongestFirst({}).sort(tests).map(({ path }) => basename(path, ".test.ts"));
}

test("Live tests without a recorded duration start first, and then the longest ones", () => {
  const sizes = { policies: 900, fire: 100, shop: 800, newSmall: 1, newLarge: 2 };
  expect(order("live", sizes)).toEqual(["newLarge", "newSmall", "fire", "shop", "policies"]);
});

test("Tests of other projects keep Jest's order", () => {
  expect(order("unit", { fire: 100, network: 300, service: 200 })).toEqual(["network", "service", "fire"]);
});

test("All live tests have a recorded duration", () => {
  const names = readdirSync(join(checkout, "tests", "live")).map((file) => basename(file, ".test.ts"));
  const sizes = Object.fromEntries([...names, "unknown"].map((name) => [name, 1]));
  expect(order("live", sizes)[0]).toBe("unknown");
});
