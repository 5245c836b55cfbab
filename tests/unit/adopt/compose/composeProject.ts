import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readCompose } from "../../../../adopt/compose/readCompose";
import { ComposeError } from "../../../../adopt/compose/source/problems";
import type { AdoptedComponent, AdoptedProject } from "../../../../adopt/model/project";

/** What a test reads. */
export interface ComposeCase {
  /** Contents by name, in the order of merging if the names end in `.yml`. */
  readonly files: Readonly<Record<string, string | Uint8Array>>;
  readonly environment?: Readonly<Record<string, string>>;
}

/** Reads compose files as the stack `shop`. Messages name the files without their folder. */
export function readProject({ files, environment = {} }: ComposeCase): AdoptedProject {
  const folder = mkdtempSync(join(tmpdir(), "compose-"));
  try {
    for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
    const names = Object.keys(files).filter((name) => name.endsWith(".yml"));
    const paths = names.map((name) => join(folder, name));
    const project = readCompose({ files: paths, stack: "shop", environment });
    return { ...project, remarks: project.remarks.map((remark) => remark.replaceAll(`${folder}/`, "")) };
  } catch (error) {
    if (!(error instanceof ComposeError)) throw error;
    throw new ComposeError(error.problems.map((problem) => problem.replaceAll(`${folder}/`, "")));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Reads one file. */
export function readText(text: string, environment?: Readonly<Record<string, string>>): AdoptedProject {
  return readProject({ files: { "c.yml": text }, ...(environment !== undefined && { environment }) });
}

/** The problems of files; none if they can be read. */
export function problemsOf(compose: ComposeCase): readonly string[] {
  try {
    readProject(compose);
    return [];
  } catch (error) {
    if (error instanceof ComposeError) return error.problems;
    throw error;
  }
}

/** The component with this kind and name. */
export function componentOf(
  { components }: AdoptedProject,
  kind: AdoptedComponent["component"],
  logicalName: string,
): AdoptedComponent {
  const found = components.find((one) => one.component === kind && one.logicalName === logicalName);
  if (found === undefined) throw new Error(`${kind} "${logicalName}" is missing`);
  return found;
}
