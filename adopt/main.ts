#!/usr/bin/env node
/** Writes a program from compose files or a running swarm: `make program`, `npx swarm-program --help`. */
import { existsSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { runCommand } from "../cli/runCommand";
import { engineSettings } from "../provider/configuration/configuration";
import { Engine } from "../provider/engine/engine";
import { readCompose } from "./compose/readCompose";
import { componentsFrom } from "./componentsFrom";
import type { AdoptedProject } from "./model/project";
import { parseOptions, swarmSource, usage, type Options } from "./options";
import { projectFiles } from "./program/projectFiles";
import type { ProjectOptions } from "./program/projectOptions";
import { readSwarm } from "./swarm/readSwarm";
import { writeFolder } from "./writeFolder";

async function main(): Promise<void> {
  const options = parseOptions(process.argv.slice(2));
  if (options.help) {
    console.log(usage);
    return;
  }
  const { out, force } = options;
  const project = await readProject(options);
  const files = await projectFiles(project, projectOptions(options));
  writeFolder(out, files, force);
  report(project, files, out);
}

async function readProject(options: Options): Promise<AdoptedProject> {
  const { stack, host } = options;
  const files = filesOf(options);
  if (!isSwarm(options)) return withPaths(readCompose({ files, stack, environment: process.env }), options);
  const engine = new Engine(engineSettings(host === undefined ? {} : { host }, process.env));
  return readSwarm(engine, stack === "" ? undefined : stack);
}

function isSwarm({ from }: Options): boolean {
  return from.includes(swarmSource);
}

/** The compose files. The written program names them, so their paths do not tell where the folder is. */
function filesOf({ from }: Options): string[] {
  return from.map((file) => relative(process.cwd(), resolve(file)));
}

/** The written project uses the components and the provider of the package that this command belongs to. */
function projectOptions(options: Options): ProjectOptions {
  const { out, pulumiStack, host } = options;
  const source = isSwarm(options) ? "a running swarm" : filesOf(options).join(" and ");
  return {
    pulumiStack,
    source,
    componentsFrom: componentsFrom(packageFolder(__dirname), resolve(out)),
    ...(host !== undefined && { dockerHost: host }),
  };
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
