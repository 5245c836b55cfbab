import { stringify } from "yaml";
import type { AdoptedProject } from "../model/project";
import { FileExpression } from "../model/project";
import { expressionsOf, withUsedSettings } from "../model/walk";
import { importFile } from "../takeover/importFile";
import { formatted } from "./format";
import type { ProjectOptions } from "./projectOptions";
import { readme } from "./readme";
import { componentsPackage, sourceFiles } from "./sourceFiles";

/** The files of a written project by path, relative to its folder. No file contains the value of a secret. */
export async function projectFiles(
  adopted: AdoptedProject,
  options: ProjectOptions,
): Promise<ReadonlyMap<string, string | Uint8Array>> {
  const project = withUsedSettings(adopted);
  const copied = project.components.flatMap(expressionsOf).filter((one) => one instanceof FileExpression);
  return new Map<string, string | Uint8Array>([
    ...(await sourceFiles(project)),
    ["Pulumi.yaml", await formatted(stringify(projectFile(project, options)), "yaml")],
    [`Pulumi.${options.pulumiStack}.yaml`, await formatted(stringify(stackFile(project, options)), "yaml")],
    ["package.json", await json(packageFile(project, options))],
    ["tsconfig.json", await json(compilerFile)],
    [".gitignore", "node_modules/\n"],
    ...(isFolder(options.componentsFrom) ? [[".npmrc", copiedFolders] as const] : []),
    ["README.md", await formatted(readme(project, options), "markdown")],
    ["takeover.json", await json(importFile(project))],
    ...copied.map(({ path, content }) => [path, content] as const),
  ]);
}

/**
 * npm links to a folder by default. The components would then load the Pulumi SDK of that folder, and the program its
 * own: two SDKs in one process.
 */
const copiedFolders = "install-links=true\n";

function isFolder(componentsFrom: string): boolean {
  return componentsFrom.startsWith("file:") && !/\.(tgz|tar|tar\.gz)$/.test(componentsFrom);
}

function projectFile({ name }: AdoptedProject, { source }: ProjectOptions): object {
  return {
    name,
    description: `Written from ${source}`,
    runtime: { name: "nodejs", options: { typescript: true } },
    main: "index.ts",
    plugins: {
      providers: [{ name: "docker", path: `node_modules/${componentsPackage}/provider` }],
    },
  };
}

function stackFile({ name, settings }: AdoptedProject, { dockerHost }: ProjectOptions): object {
  const values = settings.flatMap((one) =>
    one.isSecret || one.value === undefined ? [] : [[`${name}:${one.name}`, one.value] as const],
  );
  const host = dockerHost === undefined ? {} : { "docker:host": dockerHost };
  return { config: { ...host, ...Object.fromEntries(values) } };
}

function packageFile({ name }: AdoptedProject, { componentsFrom }: ProjectOptions): object {
  return {
    name,
    private: true,
    scripts: { takeover: "swarm-takeover" },
    dependencies: { "@pulumi/docker": "^5.2.0", "@pulumi/pulumi": "^3.270.0", [componentsPackage]: componentsFrom },
    devDependencies: { "@types/node": "^20.0.0", "ts-node": "^10.9.0", typescript: "^5.9.0" },
  };
}

const compilerFile = {
  compilerOptions: {
    target: "ES2022",
    module: "commonjs",
    moduleResolution: "node10",
    esModuleInterop: true,
    strict: true,
    noEmit: true,
    skipLibCheck: true,
  },
  files: ["index.ts"],
};

function json(value: object): Promise<string> {
  return formatted(JSON.stringify(value), "json");
}
