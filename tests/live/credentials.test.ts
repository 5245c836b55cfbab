import { execFile } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import type { EngineEvent } from "@pulumi/pulumi/automation";
import { OverlayNetwork, SwarmConfig, SwarmSecret, SwarmService } from "../../components";
import { Node } from "../../components/node/node";
import { Engine } from "../../provider/engine/engine";
import { readLab } from "../support/lab";
import { createLiveStack, type LiveStack } from "../support/stack";

const lab = readLab();
const engine = new Engine({ host: lab.dockerHost });

/** All that left the CLI: its output, and the events of the Automation API. */
let told = "";
let live: LiveStack;

const watch = {
  onOutput: (text: string): void => void (told += text),
  onError: (text: string): void => void (told += text),
  onEvent: (event: EngineEvent): void => {
    // The SDK of the program logs its requests at the level "debug", with all values in them.
    const severity: string | undefined = event.diagnosticEvent?.severity;
    if (severity !== "debug") told += JSON.stringify(event);
  },
  diff: true,
};

/** Every argument that takes a credential, with a credential that no program has marked as one. */
function program(marker: string) {
  return async (): Promise<Record<string, unknown>> => {
    // A node resource belongs to the daemon of its provider.
    const { NodeID } = (await engine.info()).Swarm;
    const env = { DB_HOST: "db", DB_PASSWORD: `${marker}-variable`, DSN: `postgres://shop:${marker}-dsn@db/shop` };
    const driverOptions = { "vendor.token": `${marker}-driver` };
    const volume = { type: "cifs", device: "//db/share", o: `username=shop,password=${marker}-volume` };
    const log = { "splunk-url": "https://splunk.example.com", "splunk-token": `${marker}-log` };
    const provider = new docker.Provider("docker", {
      host: lab.dockerHost,
      registryAuth: [{ address: lab.registry, username: "robot", password: `${marker}-registry` }],
    });

    const backend = new OverlayNetwork("credentials-backend", { driverOptions, ipamOptions: driverOptions });
    const plain = new docker.Network(
      "credentials-plain",
      { driver: "overlay", options: driverOptions, ipamOptions: driverOptions },
      { provider },
    );
    const password = new SwarmSecret("credentials-password", { text: `${marker}-text` });
    const key = new docker.Secret("credentials-key", { data: base64(`${marker}-data`) });
    const site = new SwarmConfig("credentials-site", { text: pulumi.secret(`${marker}-site`) });
    const raw = new docker.ServiceConfig("credentials-raw", { dataRaw: pulumi.secret(`${marker}-raw`) });

    // No task starts, because there is neither a Splunk nor a file server.
    new SwarmService("credentials-api", {
      image: lab.image,
      replicas: 0,
      env,
      networks: [backend, { id: plain.id, driverOptions }],
      secrets: [password, key],
      configs: [site, raw],
      logDriver: { name: "splunk", options: log },
      mounts: [{ target: "/data", source: "credentials", volumeDriverOptions: volume }],
    });
    new docker.Service(
      "credentials-plain",
      {
        auth: { serverAddress: lab.registry, username: "robot", password: `${marker}-auth` },
        mode: { replicated: { replicas: 0 } },
        taskSpec: {
          containerSpec: {
            image: lab.image,
            env,
            mounts: [{ target: "/data", type: "volume", source: "plain", volumeOptions: { driverOptions: volume } }],
          },
          networksAdvanceds: [{ id: plain.id, driverOpts: [`vendor.token=${marker}-attachment`] }],
          logDriver: { name: "splunk", options: log },
        },
      },
      { provider },
    );
    const manager = Node.get("credentials-node", NodeID);
    return {
      image: docker.getRegistryImageOutput({ name: lab.image }, { provider }),
      found: docker.getNetworkOutput({ name: plain.name }),
      token: manager.workerToken,
    };
  };
}

function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}

/** The credentials with a marker in them that a text shows, plain or as base64. */
function shown(text: string, marker: string): string[] {
  const plain = text.match(new RegExp(`.{0,40}${marker}-[a-z]+`, "g")) ?? [];
  const encoded = ["text", "data", "site", "raw"].filter((kind) => text.includes(base64(`${marker}-${kind}`)));
  return [...plain, ...encoded];
}

/** The file with the state, in which secrets are encrypted; an export of the Automation API decrypts them. */
async function stateFile(): Promise<string> {
  const folder = join(live.directory, ".pulumi", "stacks");
  const files = (await readdir(folder, { recursive: true })).filter((file) => file.endsWith("credentials.json"));
  return readFile(join(folder, files[0] ?? ""), "utf8");
}

async function joinToken(role: "worker" | "manager"): Promise<string> {
  const args = ["--host", lab.dockerHost, "swarm", "join-token", "--quiet", role];
  return (await promisify(execFile)("docker", args)).stdout.trim();
}

beforeAll(async () => {
  live = await createLiveStack("credentials", lab.dockerHost, program("swordfish"));
});

afterAll(async () => {
  await live.remove();
});

test("No credential is in the state, the output or the events, whatever the program marks as secret", async () => {
  await live.stack.preview(watch);
  await live.stack.up(watch);
  const state = await stateFile();
  expect(shown(state, "swordfish")).toEqual([]);
  expect(shown(told, "swordfish")).toEqual([]);

  const [service] = await engine.listServices({ name: ["credentials-api"] });
  expect(service?.Spec.TaskTemplate.ContainerSpec?.Env).toContain("DB_PASSWORD=swordfish-variable");
});

test("The join tokens of a swarm are in neither the state nor the output of a look-up", async () => {
  const state = await stateFile();
  for (const token of [await joinToken("worker"), await joinToken("manager")]) {
    expect(token).toMatch(/^SWMTKN-/);
    expect(state.includes(token)).toBe(false);
    expect(told.includes(token)).toBe(false);
  }
});

test("A change of every credential shows neither the old nor the new one", async () => {
  live.setProgram(program("barracuda"));
  await live.stack.preview(watch);
  await live.stack.up(watch);
  await live.stack.refresh(watch);
  const state = await stateFile();
  for (const marker of ["swordfish", "barracuda"]) {
    expect(shown(state, marker)).toEqual([]);
    expect(shown(told, marker)).toEqual([]);
  }
  await live.expectQuiet();
});

test("A credential that an operator sets by hand is secret in a refresh", async () => {
  const args = ["--host", lab.dockerHost, "service", "update", "--quiet", "--detach"];
  await promisify(execFile)("docker", [...args, "--env-add", "API_TOKEN=barracuda-hand", "credentials-api"]);
  await live.stack.refresh(watch);
  expect(shown(await stateFile(), "barracuda")).toEqual([]);
  expect(shown(told, "barracuda")).toEqual([]);
});

test("The error about an image that the registry does not have shows no credential", async () => {
  live.setProgram(() => {
    new docker.Service("credentials-missing", {
      auth: { serverAddress: lab.registry, username: "robot", password: "barracuda-auth" },
      taskSpec: { containerSpec: { image: `${lab.registry}/missing:1`, env: { DB_PASSWORD: "barracuda-variable" } } },
      convergeConfig: { timeout: "10s" },
    });
    return Promise.resolve({});
  });
  await expect(live.stack.up(watch)).rejects.toThrow("missing:1");
  expect(shown(told, "barracuda")).toEqual([]);
});
