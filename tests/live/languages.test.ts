import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { stringify } from "yaml";
import { folderBackend } from "../support/folderBackend";
import { checkout } from "../support/lab";
import { withPlugin } from "../support/pluginProcess";

// The programs of docs/languages.md describe one stack. A preview shows what each of them would create; no Engine runs.
const hosts = join(checkout, ".tools/languages");
const guide = readFileSync(join(checkout, "docs/languages.md"), "utf8");
let folder: string;
let sdk: string;

beforeAll(() => {
  execFileSync(join(checkout, "tools/get-languages"), { stdio: "ignore" });
  folder = mkdtempSync(join(tmpdir(), "swarm-languages-"));
  sdk = join(folder, "sdk");
  execFileSync(join(hosts, "sdk"), ["python", join(checkout, "components/plugin/schema.json"), sdk]);
  // The SDK reads its version from what pip records about an installed package.
  mkdirSync(join(sdk, "pulumi_swarm-0.1.0.dist-info"));
  writeFileSync(join(sdk, "pulumi_swarm-0.1.0.dist-info/METADATA"), "Name: pulumi_swarm\nVersion: 0.1.0\n");
}, 900_000);

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** A language of the guide: its runtime, and the file of its program. */
interface Language {
  readonly runtime: string;
  readonly file: string;
  /** Whether its plugin is started as Pulumi's Node.js host does it, which the CLI of the tests lacks. */
  readonly isHosted?: true;
}

const languages: Readonly<Record<string, Language>> = {
  ts: { runtime: "nodejs", file: "index.ts" },
  yaml: { runtime: "yaml", file: "Main.yaml" },
  python: { runtime: "python", file: "__main__.py", isHosted: true },
};

/** A folder with an executable that starts the components as Pulumi's Node.js host does. */
function hostedPlugin(): string {
  const host = join(folder, "hosted");
  const runPlugin = join(checkout, "node_modules/@pulumi/pulumi/cmd/run-plugin");
  mkdirSync(host);
  writeFileSync(
    join(host, "pulumi-resource-swarm"),
    `#!/bin/sh\nexec node ${runPlugin} ${join(checkout, "components")} "$@"\n`,
    { mode: 0o755 },
  );
  return host;
}

function programOf(language: string): string {
  const code = new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, "ms").exec(
    guide.slice(guide.indexOf("## The same stack")),
  );
  if (code?.[1] === undefined) throw new Error(`docs/languages.md has no program in ${language}.`);
  return code[1];
}

/** A resource that a preview would create. */
interface Planned {
  readonly type: string;
  readonly name: string;
  readonly inputs: unknown;
}

/** The resources that the program of a language would create, without the components' own inputs. */
function preview(language: string): Planned[] {
  const { runtime, file, isHosted = false } = languages[language] ?? { runtime: "", file: "" };
  const directory = join(folder, language);
  mkdirSync(directory);
  const settings = {
    name: "languages",
    runtime,
    plugins: {
      providers: [
        { name: "docker", path: join(checkout, "provider") },
        { name: "swarm", path: isHosted ? hostedPlugin() : join(checkout, "components") },
      ],
    },
  };
  const isYaml = runtime === "yaml";
  writeFileSync(join(directory, "Pulumi.yaml"), stringify(settings) + (isYaml ? programOf(language) : ""));
  if (!isYaml) writeFileSync(join(directory, file), programOf(language));
  if (runtime === "nodejs") {
    writeFileSync(join(directory, "package.json"), JSON.stringify({ name: "languages", main: file }));
    mkdirSync(join(directory, "node_modules"));
    for (const name of ["@pulumi", "@types", "ts-node", "typescript"]) {
      symlinkSync(join(checkout, "node_modules", name), join(directory, "node_modules", name));
    }
    symlinkSync(checkout, join(directory, "node_modules/pulumi-swarm-networking"));
  }
  const env = {
    ...process.env,
    PATH: [hosts, join(checkout, ".tools/bin"), process.env.PATH ?? ""].join(delimiter),
    PYTHONPATH: [join(hosts, "python"), sdk].join(delimiter),
    DOCKER_HOST: "unix:///nonexistent/docker.sock",
    PULUMI_HOME: join(directory, "home"),
    PULUMI_BACKEND_URL: folderBackend(directory),
    PULUMI_CONFIG_PASSPHRASE: "live test",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
  };
  const pulumi = (...args: readonly string[]): string =>
    execFileSync("pulumi", ["--non-interactive", ...args], {
      cwd: directory,
      encoding: "utf8",
      env,
      stdio: ["ignore", "pipe", "pipe"],
    });
  pulumi("stack", "init", "dev");
  pulumi("config", "set", "image", "registry.example.com/shop/orders:1.0");
  pulumi("config", "set", "--secret", "password", "correct horse");
  // Pulumi gives the secret a random name, because a secret with new content needs another one.
  const text = pulumi("preview", "--json").replaceAll(/dbPassword-[0-9a-f]{7}/g, "dbPassword-random");
  const { steps } = JSON.parse(text) as {
    steps: readonly { urn: string; newState: { type: string; inputs?: unknown } }[];
  };
  return steps
    .filter(({ newState }) => newState.type.startsWith("docker:"))
    .map(({ urn, newState }) => ({ type: newState.type, name: urn.split("::").at(-1) ?? "", inputs: newState.inputs }))
    .sort((a, b) => (a.type < b.type ? -1 : 1));
}

