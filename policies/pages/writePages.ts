import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { configurationSchema } from "../configuration/configurationSchema";
import type { Profile } from "../configuration/profiles";
import { levelsOf, profiles } from "../configuration/profiles";
import { policies } from "../pack";
import { formatJson, formatMarkdown } from "./formatting";
import { pageOf, profilesTable, programOf, tableOf } from "./pages";
import { sampleStack } from "./sampleStack";

/**
 * The files that are generated from the rules, by path in the repository: the rules' pages, the guide with its table,
 * the profiles as files for --policy-pack-config, and the schema of a configuration file.
 *
 * @param root the repository's folder
 */
export async function generated(root: string): Promise<ReadonlyMap<string, string>> {
  const guide = readFileSync(join(root, "docs/policies.md"), "utf8");
  const sample = [`\`\`\`ts\n${programOf(sampleStack)}\n\`\`\``, profilesTable(policies, sampleStack)].join("\n\n");
  const withTables = between(between(guide, "rules", tableOf(policies)), "profiles", sample);
  const files: [string, Promise<string>][] = [
    ["docs/policies.md", formatMarkdown(withTables)],
    ["policies/configuration.schema.json", formatJson(configurationSchema())],
    ...(Object.keys(profiles) as Profile[]).map((name): [string, Promise<string>] => [
      `policies/profiles/${name}.json`,
      formatJson(levelsOf(name)),
    ]),
    ...policies.map((policy): [string, Promise<string>] => [`docs/policies/${policy.name}.md`, pageOf(policy)]),
  ];
  return new Map(await Promise.all(files.map(async ([path, text]): Promise<[string, string]> => [path, await text])));
}

/** The text with new content between the marks `<!-- name -->` and `<!-- end of name -->`. */
function between(text: string, name: string, content: string): string {
  const marks = new RegExp(`(<!-- ${name} -->\\n).*?(\\n<!-- end of ${name} -->)`, "s");
  return text.replace(marks, (_, start: string, end: string) => `${start}\n${content}\n${end}`);
}

/** Writes the files, and removes the pages of rules that no longer exist. */
async function write(root: string): Promise<void> {
  const files = await generated(root);
  for (const folder of ["docs/policies", "policies/profiles"]) mkdirSync(join(root, folder), { recursive: true });
  for (const file of readdirSync(join(root, "docs/policies"))) {
    if (!files.has(`docs/policies/${file}`)) rmSync(join(root, "docs/policies", file));
  }
  for (const [path, text] of files) writeFileSync(join(root, path), text);
}

if (require.main === module) void write(join(__dirname, "../.."));
