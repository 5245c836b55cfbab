import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { policies } from "./pack";
import { pageOf, tableOf } from "./pages";

/** Everything that is generated below docs/, by path: the rules' pages, and the guide with its table. */
export function generated(docs: string): ReadonlyMap<string, string> {
  const guide = readFileSync(join(docs, "policies.md"), "utf8");
  const marks = /(<!-- rules -->\n).*?(\n<!-- end of rules -->)/s;
  return new Map([
    [
      "policies.md",
      guide.replace(marks, (_, open: string, close: string) => `${open}\n${tableOf(policies)}\n${close}`),
    ],
    ...policies.map((policy) => [`policies/${policy.name}.md`, pageOf(policy)] as const),
  ]);
}

/** Writes the pages, and removes those of rules that are no more. */
function write(docs: string): void {
  const pages = generated(docs);
  mkdirSync(join(docs, "policies"), { recursive: true });
  for (const file of readdirSync(join(docs, "policies"))) {
    if (!pages.has(`policies/${file}`)) rmSync(join(docs, "policies", file));
  }
  for (const [path, text] of pages) writeFileSync(join(docs, path), text);
}

if (require.main === module) write(join(__dirname, "../docs"));
