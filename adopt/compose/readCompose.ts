import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, isAbsolute, join, resolve } from "node:path";
import { types } from "node:util";
import { show } from "../../swarm/typed";
import type { AdoptedProject } from "../model/project";
import type { Context } from "./convert/context";
import { objectsIn } from "./convert/context";
import { networksOf } from "./convert/networks";
import { configsOf, secretsOf } from "./convert/payloads";
import { serviceOf } from "./convert/services";
import { Settings } from "./convert/settings";
import { Values } from "./convert/values";
import { composeFile, composeKeys } from "./schema/composeKeys";
import { mergeFiles } from "./schema/merge";
import type { Report } from "./schema/normalize";
import { normalize } from "./schema/normalize";
import { EnvFileError, parseEnvFile } from "./source/envFile";
import { Problems } from "./source/problems";
import { readSource } from "./source/readSource";
import type { MapNode, Node, Place } from "./source/tree";

/** What the reading of compose files depends on. */
export interface ComposeInput {
  /** Paths of the files, merged in this order. */
  readonly files: readonly string[];
  /** Name of the stack, as in `docker stack deploy -c compose.yml shop`. */
  readonly stack: string;
  /** Variables of the shell, which come before those of `.env` in the folder of the first file. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/**
 * Reads compose files as `docker stack deploy` does. The objects keep the names that docker gives them.
 *
 * @throws ComposeError with all problems of the files, each with its line and what to do
 */
export function readCompose({ files, stack, environment }: ComposeInput): AdoptedProject {
  const problems = new Problems();
  const folder = dirname(resolve(files[0] ?? "."));
  const variables = environmentOf(folder, environment, problems);
  const remarks: Remark[] = [];
  const report: Report = {
    problems,
    remark: ({ place }, text) => {
      remarks.push({ place, text });
    },
  };
  const valueOf = (variable: string): string | undefined => variables.get(variable);
  const read = (path: string, at: Node | undefined): Uint8Array | undefined => readOrReport(path, at, problems);

  const sources = files.flatMap((file) => {
    const content = read(file, undefined);
    const source = content === undefined ? undefined : readSource(file, content, valueOf, problems);
    return source === undefined ? [] : [source];
  });
  checkVersions(sources, problems);
  const normal = sources.map((source) => normalize(source, composeFile, "file", "the file", report) as MapNode);
  // Later steps expect the shapes that have just been checked.
  problems.throwIfAny(files);
  const [first, ...others] = normal;
  if (first === undefined) throw new Error("A compose file is needed.");
  const file = others.reduce((base, override) => mergeFiles(base, override, composeKeys), first);

  const settings = new Settings(variables);
  const sections = {
    networks: objectsIn(file, "networks"),
    services: objectsIn(file, "services"),
    volumes: objectsIn(file, "volumes"),
    secrets: objectsIn(file, "secrets"),
    configs: objectsIn(file, "configs"),
  };
  const absolute = (path: string): string => (isAbsolute(path) ? path : join(folder, path));
  const context: Context = {
    stack,
    values: new Values(settings, report),
    sections,
    valueOf,
    read: (path, at) => read(absolute(path), at),
    absolute,
  };
  const services = objectsIn(file, "services");
  // Services come first, so that a variable gets the setting with its name, and not the content of a secret.
  const members = [...services].map(([key, service]) => serviceOf(key, service, context));
  const components = [...networksOf(services, context), ...secretsOf(context), ...configsOf(context), ...members];
  noteUnusedVolumes(services, context);
  problems.throwIfAny(files);
  return { name: stack, stack, settings: settings.all, components, remarks: inOrder(remarks) };
}

interface Remark {
  readonly place: Place;
  readonly text: string;
}

/** The remarks in the order of the source, each of them once. */
function inOrder(remarks: readonly Remark[]): string[] {
  const sorted = [...remarks].sort((a, b) => (a.place.file === b.place.file ? a.place.line - b.place.line : 0));
  return [...new Set(sorted.map(({ place, text }) => `${place.file}:${place.line}: ${text}`))];
}

/** The variables of the shell, then those of `.env`, which docker compose reads, and people export for a stack. */
function environmentOf(
  folder: string,
  shell: ComposeInput["environment"],
  problems: Problems,
): ReadonlyMap<string, string> {
  const given = Object.entries(shell).flatMap(([name, value]): [string, string][] =>
    value === undefined ? [] : [[name, value]],
  );
  const path = join(folder, ".env");
  const own: [string, string][] = [];
  try {
    for (const { name, value = "" } of parseEnvFile(readFileSync(path, "utf8"))) own.push([name, unquoted(value)]);
  } catch (error) {
    if (error instanceof EnvFileError) problems.add({ file: path, line: error.line, column: 1 }, error.message);
    else if (!isMissing(error)) throw error;
  }
  return new Map([["HOME", homedir()], ...own, ...given]);
}

/** Quotes around a value of `.env` do not belong to it. */
function unquoted(value: string): string {
  return /^\s*(["'])(.*)\1\s*$/s.exec(value)?.[2] ?? value.trim();
}

function readOrReport(path: string, at: Node | undefined, problems: Problems): Uint8Array | undefined {
  try {
    return readFileSync(path);
  } catch (error) {
    const place = at?.place ?? { file: path, line: 1, column: 1 };
    const reason = isMissing(error) ? "does not exist" : `cannot be read (${(error as Error).message})`;
    problems.add(place, `the file ${show(path)} ${reason}. Create it, or correct the path.`);
    return undefined;
  }
}

function isMissing(error: unknown): boolean {
  return types.isNativeError(error) && "code" in error && error.code === "ENOENT";
}

/** Docker takes versions 3 to 3.13, and refuses files with different ones. */
function checkVersions(sources: readonly MapNode[], problems: Problems): void {
  const versions = sources.map((source) => source.entries.get("version"));
  const textOf = (node: Node | undefined): unknown => (node?.kind === "scalar" ? node.value : undefined);
  for (const [i, node] of versions.entries()) {
    const text = textOf(node);
    if (node === undefined) continue;
    if (typeof text !== "string") {
      problems.add(node.place, `'version' ${show(text)} is not text. Put it in quotes, or remove the line.`);
    } else if (!/^3(?:\.(?:\d|1[0-3]))?$/.test(text)) {
      problems.add(
        node.place,
        `'version' ${show(text)} is not possible: docker stack deploy reads 3 to 3.13. Remove the line.`,
      );
    } else if (i > 0 && text !== (textOf(versions[0]) ?? text)) {
      problems.add(node.place, `'version' ${show(text)} differs from that of the first file. Use the same version.`);
    }
  }
}

/** Docker creates a volume only with a task that mounts it. */
function noteUnusedVolumes(services: ReadonlyMap<string, MapNode>, { sections, values }: Context): void {
  const used = new Set(
    [...services.values()].flatMap((service) => {
      const volumes = service.entries.get("volumes");
      const items = volumes?.kind === "list" ? volumes.items : [];
      return items.map((item) => {
        const source = item.kind === "map" ? item.entries.get("source") : undefined;
        return source?.kind === "scalar" ? source.value : undefined;
      });
    }),
  );
  for (const [key, volume] of sections.volumes) {
    if (!used.has(key)) values.report.remark(volume, `volume "${key}" is left out: no service mounts it.`);
  }
}
