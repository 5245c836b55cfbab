import { mkdir, rename, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { build, type Plugin } from "esbuild";

const root = join(__dirname, "..", "..");

/** What a package loads when it starts, and the bundle never uses. */
const unused = {
  // Connects to ssh:// hosts. The provider runs the ssh command instead.
  provider: { by: "docker-modem", names: /^ssh2$/ },
  // Serialize functions, run the CLI, and serve other providers. A policy pack does none of this.
  policies: {
    by: "@pulumi/pulumi",
    names: /^(typescript|@npmcli\/arborist|\.\/(automation|closure\/.*|dynamic|provider))$/,
  },
} as const;

/** Replaces modules by empty ones. */
function without({ by, names }: (typeof unused)[keyof typeof unused]): Plugin {
  const namespace = "unused";
  return {
    name: "without",
    setup: (bundler) => {
      bundler.onResolve({ filter: names }, ({ path, importer }) =>
        importer.includes(`/node_modules/${by}/`) ? { path, namespace } : undefined,
      );
      bundler.onLoad({ filter: /.*/, namespace }, () => ({ contents: "" }));
    },
  };
}

async function bundle(name: keyof typeof unused, entry: string): Promise<void> {
  const { outputFiles } = await build({
    entryPoints: [join(root, entry)],
    outfile: join(root, "dist", "bundle", `${name}.js`),
    bundle: true,
    platform: "node",
    target: "node20",
    // Names stay as they are, so that a stack trace is readable without the source map.
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: "linked",
    sourcemap: "linked",
    sourcesContent: false,
    plugins: [without(unused[name])],
    logLevel: "warning",
    write: false,
  });
  for (const { path, contents } of outputFiles) {
    // A provider that starts meanwhile reads the former file or the new one, never a part.
    await mkdir(dirname(path), { recursive: true });
    await writeFile(`${path}.new`, contents);
    await rename(`${path}.new`, path);
  }
}

/**
 * Bundles the provider and the policy pack. Each becomes one file in dist/bundle that contains the packages that it
 * uses, so the process that the CLI starts reads one file instead of hundreds.
 *
 * The source map is a file of its own. Node reads it only if you debug: `NODE_OPTIONS=--enable-source-maps pulumi up`.
 *
 * @throws Error if the sources do not compile; esbuild has then printed why
 */
export async function bundleAll(): Promise<void> {
  await Promise.all([bundle("provider", "provider/main.ts"), bundle("policies", "policies/index.ts")]);
}
