import { posix } from "node:path";
import type { AdoptedProject } from "../model/project";
import { formatted } from "./format";
import type { Group, Statement } from "./statements";
import { statementsOf } from "./statements";
import { joinUses } from "./uses";

/** The package of the components. */
export const componentsPackage = "pulumi-swarm-networking";

/** A file with more lines is divided, if it can be. */
const longestFile = 300;

/** A file that is about to be written. */
interface Module {
  readonly path: string;
  readonly groups: readonly Group[];
}

/**
 * The TypeScript files of a project by path: `index.ts` alone. If that is long, each kind of component has a file, and
 * if the services are many, each of them has one.
 */
export async function sourceFiles(project: AdoptedProject): Promise<ReadonlyMap<string, string>> {
  const groups = statementsOf(project);
  let files: ReadonlyMap<string, string> = new Map();
  for (const divide of [inOneFile, byKind, byService]) {
    files = await write(divide(groups));
    if ([...files.values()].every((text) => text.split("\n").length <= longestFile + 1)) break;
  }
  return files;
}

function inOneFile(groups: readonly Group[]): Module[] {
  return [{ path: "index.ts", groups }];
}

/** The settings and the stack share a file, because both are short. */
function byKind(groups: readonly Group[]): Module[] {
  const isHead = ({ file }: Group): boolean => file === "settings" || file === "stack";
  const head = groups.filter(isHead);
  return [
    ...(head.length > 0 ? [{ path: `${head.at(-1)?.file ?? "stack"}.ts`, groups: head }] : []),
    ...groups.filter((group) => !isHead(group)).map((group) => ({ path: `${group.file}.ts`, groups: [group] })),
  ];
}

function byService(groups: readonly Group[]): Module[] {
  return byKind(groups).flatMap((module) =>
    module.path !== "services.ts"
      ? [module]
      : module.groups.flatMap((group) =>
          group.statements.map((statement) => ({
            path: `services/${statement.logicalName ?? group.file}.ts`,
            groups: [{ ...group, statements: [statement] }],
          })),
        ),
  );
}

/** Several files get an `index.ts` that loads all of them. */
async function write(modules: readonly Module[]): Promise<ReadonlyMap<string, string>> {
  const isDivided = modules.some(({ path }) => path !== "index.ts");
  const homes = new Map(
    modules.flatMap(({ path, groups }) =>
      groups.flatMap(({ statements }) =>
        statements.flatMap(({ variable }) => (variable === undefined ? [] : [[variable, path] as const])),
      ),
    ),
  );
  const exported = new Set(
    modules.flatMap(({ path, groups }) =>
      usedIn(groups).filter((variable) => homes.get(variable) !== path && homes.has(variable)),
    ),
  );
  const index = modules.map(({ path }) => `import "./${withoutExtension(path)}";`).join("\n");
  const texts = [
    ...(isDivided ? [["index.ts", index] as const] : []),
    ...modules.map((module) => [module.path, moduleText(module, isDivided, homes, exported)] as const),
  ];
  return new Map(
    await Promise.all(texts.map(async ([path, text]) => [path, await formatted(text, "typescript")] as const)),
  );
}

function moduleText(
  { path, groups }: Module,
  isDivided: boolean,
  homes: ReadonlyMap<string, string>,
  exported: ReadonlySet<string>,
): string {
  const body = groups.map(({ heading, statements }) =>
    [heading === "" || isDivided ? "" : `// ${heading}\n\n`, statementLines(statements, exported)].join(""),
  );
  return [importLines(path, groups, homes), ...body].join("\n\n");
}

/** One-line statements stay together; others have an empty line around them. */
function statementLines(statements: readonly Statement[], exported: ReadonlySet<string>): string {
  return statements
    .map((statement, i) => {
      const { comments, variable, text } = statement;
      const modifier = variable !== undefined && exported.has(variable) ? "export " : "";
      const line = `${comments}${variable === undefined ? "" : `${modifier}const ${variable} = `}${text};\n`;
      const next = statements[i + 1];
      return next !== undefined && isOneLine(statement) && isOneLine(next) ? line : `${line}\n`;
    })
    .join("");
}

function isOneLine({ comments, variable = "", text, logicalName }: Statement): boolean {
  // Settings stay together with their descriptions.
  if (logicalName === undefined) return true;
  return comments === "" && !text.includes("\n") && variable.length + text.length < 66;
}

function importLines(path: string, groups: readonly Group[], homes: ReadonlyMap<string, string>): string {
  const { components, docker, pulumi, readFileSync } = joinUses(
    groups.flatMap(({ statements }) => statements.map(({ uses }) => uses)),
  );
  const others = new Map<string, string[]>();
  for (const variable of usedIn(groups)) {
    const home = homes.get(variable);
    if (home !== undefined && home !== path) others.set(home, [...(others.get(home) ?? []), variable]);
  }
  const relative = (home: string): string => {
    const target = posix.relative(posix.dirname(path), withoutExtension(home));
    return target.startsWith(".") ? target : `./${target}`;
  };
  return [
    ...(readFileSync ? [`import { readFileSync } from "node:fs";`] : []),
    ...(docker ? [`import * as docker from "@pulumi/docker";`] : []),
    ...(pulumi ? [`import * as pulumi from "@pulumi/pulumi";`] : []),
    ...(components.size > 0 ? [`import { ${[...components].sort().join(", ")} } from "${componentsPackage}";`] : []),
    ...[...others].map(([home, names]) => `import { ${names.join(", ")} } from "${relative(home)}";`),
  ].join("\n");
}

function usedIn(groups: readonly Group[]): string[] {
  return [...joinUses(groups.flatMap(({ statements }) => statements.map(({ uses }) => uses))).variables];
}

function withoutExtension(path: string): string {
  return path.replace(/\.ts$/, "");
}
