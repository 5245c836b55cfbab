import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { policies } from "../../policies/pack";
import { Engine } from "../../provider/engine/engine";
import { driverOption } from "../../swarm/options";
import { folderBackend } from "../support/folderBackend";
import { checkout, readLab, testLab } from "../support/lab";
import { baseOfHashedName } from "../../swarm/names";

// The first commands of a new user, on the tests' lab and with a separate state: make up twice, then make destroy.
const lab = readLab();
const engine = new Engine({ host: lab.dockerHost });
const folder = mkdtempSync(join(tmpdir(), "swarm-shop-"));
const environment = {
  ...process.env,
  LAB_DIR: testLab,
  HOST: "",
  PULUMI_HOME: join(folder, "home"),
  PULUMI_BACKEND_URL: folderBackend(folder),
  PULUMI_CONFIG_PASSPHRASE: "live test",
};

function make(...targets: string[]): string {
  return execFileSync("make", targets, { cwd: checkout, env: environment, encoding: "utf8", stdio: "pipe" });
}

let firstRun = "";

beforeAll(() => {
  firstRun = make("up");
});

afterAll(() => {
  make("destroy");
  rmSync(folder, { recursive: true, force: true });
});

test("The addresses that make up prints respond", async () => {
  const urls = firstRun.match(/^http:\/\/\S+/gm) ?? [];
  expect(urls.map((url) => new URL(url).hostname).sort()).toEqual(lab.nodes.map(({ address }) => address).sort());
  const names = await Promise.all(urls.map(async (url) => (await fetch(url)).text()));
  expect(new Set(names).size).toBe(lab.nodes.length);
});

test("The swarm has the networks and the services of the program", async () => {
  const networks = (await engine.listNetworks()).filter(({ Scope }) => Scope === "swarm");
  const shape = networks.map((network) => [
    baseOfHashedName(network.Name),
    network.Ingress,
    network.Internal,
    driverOption.encrypted in (network.Options ?? {}),
    network.Options?.[driverOption.mtu],
  ]);
  expect(shape.sort()).toEqual([
    ["data", false, true, false, "1450"],
    ["edge", true, false, false, "1450"],
    ["frontend", false, false, false, "1450"],
    ["payments", false, false, true, "1450"],
  ]);
  const services = await engine.listServices({}, { status: true });
  const running = services.map(({ Spec, ServiceStatus }) => [Spec.Name, ServiceStatus?.RunningTasks]);
  expect(running.sort()).toEqual([
    ["api", 2],
    ["store", 1],
    ["web", lab.nodes.length],
  ]);
});

test("What make up accepts, make audit accepts as well", () => {
  expect(firstRun).not.toContain("swarm-network-require-encryption");
  const { findings } = JSON.parse(make("audit", "FORMAT=json")) as { findings: { rule: string }[] };
  const ofPack = new Set(policies.map(({ name }) => name));
  expect(findings.map(({ rule }) => rule).filter((rule) => ofPack.has(rule))).toEqual([]);
  // The checks of a live swarm still apply.
  expect(findings.map(({ rule }) => rule)).toContain("swarm-manager-require-fault-tolerance");
});

test("The command make up prints the effective MTU of each network", () => {
  const rows = firstRun.slice(firstRun.indexOf("IN THE SWARM")).split("\n");
  const mtus = rows.flatMap((row) => {
    const [, name, mtu] = /^(\w+) .* effective MTU (\d+)$/.exec(row.trimEnd()) ?? [];
    return name === undefined ? [] : [[name, mtu]];
  });
  expect(mtus).toEqual([
    ["data", "1400"],
    ["edge", "1400"],
    ["frontend", "1400"],
    ["payments", "1372"],
  ]);
});

test("A second make up changes nothing", () => {
  expect(make("up")).toMatch(/Resources:\n +15 unchanged\n/);
});

test("After make destroy, only Docker's default ingress is left", async () => {
  make("destroy");
  expect(await engine.listServices()).toEqual([]);
  const networks = (await engine.listNetworks()).filter(({ Scope }) => Scope === "swarm");
  expect(networks.map(({ Name, Ingress }) => [Name, Ingress])).toEqual([["ingress", true]]);
});
