import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Log } from "sarif";
import type { Finding } from "../../audit/finding";
import type { Recommendation } from "../../audit/report";
import { Engine } from "../../provider/engine/engine";
import { isNotFound } from "../../provider/engine/meaning";
import { poll } from "../support/poll";
import { checkout, readLab } from "../support/lab";

const lab = readLab();
const engine = new Engine({ host: lab.dockerHost });
const program = join(checkout, ".tools", "engine-20.10", "bin", "docker");
const secret = "swordfish-of-the-audit";
const services = ["audit-api", "audit-crowd", "audit-node"];
const networks = ["audit-payments", "audit-ledger", "audit-front", "audit-clash", "audit-tiny", "audit-bridged"];

let folder: string;

interface Answer {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What `--format json` prints. */
interface Printed {
  readonly findings: readonly (Omit<Finding, "rule"> & { readonly rule: string })[];
  readonly benchmark: readonly Recommendation[];
}

/** Docker's own command. */
async function command(...args: string[]): Promise<void> {
  await promisify(execFile)(program, ["--config", folder, "--host", lab.dockerHost, ...args]);
}

/** The command that a user runs. */
function audit(...args: string[]): Promise<Answer> {
  return new Promise((resolve) => {
    execFile("node", [join(checkout, "dist/audit/main.js"), ...args], (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
    });
  });
}

async function findings(...args: string[]): Promise<Printed> {
  const { code, stdout, stderr } = await audit(...args, "--format", "json");
  if (code === 2) throw new Error(stderr);
  return JSON.parse(stdout) as Printed;
}

function createNetwork(name: string, ...args: string[]): Promise<void> {
  return command("network", "create", "--driver", "overlay", ...args, name);
}

function createService(name: string, network: string, ...args: string[]): Promise<void> {
  return command("service", "create", "--detach", "--quiet", "--name", name, "--network", network, ...args, lab.image);
}

/** A block of addresses inside the subnet of the manager's docker_gwbridge. */
async function bridgeAddresses(): Promise<string> {
  const bridge = (await engine.listNetworks()).find(({ Name }) => Name === "docker_gwbridge");
  const subnet = bridge?.IPAM.Config?.[0]?.Subnet ?? "";
  return subnet.replace(/^(\d+\.\d+)\..*$/, "$1.200.0/24");
}

async function removeAll(): Promise<void> {
  for (const name of services) await unlessGone(engine.removeService(name));
  for (const name of networks) {
    await poll(
      `network "${name}" to go`,
      async () => {
        const refused = await unlessGone(engine.removeNetwork(name)).then(
          () => false,
          () => true,
        );
        return refused ? undefined : true;
      },
      { intervalMs: 500 },
    );
  }
}

async function unlessGone(call: Promise<void>): Promise<void> {
  await call.catch((error: unknown) => {
    if (!isNotFound(error)) throw error;
  });
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "swarm-audit-"));
  const sensitive = ["--label", "swarm.network.sensitive=true"];
  await createNetwork("audit-payments", "--opt", "encrypted=false", ...sensitive);
  await createNetwork("audit-ledger", "--attachable", ...sensitive);
  await createNetwork("audit-front", "--subnet", "10.222.0.0/24");
  await createNetwork("audit-clash", "--subnet", "10.222.0.128/25");
  await createNetwork("audit-tiny", "--subnet", "10.223.0.0/29");
  await createNetwork("audit-bridged", "--subnet", await bridgeAddresses());
  const published = ["--publish", "8099:8080", "--mode", "global"];
  await createService("audit-api", "audit-payments", ...published, "--env", `DB_PASSWORD=${secret}`);
  await createService("audit-crowd", "audit-tiny", "--replicas", "6");
  await createService("audit-node", "host");
});

afterAll(async () => {
  await removeAll();
  await rm(folder, { recursive: true, force: true });
});

test("The audit finds all faults of a manual set-up, with the pack's rules and checks of the swarm", async () => {
  const planted = [
    ["mandatory", "swarm-network-disallow-attachable-when-sensitive", "network audit-ledger"],
    ["mandatory", "swarm-network-disallow-encrypted-false", "network audit-payments"],
    ["mandatory", "swarm-network-disallow-overlap-with-node", "network audit-bridged"],
    ["mandatory", "swarm-network-require-allocation", "network audit-clash"],
    ["mandatory", "swarm-network-require-encryption-when-sensitive", "network audit-ledger"],
    ["mandatory", "swarm-network-require-free-addresses", "network audit-tiny"],
    ["mandatory", "swarm-service-disallow-host-network", "service audit-node"],
    ["mandatory", "swarm-service-require-secrets-as-secrets", "service audit-api"],
    ["mandatory", "swarm-stack-require-encrypted-ingress-for-sensitive-services", "service audit-api"],
    ["advisory", "swarm-certificate-limit-expiry", "swarm swarm"],
    ["advisory", "swarm-manager-limit-listen-address", "node node1"],
    ["advisory", "swarm-manager-require-autolock", "swarm swarm"],
    ["advisory", "swarm-manager-require-fault-tolerance", "swarm swarm"],
    ...lab.nodes.map(({ name }) => ["advisory", "swarm-node-require-data-path-separation", `node ${name}`]),
  ];
  const rules = new Set(planted.map(([, rule]) => rule));
  let last: string[][] = [];
  const found = await poll(
    "the tasks to have taken all addresses, and the tunnels to be there",
    async () => {
      last = (await findings("--host", lab.dockerHost)).findings
        .filter(({ rule, subject: { name } }) => rules.has(rule) && (name.startsWith("audit-") || !isForeign(name)))
        .map(({ level, rule, subject }) => [level, rule, `${subject.kind} ${subject.name}`])
        .sort(byLevelAndRule);
      return last.length >= planted.length ? last : undefined;
    },
    { intervalMs: 1000, missing: () => JSON.stringify(last) },
  );
  expect(found).toEqual(planted);
});