test("The programs of the guide create the same resources in each language", () => {
  const [typescript, ...others] = ["ts", "yaml", "python"].map(preview);
  expect(typescript?.map(({ type, name }) => `${type} ${name}`)).toEqual([
    "docker:index/network:Network backend",
    "docker:index/secret:Secret dbPassword",
    "docker:index/service:Service api",
  ]);
  for (const other of others) expect(other).toEqual(typescript);
  // A secret that a program in another language passes on stays one.
  expect(JSON.stringify(others)).not.toContain("correct horse");
});

// What takes long: the packages that the bundles need, and Pulumi's SDK for Go.
if (process.env.LANGUAGES_COMPILE === "all") {
  test("The program of the guide in Go compiles with the SDK that Pulumi generates", () => {
    const directory = join(folder, "go");
    const schema = join(folder, "schema.json");
    const version = "0.1.0";
    const swarm = readFileSync(join(checkout, "components/plugin/schema.json"), "utf8");
    writeFileSync(schema, JSON.stringify({ ...(JSON.parse(swarm) as object), version }));
    execFileSync(join(hosts, "sdk"), ["go", schema, join(folder, "go-sdk")]);
    mkdirSync(directory);
    writeFileSync(join(directory, "main.go"), programOf("go"));
    const go = (...args: readonly string[]): string =>
      execFileSync("go", args, {
        cwd: directory,
        encoding: "utf8",
        env: { ...process.env, GOFLAGS: "-mod=mod", GOTOOLCHAIN: "local" },
      });
    go("mod", "init", "languages");
    go("mod", "edit", "-replace", "example.com/pulumi-swarm/sdk/go=../go-sdk");
    go("mod", "edit", "-require", "example.com/pulumi-swarm/sdk/go@v0.0.0");
    go("build", "-o", "program", ".");
    expect(existsSync(join(directory, "program"))).toBe(true);
  }, 1_200_000);

  test("The components of a git tag, which has no bundles, start after the CLI's `npm install`", async () => {
    const clone = join(folder, "clone");
    const components = join(clone, "components");
    execFileSync("git", ["clone", "--quiet", "--depth=1", `file://${checkout}`, clone]);
    execFileSync("npm", ["install", "--loglevel=error"], { cwd: components, stdio: "ignore" });
    expect(existsSync(join(clone, "node_modules"))).toBe(false);
    const host = join(components, "node_modules/@pulumi/pulumi/cmd/run-plugin");
    await withPlugin(process.execPath, [host, components], async ({ schema }) => {
      expect(await schema()).toHaveProperty(["resources", "swarm:index:OverlayNetwork"]);
    });
  }, 900_000);
}
