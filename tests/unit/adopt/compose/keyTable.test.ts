import { readFileSync } from "node:fs";
import { join } from "node:path";
import { keyPage, keyRows } from "../../../../adopt/compose/documentation/keyTable";

const root = join(__dirname, "..", "..", "..", "..");

interface Schema {
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly patternProperties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly oneOf?: readonly Schema[];
}

/** The schema of the Compose Specification, as the linter `dclint` has it. */
const schema = JSON.parse(
  readFileSync(join(root, "node_modules", "dclint", "schemas", "compose.schema.json"), "utf8"),
) as Schema & { readonly definitions: Readonly<Record<string, Schema>> };

/** The keys of a part of the schema, keys below other keys included. */
function keysOf(part: Schema, prefix: string): string[] {
  const resolved = part.$ref === undefined ? part : (schema.definitions[part.$ref.split("/").at(-1) ?? ""] ?? {});
  const inner = [
    ...(resolved.oneOf ?? []),
    ...Object.values(resolved.patternProperties ?? {}),
    ...(resolved.items === undefined ? [] : [resolved.items]),
  ].flatMap((one) => keysOf(one, prefix));
  const own = Object.entries(resolved.properties ?? {}).flatMap(([name, value]) => {
    const path = prefix === "" ? name : `${prefix}.${name}`;
    return [path, ...keysOf(value, path)];
  });
  return [...own, ...inner];
}

test("Every key of the Compose Specification has a row in the table", () => {
  const rows = keyRows();
  const known = new Set(rows.map(({ path }) => path));
  // A key that becomes no argument of its own is ignored, or refused, with everything below it.
  const leaves = new Set(
    rows.filter(({ key }) => !("argument" in key.fate) || key.shape.kind === "any").map(({ path }) => path),
  );
  const isCovered = (path: string): boolean =>
    known.has(path) || [...leaves].some((leaf) => path.startsWith(`${leaf}.`));

  expect(keysOf(schema, "").filter((path) => !isCovered(path))).toEqual([]);
});

test("The page with the table is up to date", async () => {
  expect(readFileSync(join(root, "docs", "composeKeys.md"), "utf8")).toBe(await keyPage());
});