/** Other tests leave nothing behind, so only the ingress, the nodes and the swarm remain. */
function isForeign(name: string): boolean {
  return name !== "ingress" && name !== "swarm" && !lab.nodes.some((node) => node.name === name);
}

function byLevelAndRule(a: readonly string[], b: readonly string[]): number {
  const key = ([level, rule, subject]: readonly string[]): string =>
    [level === "mandatory" ? 0 : 1, rule, subject].join(" ");
  return key(a) < key(b) ? -1 : 1;
}

test("The summary of section 7 of the benchmark follows the state of the swarm", async () => {
  const summary = async (): Promise<string[]> =>
    (await findings("--host", lab.dockerHost)).benchmark.map(({ number, status }) => `${number} ${status}`);
  expect(await summary()).toEqual([
    "5.1 pass",
    "7.1 fail",
    "7.2 fail",
    "7.3 fail",
    "7.4 fail",
    "7.5 fail",
    "7.6 not applicable",
    "7.7 fail",
    "7.8 not applicable",
    "7.9 fail",
  ]);
  await command("swarm", "update", "--autolock=true", "--cert-expiry", "48h");
  try {
    expect((await summary()).filter((line) => /^7\.[57]/.test(line))).toEqual(["7.5 pass", "7.7 pass"]);
  } finally {
    await command("swarm", "update", "--autolock=false", "--cert-expiry", "2160h");
  }
});

test("The exit code shows whether a mandatory rule is violated, and no format shows a secret", async () => {
  const answers = await Promise.all(
    ["table", "json", "sarif"].map((format) => audit("--host", lab.dockerHost, "--format", format)),
  );
  expect(answers.map(({ code }) => code)).toEqual([1, 1, 1]);
  expect(answers.map(({ stderr }) => stderr)).toEqual(["", "", ""]);
  expect(answers.filter(({ stdout }) => stdout.includes(secret))).toEqual([]);
  const [table = "", , sarif = ""] = answers.map(({ stdout }) => stdout);
  expect(table).toMatch(/^\d+ mandatory, \d+ advisory$/m);
  const { results = [] } = (JSON.parse(sarif) as Log).runs[0] ?? {};
  const json = await findings("--host", lab.dockerHost);
  expect(results.map(({ message }) => message.text)).toEqual(json.findings.map(({ message }) => message));

  const config = join(folder, "config.json");
  await writeFile(config, JSON.stringify({ all: "advisory" }));
  expect((await audit("--host", lab.dockerHost, "--config", config)).code).toBe(0);
});

test("For the same fault, a state is reported in the words of a program, and a swarm in those of docker", async () => {
  const state = join(folder, "state.json");
  const urn = (type: string, name: string): string => `urn:pulumi:dev::shop::${type}::${name}`;
  const type = "docker:index/network:Network";
  const properties = {
    name: "audit-ledger",
    driver: "overlay",
    attachable: true,
    labels: [{ label: "swarm.network.sensitive", value: "true" }],
  };
  const resources = [
    { urn: urn("pulumi:pulumi:Stack", "shop-dev"), custom: false, type: "pulumi:pulumi:Stack" },
    { urn: urn(type, "audit-ledger"), custom: true, id: "n1", type, inputs: properties, outputs: properties },
  ];
  await writeFile(state, JSON.stringify({ version: 3, deployment: { manifest: {}, resources } }));
  const ofLedger = ({ findings: all }: Printed): Record<string, string> =>
    Object.fromEntries(
      all.filter(({ subject }) => subject.name === "audit-ledger").map(({ rule, message }) => [rule, message]),
    );
  const inState = ofLedger(await findings("--state", state));
  const inSwarm = ofLedger(await findings("--host", lab.dockerHost));
  expect(Object.keys(inState)).toEqual(Object.keys(inSwarm));
  const encryption = "swarm-network-require-encryption-when-sensitive";
  expect(inState[encryption]).toContain('Add options: { encrypted: "" }, or');
  expect(inSwarm[encryption]).toContain("Create the network again with --opt encrypted, or");
  expect((await audit("--state", state)).code).toBe(1);
});

test.each([
  [
    "a worker",
    () => `unix://${lab.nodes.at(-1)?.socket ?? ""}`,
    /is a worker, and only a manager can describe its swarm/,
  ],
  ["a socket that does not exist", () => "unix:///nonexistent/docker.sock", /There is no socket at this path/],
])("The audit of %s ends with exit code 2, and the error names the fix", async (_what, host, words) => {
  const { code, stdout, stderr } = await audit("--host", host());
  expect([code, stdout]).toEqual([2, ""]);
  expect(stderr).toMatch(words);
});
