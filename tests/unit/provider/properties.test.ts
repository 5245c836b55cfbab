import { readFileSync } from "node:fs";
import { join } from "node:path";
import { inputPaths } from "../../../provider/documentation/inputPaths";
import { propertyPage } from "../../../provider/documentation/propertyPage";
import { propertyTable } from "../../../provider/documentation/propertyTable";
import { lookUps } from "../../../provider/lookups";
import { handlers } from "../../../provider/resources";
import { networkHandler } from "../../../provider/resources/networkHandler/networkHandler";
import { deriveSchema, type PackageSpec } from "../../../provider/schema/deriveSchema";

/** From the type declarations of the installed docker package. */
const declared = deriveSchema(handlers.values(), lookUps.values());
const page = readFileSync(join(__dirname, "..", "..", "..", "docs", "properties.md"), "utf8");

test("The page of all properties is up to date (npm run docs:properties)", () => {
  expect(page).toBe(propertyPage(declared, handlers.values()));
});

test("The page has every input of the installed docker package and of this provider, including nested ones", () => {
  const rows = [...page.matchAll(/^\| `([\w.[\]]+)` +\|/gm)].map(([, path]) => path);

  expect(rows).toEqual([...handlers.keys()].flatMap((token) => inputPaths(declared, token).map(({ path }) => path)));
  expect(rows).toHaveLength(217);
});

test("An input that a new version of the package adds must be in the table of its resource", () => {
  const network = declared.resources[networkHandler.type];
  const inputProperties = { ...network?.inputProperties, colour: { type: "string" } as const };
  const next: PackageSpec = {
    ...declared,
    resources: { [networkHandler.type]: { properties: {}, inputProperties } },
  };

  expect(() => propertyTable(next, networkHandler)).toThrow(
    new Error("the table of docker:index/network:Network has no 'colour'"),
  );
});
