import { readFileSync } from "node:fs";
import { join } from "node:path";
import { inputPaths } from "../../../provider/documentation/inputPaths";
import { placeOfDifference } from "../../../provider/documentation/engineSpec";
import { propertyPage } from "../../../provider/documentation/propertyPage";
import { propertyTable } from "../../../provider/documentation/propertyTable";
import { lookUps } from "../../../provider/lookups";
import { handlers } from "../../../provider/resources";
import { networkHandler } from "../../../provider/resources/networkHandler/networkHandler";
import { deriveSchema, type PackageSpec } from "../../../provider/schema/deriveSchema";

/** From the type declarations of the installed docker package. */
const declared = deriveSchema(handlers.values(), lookUps.values());
const page = readFileSync(join(__dirname, "..", "..", "..", "docs", "properties.md"), "utf8");

test("the page of all properties is what the provider does (npm run docs:properties)", () => {
  expect(page).toBe(propertyPage(declared, handlers.values()));
});

test("every input that the installed docker package declares is in it, nested ones too", () => {
  const rows = [...page.matchAll(/^\| `([\w.[\]]+)` +\|/gm)].map(([, path]) => path);

  expect(rows).toEqual([...handlers.keys()].flatMap((token) => inputPaths(declared, token).map(({ path }) => path)));
  expect(rows).toHaveLength(192);
});

test("an input that a new version of the package adds has to be shown to the page before it can be made", () => {
  const network = declared.resources[networkHandler.type];
  const inputProperties = { ...network?.inputProperties, colour: { type: "string" } as const };
  const next: PackageSpec = {
    ...declared,
    resources: { [networkHandler.type]: { properties: {}, inputProperties } },
  };

  expect(() => propertyTable(next, networkHandler)).toThrow(
    new Error("no example in examples.ts has 'colour' of docker:index/network:Network"),
  );
});

test.each<[string, unknown, unknown, string | undefined]>([
  ["nothing differs", { A: [1] }, { A: [1] }, undefined],
  ["an element of a list", { A: [{ B: 1 }] }, { A: [{ B: 2 }] }, "A[].B"],
  ["a whole element", { A: ["x"] }, { A: ["y"] }, "A"],
  ["a key of the user's", { Labels: { a: "1" } }, { Labels: { b: "1" } }, "Labels"],
  ["two things in one", { A: { B: 1, C: 2 } }, { A: { B: 2, C: 1 } }, "A"],
  ["something that is gone", { A: { B: { C: 1 } } }, { A: {} }, "A.B"],
])("the place of a difference: %s", (_what, a, b, place) => {
  expect(placeOfDifference(a, b)).toBe(place);
});
