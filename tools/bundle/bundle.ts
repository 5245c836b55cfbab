import { cp, mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { build, type BuildOptions, type Plugin } from "esbuild";
import { dockerSchema } from "../../provider/schema/dockerSchema";

const root = join(__dirname, "..", "..");
const output = join(root, "dist", "bundle");

/** Modules that a package loads when it starts, and a bundle never uses. */
interface Unused {
  /** The package that loads them. */
  readonly by: string;
  readonly names: RegExp;
}

/** Connects to ssh:// hosts. The provider runs the ssh command instead. */
const ssh: Unused = { by: "docker-modem", names: /^ssh2$/ };

/** Serialize functions, run the CLI, and serve other providers. A policy pack does none of this. */
const servers: Unused = {
  by: "@pulumi/pulumi",
  names: /^(typescript|@npmcli\/arborist|\.\/(automation|closure\/.*|dynamic|provider))$/,
};

/** Computes a layout in another thread. Without a path to such a worker, elkjs computes it in the same thread. */
const worker: Unused = { by: "elkjs", names: /^web-worker$/ };

/** The same, for a plugin of components, which the SDK serves. */
const closures: Unused = {
  by: "@pulumi/pulumi",
  names: /^(typescript|@npmcli\/arborist|\.\/(automation|closure\/.*|dynamic|experimental))$/,
};

/** A file in dist/bundle that is run on its own. */
interface Bundle {
  readonly entry: string;
  readonly unused: readonly Unused[];
  /** Packages that stay outside, because the program must share them, or because they load files of their own. */
  readonly external?: readonly string[];
}

/** By the name of the file. package.json names the commands that users run. */
export const bundles: Readonly<Record<string, Bundle>> = {
  provider: { entry: "provider/main.ts", unused: [ssh] },
  policies: { entry: "policies/index.ts", unused: [servers] },
  components: { entry: "components/plugin/main.ts", unused: [closures] },
  audit: { entry: "audit/main.ts", unused: [ssh, servers] },
  inspect: { entry: "inspect/inspection/main.ts", unused: [ssh] },
  topology: { entry: "inspect/topology/main.ts", unused: [ssh, worker] },
  report: { entry: "report/main.ts", unused: [ssh, worker] },
  program: { entry: "adopt/main.ts", unused: [ssh], external: ["@pulumi/docker", "@pulumi/pulumi", "prettier"] },
  takeover: { entry: "adopt/takeover/main.ts", unused: [ssh], external: ["@pulumi/docker", "@pulumi/pulumi"] },
};

/** Replaces modules by empty ones. */
function without(unused: readonly Unused[]): Plugin {
  const namespace = "unused";
  return {
    name: "without",
    setup: (bundler) => {
      for (const { by, names } of unused) {
        bundler.onResolve({ filter: names }, ({ path, importer }) =>
          importer.includes(`/node_modules/${by}/`) ? { path, namespace } : undefined,
        );
      }
      bundler.onLoad({ filter: /.*/, namespace }, () => ({ contents: "" }));
    },
  };
}

/** The schema of the provider, next to its bundle. The provider reads it only when the CLI asks for it. */
const schemaFile = "provider.schema.json";

/** Replaces the module that derives the schema from the installed docker package by one that reads the result. */
const derivedSchema: Plugin = {
  name: "derived-schema",
  setup: (bundler) => {
    bundler.onLoad({ filter: /[\\/]schema[\\/]dockerSchema\.ts$/ }, () => ({
      contents:
        `const path = require("node:path").join(__dirname, ${JSON.stringify(schemaFile)});` +
        `exports.dockerSchema = JSON.parse(require("node:fs").readFileSync(path, "utf8"));`,
    }));
  },
};

function optionsOf(
  name: string,
  { entry, unused, external = [] }: Bundle,
  withSourceMaps: boolean,
): BuildOptions & { readonly write: false } {
  return {
    entryPoints: [join(root, entry)],
    outfile: join(output, `${name}.js`),
    bundle: true,
    platform: "node",
    target: "node20",
    // Names stay as they are, so that a stack trace is readable without the source map.
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: "linked",
    sourcemap: withSourceMaps && "linked",
    sourcesContent: false,
    external: [...external],
    plugins: [without(unused), derivedSchema],
    logLevel: "warning",
    write: false,
  };
}

async function bundle(options: BuildOptions & { readonly write: false }): Promise<void> {
  const { outputFiles } = await build(options);
  for (const { path, contents } of outputFiles) await replace(path, contents);
}

/**
 * A provider that starts meanwhile reads the former file or the new one, never a part. A file that has these contents
 * stays: after a build, the provider tests and the live tests can start at the same time.
 */
async function replace(path: string, contents: string | Uint8Array): Promise<void> {
  const former = await readFile(path).catch(() => undefined);
  if (former?.equals(Buffer.from(contents)) === true) return;
  await writeFile(`${path}.new`, contents);
  await rename(`${path}.new`, path);
}

/**
 * Bundles the provider, the policy pack and the commands. Each becomes one file in dist/bundle that contains the
 * packages that it uses, so the process reads one file instead of hundreds, and the npm package has few dependencies.
 *
 * @param withSourceMaps whether each file gets a source map, which Node reads with the option --enable-source-maps
 * @throws Error if the sources do not compile; esbuild has then printed why
 */
export async function bundleAll(withSourceMaps = false): Promise<void> {
  await mkdir(output, { recursive: true });
  await replace(join(output, schemaFile), JSON.stringify(dockerSchema));
  const all = Object.entries(bundles);
  await Promise.all(all.map(([name, entry]) => bundle(optionsOf(name, entry, withSourceMaps))));
  // The script and the style sheet that the page of `topology` embeds.
  await cp(join(root, "inspect/topology/browser"), join(output, "browser"), { recursive: true });
}
