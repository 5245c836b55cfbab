import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { EngineEvent, OutputMap } from "@pulumi/pulumi/automation";
import { PublishMode, SwarmConfig, SwarmSecret, SwarmService } from "../../components";
import { Engine } from "../../provider/engine/engine";
import { readLab } from "../support/lab";
import { createLiveStack, type LiveStack } from "../support/stack";

const lab = readLab();
const engine = new Engine({ host: lab.dockerHost });
const hostPort = 18083;

/** The data of the secret and the config, before and after the rotation. */
const secrets = ["correct horse battery staple", "Tr0ub4dor & 3"] as const;
const sites = ["listen 8080", "listen 8080\nworkers 4"] as const;

/** The complete output of the CLI. */
let printed = "";
let live: LiveStack;
let deployed: OutputMap;

function program(version: 0 | 1) {
  return (): Promise<Record<string, unknown>> => {
    const password = new SwarmSecret("vault-password", { text: secrets[version], labels: { team: "shop" } });
    const site = new SwarmConfig("vault-site", { text: sites[version] });
    const service = new SwarmService("vault", {
      image: lab.image,
      user: "1000",
      secrets: [password.mount({ uid: "1000", mode: 0o400 })],
      configs: [site.mount({ fileName: "/etc/site.conf" })],
      ports: [{ targetPort: 8080, publishedPort: hostPort, publishMode: PublishMode.Host }],
      replicas: lab.nodes.length,
      maxReplicasPerNode: 1,
      updateConfig: { monitor: "500ms" },
    });
    return Promise.resolve({ service: service.id, password: password.id, site: site.id, passwordName: password.name });
  };
}

const onOutput = (text: string): void => {
  printed += text;
};

async function up(): Promise<OutputMap> {
  return (await live.upWithResult({ onOutput, onError: onOutput, diff: true })).outputs;
}

async function fileIn(node: string, path: string): Promise<string> {
  return (await fetch(`http://${node}:${hostPort}/file?path=${path}`)).text();
}

beforeAll(async () => {
  live = await createLiveStack("secret", lab.dockerHost, program(0));
  deployed = await up();
});

afterAll(async () => {
  await live.remove();
});

test("Tasks on every node have the secret and the config as files", async () => {
  for (const node of lab.nodes) {
    expect(await fileIn(node.address, "/run/secrets/vault-password")).toBe(secrets[0]);
    expect(await fileIn(node.address, "/etc/site.conf")).toBe(sites[0]);
  }
});

test("A preview after a deployment shows no changes", async () => {
  await live.expectQuiet();
});

test("A preview shows a rotation as a new secret and config, and an update of the service in place", async () => {
  live.setProgram(program(1));
  const steps: string[] = [];
  const onEvent = ({ resourcePreEvent }: EngineEvent): void => {
    if (resourcePreEvent?.metadata.type.startsWith("docker:") !== true) return;
    const { op, type, detailedDiff } = resourcePreEvent.metadata;
    steps.push([op, type.split(":")[2], ...Object.keys(detailedDiff ?? {})].join(" "));
  };
  await live.stack.preview({ onOutput, onError: onOutput, diff: true, onEvent });
  expect(steps.sort()).toEqual([
    "create-replacement Secret data",
    "create-replacement ServiceConfig dataRaw",
    "delete-replaced Secret",
    "delete-replaced ServiceConfig",
    "replace Secret data",
    "replace ServiceConfig dataRaw",
    "update Service taskSpec.containerSpec.configs[0] taskSpec.containerSpec.configs[0].configId " +
      "taskSpec.containerSpec.configs[0].configName taskSpec.containerSpec.secrets[0] " +
      "taskSpec.containerSpec.secrets[0].secretId taskSpec.containerSpec.secrets[0].secretName",
  ]);
});

test("A rotation keeps the service, gives its tasks the new files, and removes the old secret and config", async () => {
  live.setProgram(program(1));
  const rotated = await up();

  expect(rotated.service?.value).toBe(deployed.service?.value);
  for (const node of lab.nodes) {
    expect(await fileIn(node.address, "/run/secrets/vault-password")).toBe(secrets[1]);
    expect(await fileIn(node.address, "/etc/site.conf")).toBe(sites[1]);
  }
  const ids = async (collection: "secrets" | "configs", name: string): Promise<string[]> =>
    (await engine.listPayloads(collection, { name: [name] })).map(({ ID }) => ID);
  expect(await ids("secrets", "vault-password")).toEqual([rotated.password?.value]);
  expect(await ids("configs", "vault-site")).toEqual([rotated.site?.value]);
  expect(rotated.password?.value).not.toBe(deployed.password?.value);
  await live.expectQuiet();
});

test("Neither the state nor the output shows the data of the secret", async () => {
  const files = (await readdir(live.directory, { recursive: true, withFileTypes: true })).filter((file) =>
    file.isFile(),
  );
  const contents = await Promise.all(files.map((file) => readFile(join(file.parentPath, file.name), "latin1")));
  const everything = [printed, ...contents].join("\n");
  // Both contain the data of the config, which is not a secret, so the search works.
  expect([printed, contents.join("\n")].map((text) => text.includes(sites[0]))).toEqual([true, true]);
  const forms = secrets.flatMap((text) => {
    const bytes = Buffer.from(text);
    return [
      text,
      bytes.toString("base64"),
      bytes.toString("base64url"),
      bytes.toString("hex"),
      JSON.stringify(text).slice(1, -1),
    ];
  });
  expect(forms.filter((form) => everything.includes(form))).toEqual([]);
});
