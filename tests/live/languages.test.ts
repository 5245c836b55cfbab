import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { stringify } from "yaml";
import { checkout } from "../support/lab";

// The programs of docs/languages.md describe one stack. A preview shows what each of them would create; no Engine runs.
const hosts = join(checkout, ".tools/languages");
const guide = readFileSync(join(checkout, "docs/languages.md"), "utf8");
let folder: string;
let sdk: string;

beforeAll(() => {
  execFileSync(join(checkout, "tools/get-languages"), { stdio: "ignore" });
  folder = mkdtempSync(join(tmpdir(), "swarm-languages-"));
  sdk = join(folder, "sdk");
  execFileSync(join(hosts, "python-sdk"), [join(checkout, "components/plugin/schema.json"), sdk]);
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
}

const languages: Readonly<Record<string, Language>> = {
  ts: { runtime: "nodejs", file: "index.ts" },
  yaml: { runtime: "yaml", file: "Main.yaml" },
  python: { runtime: "python", file: "__main__.py" },
};

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
  const { runtime, file } = languages[language] ?? { runtime: "", file: "" };
  const directory = join(folder, language);
  mkdirSync(directory);
  const settings = {
    name: "languages",
    runtime,
    plugins: {
      providers: [
        { name: "docker", path: join(checkout, "provider") },
        { name: "swarm", path: join(checkout, "components") },
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
    PULUMI_BACKEND_URL: `file://${directory}`,
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
}, 120_000);
