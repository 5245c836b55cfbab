#!/usr/bin/env node
/** Writes a program from compose files: `make program`, `npx swarm-program --help`. */
import { existsSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { runCommand } from "../cli/runCommand";
import { readCompose } from "./compose/readCompose";
import type { AdoptedProject } from "./model/project";
import { parseOptions, usage, type Options } from "./options";
import { projectFiles } from "./program/projectFiles";
import type { ProjectOptions } from "./program/projectOptions";
import { writeFolder } from "./writeFolder";

async function main(): Promise<void> {
  const options = parseOptions(process.argv.slice(2));
  if (options.help) {
    console.log(usage);
    return;
  }
  const { from, stack, out, force } = options;
  const project = withPaths(readCompose({ files: from, stack, environment: process.env }), options);
  const files = await projectFiles(project, projectOptions(options));
  writeFolder(out, files, force);
  report(project, files, out);
}

/** The written project uses the components and the provider of the package that this command belongs to. */
function projectOptions({ from, out, pulumiStack }: Options): ProjectOptions {
  const root = packageFolder(__dirname);
  const path = relative(resolve(out), root);
  const source = from.map((file) => relative(process.cwd(), resolve(file))).join(" and ");
  return { pulumiStack, source, componentsFrom: `file:${path}`, providerFolder: join(path, "provider") };
}

/** The files of secrets are named in the README, so their paths are relative to the written project. */
function withPaths(project: AdoptedProject, { from, out }: Options): AdoptedProject {
  const folder = dirname(resolve(from[0] ?? "."));
  const settings = project.settings.map((setting) =>
    setting.fromFile === undefined
      ? setting
      : { ...setting, fromFile: relative(resolve(out), resolve(folder, setting.fromFile)) },
  );
  return { ...project, settings };
}

/** The nearest folder with a package: the command runs as TypeScript, or compiled in `dist/`. */
function packageFolder(folder: string): string {
  return existsSync(join(folder, "package.json")) || folder === dirname(folder)
    ? folder
    : packageFolder(dirname(folder));
}

function report({ remarks }: AdoptedProject, files: ReadonlyMap<string, unknown>, out: string): void {
  for (const remark of remarks) console.error(remark);
  if (remarks.length > 0) console.error("");
  console.log(`Wrote ${files.size} files into ${out}. The next steps are in ${join(out, "README.md")}.`);
}

runCommand(main, usage);
