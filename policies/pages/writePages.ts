import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { configurationSchema } from "../configuration/configurationSchema";
import { policies } from "../pack";
import { jsonOf, pageOf, tableOf } from "./pages";
import type { Profile } from "../configuration/profiles";
import { levelsOf, profiles } from "../configuration/profiles";

/**
 * Everything that is made from the rules, by path below the checkout: their pages, the guide with its table, the profiles as files
 * for --policy-pack-config, and the schema of a configuration file.
 */
export function generated(root: string): ReadonlyMap<string, string> {
  const guide = readFileSync(join(root, "docs/policies.md"), "utf8");
  const marks = /(<!-- rules -->\n).*?(\n<!-- end of rules -->)/s;
  return new Map([
    [
      "docs/policies.md",
      guide.replace(marks, (_, open: string, close: string) => `${open}\n${tableOf(policies)}\n${close}`),
    ],
    ["policies/configuration.schema.json", json(configurationSchema())],
    ...(Object.keys(profiles) as Profile[]).map(
      (name) => [`policies/profiles/${name}.json`, json(levelsOf(name))] as const,
    ),
    ...policies.map((policy) => [`docs/policies/${policy.name}.md`, pageOf(policy)] as const),
  ]);
}

/** Writes the files, and removes the pages of rules that are no more. */
function write(root: string): void {
  const files = generated(root);
  for (const folder of ["docs/policies", "policies/profiles"]) mkdirSync(join(root, folder), { recursive: true });
  for (const file of readdirSync(join(root, "docs/policies"))) {
    if (!files.has(`docs/policies/${file}`)) rmSync(join(root, "docs/policies", file));
  }
  for (const [path, text] of files) writeFileSync(join(root, path), text);
}

/** The content of a JSON file. */
function json(value: object): string {
  return `${jsonOf(value)}\n`;
}

if (require.main === module) write(join(__dirname, "../.."));
