import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { ExampleResource } from "./example";

/** What a rule's page says beside the rule's own fields. The generator of the pages and the tests run the examples. */
export interface Documentation {
  /** Markdown: why the rule is there, what exactly it takes for a fault, and what it does not see. */
  readonly about: string;
  /** Where the rule comes from, each in Markdown: a benchmark, the Engine's source, an issue. */
  readonly sources: readonly [string, ...string[]];
  /** Resources that break the rule. */
  readonly bad: Example;
  /** The same with the way out taken. */
  readonly good: Example;
}

/** Resources of a stack, in the order in which a program would make them. */
export type Example = readonly [ExampleResource, ...ExampleResource[]];

/**
 * Address of a rule's page. By default the file that came with the pack; an organisation that publishes the pages
 * elsewhere sets SWARM_POLICY_DOCS to the folder's address.
 */
export function docsUrl(name: string): string {
  const base = process.env["SWARM_POLICY_DOCS"];
  if (base !== undefined && base !== "") return `${base.replace(/\/+$/, "")}/${name}.md`;
  return pathToFileURL(join(docsFolder(), `${name}.md`)).href;
}

/**
 * In an installed package the pages lie beside policies/, in a checkout above it, and above dist/ when it is compiled.
 */
function docsFolder(): string {
  const above = [join(__dirname, "../../docs/policies"), join(__dirname, "../../../docs/policies")];
  return above.find((folder) => existsSync(folder)) ?? join(__dirname, "../../docs/policies");
}
