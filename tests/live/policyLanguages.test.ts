import { execFileSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { LocalWorkspace, PulumiCommand, type EngineEvent } from "@pulumi/pulumi/automation";
import { policies } from "../../policies/pack";
import { FakeEngine } from "../support/fakeEngine/fakeEngine";
import { folderBackend } from "../support/folderBackend";
import { checkout } from "../support/lab";
import { subjectsOf } from "../support/policyFindings";
import { declare, type Declaration, type Language, writeProgram } from "../support/programs/declaration";
import { Stack } from "../unit/policies/cleanStacks";
import { plants } from "../unit/policies/plants";
import { unknownText } from "../unit/policies/violations";

// The same program in TypeScript, YAML and Python. The CLI, the language hosts, the provider and the pack are real; the
// Engine is not, since nothing is deployed.
const pack = join(checkout, "policies/pulumi-analyzer-swarm-network");
const hosts = join(checkout, ".tools", "languages");
const image = "registry.example.com/shop/api:1.4.2";

let folder: string;
let engine: FakeEngine;

beforeAll(async () => {
  execFileSync(join(checkout, "tools", "get-languages"), { stdio: "ignore" });
  folder = await mkdtemp(join(tmpdir(), "swarm-live-languages-"));
  engine = await FakeEngine.start();
}, 900_000);

afterAll(async () => {
  await engine.stop();
  await rm(folder, { recursive: true, force: true });
});

/** `rule resource` of each finding, sorted; or what made the preview fail. */
type Outcome = readonly string[] | "stopped by the pack" | "refused by the provider";

/** The outcome of a preview in which every rule has the level. */
async function preview(
  language: Language,
  declarations: readonly Declaration[],
  level: "advisory" | "mandatory" = "advisory",
): Promise<Outcome> {
  const directory = await mkdtemp(join(folder, `${language}-`));
  const config = join(directory, "policies.json");
  await writeFile(config, JSON.stringify(Object.fromEntries(policies.map(({ name }) => [name, level]))));
  for (const [, name = ""] of JSON.stringify(declarations).matchAll(/"image":"([^"]+)"/g))
    engine.images.set(name, `sha256:${"a".repeat(64)}`);
  const project = {
    name: "live",
    plugins: {
      providers: [
        { name: "docker", path: join(checkout, "provider") },
        { name: "swarm", path: join(checkout, "components") },
      ],
    },
  };
  await writeProgram(directory, language, project, declarations);
  const options = {
    workDir: directory,
    pulumiCommand: await PulumiCommand.get({ root: join(checkout, ".tools"), skipVersionCheck: true }),
    pulumiHome: join(directory, "home"),
    envVars: {
      PATH: [hosts, join(checkout, ".tools", "bin"), process.env.PATH ?? ""].join(delimiter),
      PYTHONPATH: join(hosts, "python"),
      DOCKER_HOST: engine.host,
      PULUMI_BACKEND_URL: folderBackend(directory),
      PULUMI_CONFIG_PASSPHRASE: "live test",
      PULUMI_SKIP_UPDATE_CHECK: "true",
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
      SWARM_POLICY_CONFIG: config,
    },
  };
  const program = (): Promise<void> => {
    declare(declarations);
    return Promise.resolve();
  };
  const stackName = "languages";
  const stack =
    language === "nodejs"
      ? await LocalWorkspace.createStack({ stackName, projectName: project.name, program }, options)
      : await LocalWorkspace.createStack({ stackName, workDir: directory }, options);
  const found = new Set<string>();
  const onEvent = ({ policyEvent }: EngineEvent): void => {
    if (policyEvent === undefined) return;
    const { policyName, resourceUrn = "", message } = policyEvent;
    const subjects = message.includes("Not known before deployment") ? [message] : subjectsOf(message, resourceUrn);
    for (const name of subjects) found.add(`${policyName} ${name}`);
  };
  try {
    await stack.preview({ policyPacks: [pack], onEvent });
  } catch (error) {
    if (level === "mandatory" && found.size > 0) return "stopped by the pack";
    if (level === "advisory" && found.size === 0) return "refused by the provider";
    throw error;
  }
  return [...found].sort();
}

/** The outcomes in TypeScript, YAML and Python. */
function previewAll(declarations: readonly Declaration[]): Promise<readonly Outcome[]> {
  return Promise.all((["nodejs", "yaml", "python"] as const).map((language) => preview(language, declarations)));
}

const network = (name: string, properties: object): Declaration => ({
  name,
  type: "docker:index/network:Network",
  properties: { name, driver: "overlay", options: { encrypted: "" }, ...properties },
});

const service = (name: string, on: readonly string[], properties: object = {}, aliases: readonly string[] = []) => ({
  name,
  type: "docker:index/service:Service",
  properties: {
    name,
    taskSpec: {
      containerSpec: { image, readOnly: true },
      networksAdvanceds: on.map((one) => ({ name: `\${${one}.id}`, aliases })),
    },
    ...properties,
  },
});

const component = (name: string, kind: string, properties: object): Declaration => ({
  name,
  type: `swarm:index:${kind}`,
  properties: { ...properties },
});

const port = (publishedPort: number, publishMode = "ingress"): object => ({
  targetPort: 8080,
  publishedPort,
  publishMode,
});
const sensitive = [{ label: "swarm.network.sensitive", value: "true" }];

/** Faults of plain resources and of components, most of which need to know which network a service is on. */
const faulty: readonly Declaration[] = [
  network("edge", { ingress: true, options: {} }),
  network("vault", { labels: sensitive }),
  network("open", { labels: sensitive, options: {}, attachable: true }),
  network("inside", { internal: true }),
  network("shared", {}),
  service("alias1", ["shared"], {}, ["db"]),
  service("alias2", ["shared"], {}, ["DB"]),
  service("exposed", ["vault"], { endpointSpec: { ports: [port(8080)] } }),
  service("hidden", ["inside"], { endpointSpec: { ports: [port(8081)] } }),
  service("attached", ["edge"]),
  component("payments", "OverlayNetwork", { sensitive: true }),
  component("internal", "OverlayNetwork", { internal: true, encrypted: true }),
  component("backend", "OverlayNetwork", { encrypted: true }),
  component("name1", "SwarmService", { image, networks: [{ id: "${backend.id}", aliases: ["cache"] }] }),
  component("name2", "SwarmService", { image, networks: [{ id: "${backend.id}", aliases: ["cache"] }] }),
  component("inner", "SwarmService", { image, networks: [{ id: "${internal.id}" }], ports: [port(8082)] }),
  component("paid", "SwarmService", { image, networks: [{ id: "${payments.id}" }], ports: [port(8083)] }),
];

/** The findings about networks, and about the services on them. */
const expected = [
  "swarm-network-disallow-attachable open",
  "swarm-network-disallow-attachable-when-sensitive open",
  "swarm-network-require-encryption edge",
  "swarm-network-require-encryption open",
  "swarm-network-require-encryption-when-sensitive open",
  "swarm-stack-disallow-attaching-ingress attached",
  "swarm-stack-disallow-published-port-on-internal-networks hidden",
  "swarm-stack-disallow-published-port-on-internal-networks inner",
  "swarm-stack-disallow-published-port-on-sensitive-network exposed",
  "swarm-stack-disallow-published-port-on-sensitive-network paid",
  "swarm-stack-disallow-shared-alias alias2",
  "swarm-stack-disallow-shared-alias name2",
  "swarm-stack-require-encrypted-ingress edge",
  "swarm-stack-require-encrypted-ingress-for-sensitive-services exposed",
  "swarm-stack-require-encrypted-ingress-for-sensitive-services paid",
];

test("The pack finds the same faults in a program in TypeScript, YAML and Python", async () => {
  const [found, ...others] = await previewAll(faulty);
  expect(found).toEqual(expect.arrayContaining(expected));
  expect(others).toEqual([found, found]);
});

test.each<Language>(["yaml", "python"])(
  "A preview of a program in %s fails if it violates a mandatory rule",
  async (language) => {
    expect(await preview(language, faulty, "mandatory")).toBe("stopped by the pack");
  },
);

/** The resources of a stack of the unit tests; the components' children without the components. */
function declarationsOf({ items }: Stack): Declaration[] {
  return items
    .filter(({ input }) => input.type.startsWith("docker:"))
    .map(({ input: { name, type, props, dependencies: { taskSpec: networks = [] } = {} } }) => {
      const names = networks.map((urn) => urn.split("::").at(-1) ?? "");
      const properties = JSON.parse(JSON.stringify(props), (key, value: unknown) =>
        key === "id" && value === unknownText ? `\${${names.shift() ?? ""}.id}` : value,
      ) as Declaration["properties"];
      return { name, type, properties };
    });
}

/** `make test-long` previews all of them. */
const chosen = process.env.POLICY_PLANTS === "all" ? plants : plants.filter(({ way }) => way === "a password in a URL");

test.each(chosen)(
  "A program in YAML and Python has the same findings as in TypeScript with $way",
  async ({ rule, plant }) => {
    const [outcome = [], ...others] = await previewAll(declarationsOf(plant(new Stack("planned"))));
    // The provider itself refuses some of the faults, before the pack sees them.
    if (typeof outcome !== "string") expect(outcome.map((entry) => entry.split(" ")[0])).toContain(rule);
    expect(others).toEqual([outcome, outcome]);
  },
);
