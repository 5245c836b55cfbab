import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { ExampleResource } from "./example";

/**
 * The content of a rule's page, in addition to the rule's fields. The generator of the pages and tests run the
 * examples.
 */
export interface Documentation {
  /** Markdown: why the rule exists, what exactly it reports, and what it cannot see. */
  readonly about: string;
  /** The sources of the rule, each in Markdown: a benchmark, the Engine's source code, an issue. */
  readonly sources: readonly [string, ...string[]];
  /** Resources that violate the rule. */
  readonly bad: Example;
  /** The same resources with the violation fixed. */
  readonly good: Example;
}

/** Resources of a stack, in the order in which a program would create them. */
export type Example = readonly [ExampleResource, ...ExampleResource[]];

/**
 * The URL of a rule's page. The default is the file that comes with the pack. An organization that publishes the pages
 * elsewhere sets SWARM_POLICY_DOCS to the URL of their folder.
 */
export function docsUrl(name: string): string {
  const base = process.env["SWARM_POLICY_DOCS"];
  if (base !== undefined && base !== "") return `${base.replace(/\/+$/, "")}/${name}.md`;
  return pathToFileURL(join(docsFolder(), `${name}.md`)).href;
}

/**
 * The folder of the pages: next to the code in an installed package, one level up in a checkout, and another level up
 * if the checkout is compiled to dist/.
 */
function docsFolder(): string {
  const above = [join(__dirname, "../../docs/policies"), join(__dirname, "../../../docs/policies")];
  return above.find((folder) => existsSync(folder)) ?? join(__dirname, "../../docs/policies");
}
