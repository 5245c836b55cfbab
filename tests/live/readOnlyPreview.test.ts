import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { Engine } from "../../provider/engine/engine";
import { checkout, readLab } from "../support/lab";
import { Pipeline } from "../support/pipeline";
import { getServers } from "../support/stateServers";

// A preview behind a real HAProxy with the configuration of examples/pipelines/manager.
const lab = readLab();
const engine = new Engine({ host: lab.dockerHost });
const pipeline = new Pipeline({ DOCKER_HOST: lab.dockerHost, PULUMI_STACK: "production" });
const socket = pipeline.at("docker.sock");
const readOnly = { DOCKER_HOST: `unix://${socket}`, DOCKER_PREVIEW_UNREACHABLE: "error" };

/** What HAProxy has written: `STATUS METHOD PATH` for each request. */
let log = "";
let proxy: ChildProcess;

const program = (subnet: string): string => `
const { OverlayNetwork, SwarmConfig, SwarmSecret, SwarmService } = require("pulumi-swarm-networking");
const networks = [new OverlayNetwork("front", { subnets: [{ subnet: "${subnet}" }] })];
const secrets = [new SwarmSecret("key", { text: "key" }).mount()];
const configs = [new SwarmConfig("site", { text: "${subnet}" }).mount()];
new SwarmService("web", { image: "${lab.image}", networks, secrets, configs, publish: ["18480:8080"] });
`;

beforeAll(async () => {
  getServers();
  const example = readFileSync(join(checkout, "examples/pipelines/manager/swarm-preview.cfg"), "utf8");
  const config = example
    .replace("/run/swarm-preview/docker.sock user preview", socket)
    .replace("/var/run/docker.sock", lab.dockerHost.slice("unix://".length));
  writeFileSync(pipeline.at("haproxy.cfg"), config);
  proxy = spawn(join(checkout, ".tools/servers/bin/haproxy"), ["-f", pipeline.at("haproxy.cfg")], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  for (const stream of [proxy.stdout, proxy.stderr]) stream?.on("data", (text: Buffer) => (log += text.toString()));
  while (!existsSync(socket)) {
    if (proxy.exitCode !== null) throw new Error(`haproxy did not start: ${log}`);
    await pause(50);
  }
  pipeline.createStack("production");
  pipeline.commit(program("10.88.4.0/24"));
  pipeline.push("main");
  expect((await pipeline.run("swarm:deploy")).failure).toBe("");
});

afterAll(async () => {
  const ended = once(proxy, "exit");
  proxy.kill();
  await ended;
  await pipeline.remove("production");
});

/** The requests since the last call, each kind once, e.g. `200 GET /networks`. */
async function requests(): Promise<string[]> {
  // HAProxy writes a line when a request ends.
  await pause(200);
  const lines = log.match(/\d{3} [A-Z]+ \S+/g) ?? [];
  log = "";
  return [...new Set(lines.map((line) => line.replace(/\?.*|\/v1\.\d+/g, "")))].sort();
}

test("A read-only connection is enough for the preview of a change, which only reads", async () => {
  pipeline.git("checkout", "--quiet", "-b", "change");
  // A network without a subnet gets one from the swarm's pools.
  pipeline.commit(program("10.88.5.0/24") + 'new OverlayNetwork("back");');
  pipeline.push("change");
  const full = await pipeline.run("swarm:preview", {}, "change");
  const restricted = await pipeline.run("swarm:preview", readOnly, "change");
  expect(restricted.failure).toBe("");
  expect(restricted.comment).toBe(full.comment);
  const seen = await requests();
  expect(seen.length).toBeGreaterThan(4);
  // The provider tries the swarm's own settings first, whose answer has the join tokens.
  expect(seen.filter((line) => !line.startsWith("200 GET "))).toEqual(["403 GET /swarm"]);
});

test("It finds the conflicts of a new network with the swarm", async () => {
  const conflict = `new OverlayNetwork("back", { subnets: [{ subnet: "10.88.4.0/25" }] });`;
  pipeline.git("checkout", "--quiet", "-b", "conflict", "main");
  pipeline.commit(program("10.88.4.0/24") + conflict);
  pipeline.push("conflict");
  const { failure, comment } = await pipeline.run("swarm:preview", readOnly, "conflict");
  expect(failure).not.toBe("");
  expect(comment).toContain("Choose another subnet for one of them.");
});

test("It is enough for the drift check", async () => {
  expect((await pipeline.run("swarm:drift", readOnly)).failure).toBe("");
});

test("It changes nothing, and reads neither join tokens nor the files of containers", async () => {
  await requests();
  const { failure } = await pipeline.run("swarm:deploy", readOnly, "change");
  expect(failure).not.toBe("");
  const refused = (await requests()).filter((line) => line.startsWith("403 "));
  expect(refused.length).toBeGreaterThan(0);
  const [task] = await engine.listTasks({ service: ["web"] });
  const container = task?.Status.ContainerStatus?.ContainerID ?? "none";
  const status = (path: string): string =>
    execFileSync(
      "curl",
      ["--silent", "--path-as-is", "--output", "/dev/null", "--write-out", "%{http_code}"].concat([
        "--unix-socket",
        socket,
        `http://docker${path}`,
      ]),
    ).toString();
  expect(status("/networks")).toBe("200");
  for (const path of [
    "/swarm",
    "/swarm/unlockkey",
    "/networks/../swarm",
    "/networks/%2e%2e/swarm",
    `/containers/${container}/archive?path=/run/secrets`,
    `/containers/${container}/logs?stdout=1`,
    "/images/../swarm?x=/json",
  ])
    expect([path, status(path)]).toEqual([path, "403"]);
});
