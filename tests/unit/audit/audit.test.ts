import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { auditSwarm } from "../../../audit/audit";
import { defaults, readAuditConfiguration, type AuditConfiguration } from "../../../audit/configuration";
import { formatJson } from "../../../audit/formats/json";
import { formatSarif } from "../../../audit/formats/sarif";
import { formatTable } from "../../../audit/formats/table";
import type { Report } from "../../../audit/report";
import type { Snapshot } from "../../../audit/snapshot";
import { manager, overlay, service, snapshot } from "./swarm";

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "audit-"));
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function configured(content: unknown): AuditConfiguration {
  const path = join(folder, "config.json");
  writeFileSync(path, JSON.stringify(content));
  return readAuditConfiguration(path);
}

function findings({ findings: all }: Report): [string, string, string][] {
  return all.map(({ level, rule, subject }) => [level, rule.name, `${subject.kind} ${subject.name}`]);
}

const sensitive = overlay("ledger", 5, { Options: {}, Labels: { "swarm.network.sensitive": "true" } });
const faulty: Partial<Snapshot> = {
  networks: [overlay("ingress", 0, { Ingress: true }), overlay("backend", 1), sensitive],
};

test("A swarm without violations passes, and the benchmark gives the reasons", () => {
  const { findings: found, benchmark, scope } = auditSwarm(snapshot(), defaults);
  expect(found).toEqual([]);
  expect(scope).toBe("manager node1, Docker Engine 28.5.2, 3 nodes, 2 networks, 1 service");
  expect(benchmark.map(({ number, formerNumber, status, reason }) => [number, formerNumber, status, reason])).toEqual([
    ["5.1", "7.1", "pass", "the swarm runs 1 service"],
    ["7.1", "7.2", "pass", "3 managers, all reachable"],
    ["7.2", "7.3", "pass", "node1 listens on 192.168.9.1; other managers were not checked"],
    ["7.3", "7.4", "pass", "2 overlay networks, all encrypted"],
    ["7.4", "7.5", "pass", "no service has a secret in its environment or arguments"],
    ["7.5", "7.6", "pass", "autolock is on"],
    [
      "7.6",
      "7.7",
      "not applicable",
      "the Engine does not show when its key was rotated; rotate it with 'docker swarm unlock-key --rotate'",
    ],
    ["7.7", "7.8", "pass", "node certificates are valid for 48 hours"],
    [
      "7.8",
      "7.9",
      "not applicable",
      "the root certificate dates from 2026-11-24; decide how old it may be, and rotate it with 'docker swarm ca " +
        "--rotate'",
    ],
    [
      "7.9",
      "7.10",
      "pass",
      "the data path uses 192.168.10.1, 192.168.10.2, 192.168.10.3, which carry no control traffic",
    ],
  ]);
});

test("The rules of the pack report a live network, in the words of the docker command line", () => {
  const { findings: found } = auditSwarm(snapshot(faulty), defaults);
  expect(found.map(({ level, rule, subject, message }) => [level, rule.name, subject, message])).toEqual([
    [
      "mandatory",
      "swarm-network-require-encryption-when-sensitive",
      { kind: "network", name: "ledger" },
      `Network "ledger" has the label swarm.network.sensitive, but traffic between nodes is not encrypted: the ` +
        `driver option "encrypted" is not set. Create the network again with --opt encrypted, or remove the label if ` +
        `anyone on the network between the nodes may read the traffic.`,
    ],
    [
      "advisory",
      "swarm-network-require-encryption",
      { kind: "network", name: "ledger" },
      `Network "ledger" is not encrypted: traffic between nodes is readable on the wire. Create the network again ` +
        `with --opt encrypted, or list the network in this rule's "except" setting.`,
    ],
  ]);
});

test("The audit reads the data of configs, and never shows a secret that it finds there", () => {
  const data = Buffer.from("[client]\npassword=Tr0ub4dor&3-horse\n").toString("base64");
  const config = (name: string, text: string): Snapshot["configs"][number] => ({
    ID: `config-id-${name}`,
    Version: { Index: 1 },
    Spec: { Name: name, Data: text, Labels: {} },
  });
  const harmless = config("motd", Buffer.from("Welcome.").toString("base64"));
  const report = auditSwarm(snapshot({ configs: [config("my.cnf", data), harmless] }), defaults);
  expect(findings(report)).toEqual([["mandatory", "swarm-service-require-secrets-as-secrets", "config my.cnf"]]);
  expect(JSON.stringify(report.findings)).not.toContain("Tr0ub4dor");
});

test("Stack rules compare the live networks of a swarm", () => {
  const half = overlay("half", 9, { IPAM: { Config: [{ Subnet: "10.0.1.128/25", Gateway: "10.0.1.129" }] } });
  const report = auditSwarm(snapshot({ networks: [...snapshot().networks, half] }), defaults);
  expect(findings(report)).toEqual([["mandatory", "swarm-stack-disallow-overlapping-subnets", "network half"]]);
});

test("The audit sets the number of nodes for the rules that need it, unless the configuration does", () => {
  const ports = [{ TargetPort: 80, PublishedPort: 8080, PublishMode: "host" }];
  const web = service("web", "network-id-backend", {
    Mode: { Replicated: { Replicas: 4 } },
    EndpointSpec: { Mode: "vip", Ports: ports },
    TaskTemplate: { Placement: { MaxReplicas: 1 } },
    UpdateConfig: { Parallelism: 1, FailureAction: "rollback", Monitor: 10_000_000_000, Order: "stop-first" },
  });
  const nodes = [manager(1), manager(2), manager(3)];
  const name = "swarm-service-limit-host-mode-replicas";
  const swarm = snapshot({ services: [web], nodes });
  expect(findings(auditSwarm(swarm, defaults))).toEqual([["advisory", name, "service web"]]);
  expect(findings(auditSwarm(swarm, configured({ [name]: { nodes: 4 } })))).toEqual([]);
});

test("A rule recognizes the host network of a service by its name", () => {
  const hosty = service("hosty", "0123456789abcdefghijklmno");
  const predefined = new Map([["0123456789abcdefghijklmno", "host"]]);
  expect(findings(auditSwarm(snapshot({ services: [hosty], predefined }), defaults))).toEqual([
    ["mandatory", "swarm-service-disallow-host-network", "service hosty"],
  ]);
});

test.each([
  ["a job", { Mode: { ReplicatedJob: { MaxConcurrent: 1, TotalCompletions: 1 } }, UpdateConfig: undefined }],
  ["a global job", { Mode: { GlobalJob: {} }, UpdateConfig: undefined }],
])("%s needs no update config and no health check, which it cannot use", (_what, spec) => {
  const job = service("job", "network-id-backend", {
    ...spec,
    TaskTemplate: { ContainerSpec: { Healthcheck: undefined } },
  });
  expect(findings(auditSwarm(snapshot({ services: [job] }), defaults))).toEqual([]);
  const again = service("job", "network-id-backend", { UpdateConfig: undefined });
  expect(findings(auditSwarm(snapshot({ services: [again] }), defaults))).toEqual([
    ["advisory", "swarm-service-require-update-config", "service job"],
  ]);
});

test("A monitor of 5 seconds counts as set, although it is Swarm's default", () => {
  const rule = (monitor: object): string[][] => {
    const UpdateConfig = { Parallelism: 1, FailureAction: "rollback", ...monitor };
    return findings(
      auditSwarm(snapshot({ services: [service("web", "network-id-backend", { UpdateConfig })] }), defaults),
    );
  };
  expect(rule({ Monitor: 5_000_000_000 })).toEqual([]);
  expect(rule({})).toEqual([["advisory", "swarm-service-require-update-config", "service web"]]);
});

test("The audit accepts a service that the docker package cannot describe, and a service with a minimal spec", () => {
  const plugin = { ...service("plugin", "x"), Spec: { Name: "plugin", TaskTemplate: { Runtime: "plugin" } } };
  const bare = { ...service("bare", "x"), Spec: { Name: "bare", TaskTemplate: { ContainerSpec: {}, Networks: null } } };
  const mandatory = findings(auditSwarm(snapshot({ services: [plugin, bare] }), defaults)).filter(
    ([level]) => level === "mandatory",
  );
  expect(mandatory).toEqual([]);
});

test("The rules of the pack ignore the local networks of a node", () => {
  const report = auditSwarm(snapshot({ networks: [overlay("x", 1, { Scope: "local", Driver: "macvlan" })] }), defaults);
  expect(findings(report)).toEqual([]);
});

test("No format shows the value of an environment variable", () => {
  const secret = "correct-horse-battery";
  const api = service("api", "network-id-backend", {
    TaskTemplate: { ContainerSpec: { Env: [`DB_PASSWORD=${secret}`], Args: ["--token", secret] } },
  });
  const report = auditSwarm(snapshot({ services: [api] }), defaults);
  expect(findings(report).map(([, rule]) => rule)).toEqual([
    "swarm-service-require-secrets-as-secrets",
    "swarm-service-require-secrets-as-secrets",
  ]);
  expect(report.benchmark.find(({ number }) => number === "7.4")).toMatchObject({
    status: "fail",
    reason: 'secrets in the spec of "api"',
  });
  const printed = [formatTable(report, 100), formatJson(report), formatSarif(report)];
  expect(printed.filter((text) => text.includes(secret))).toEqual([]);
});

describe("A configuration", () => {
  const bad: Partial<Snapshot> = {
    ...faulty,
    swarm: { ...snapshot().swarm, Spec: { ...snapshot().swarm.Spec, EncryptionConfig: { AutoLockManagers: false } } },
  };
  const levels = (configuration: AuditConfiguration): [string, string, string][] =>
    findings(auditSwarm(snapshot(bad), configuration));

  test("sets the level of a rule and of a check, and disables them", () => {
    const configuration = configured({
      "swarm-network-require-encryption": "disabled",
      "swarm-network-require-encryption-when-sensitive": { enforcementLevel: "advisory" },
      "swarm-manager-require-autolock": "mandatory",
    });
    expect(levels(configuration)).toEqual([
      ["mandatory", "swarm-manager-require-autolock", "swarm swarm"],
      ["advisory", "swarm-network-require-encryption-when-sensitive", "network ledger"],
    ]);
    // The level of all rules also switches on those about services that are off otherwise.
    const all = levels(configured({ "swarm-manager-require-autolock": "disabled", all: "advisory" }));
    expect(all.filter(([, name]) => !name.startsWith("swarm-service-"))).toEqual([
      ["advisory", "swarm-network-require-encryption", "network ledger"],
      ["advisory", "swarm-network-require-encryption-when-sensitive", "network ledger"],
    ]);
  });

  test("does not change the benchmark", () => {
    const { benchmark } = auditSwarm(snapshot(bad), configured({ all: "disabled" }));
    expect(benchmark.filter(({ status }) => status === "fail").map(({ number, reason }) => [number, reason])).toEqual([
      ["7.3", 'not encrypted: "ledger"'],
      ["7.5", "autolock is off"],
    ]);
  });

  test("changes the settings of a rule", () => {
    const configuration = configured({ "swarm-network-require-encryption": { except: ["ledger"] } });
    expect(levels(configuration).map(([, rule]) => rule)).toEqual([
      "swarm-network-require-encryption-when-sensitive",
      "swarm-manager-require-autolock",
    ]);
  });

  test("can be a profile: strict makes the rules of the benchmark mandatory", () => {
    expect(levels(readAuditConfiguration("strict"))).toEqual([
      ["mandatory", "swarm-network-require-encryption", "network ledger"],
      ["mandatory", "swarm-network-require-encryption-when-sensitive", "network ledger"],
      ["mandatory", "swarm-service-disallow-manager-placement", "service api"],
      ["mandatory", "swarm-service-require-dropped-capabilities", "service api"],
      ["mandatory", "swarm-service-require-non-root-user", "service api"],
      ["mandatory", "swarm-service-require-read-only-root-file-system", "service api"],
      ["mandatory", "swarm-manager-require-autolock", "swarm swarm"],
    ]);
  });

  test("keeps the level of a rule if it changes only the settings", () => {
    const name = "swarm-network-require-encryption-when-sensitive";
    expect(levels(configured({ [name]: { sensitiveNames: ["card*"] } }))).toEqual(levels(defaults));
    expect(levels(configured({ sensitive: { names: ["card*"] } }))).toEqual(levels(defaults));
  });

  test("reports a rule at the level remediate with the rule's own level", () => {
    const configuration = configured({ "swarm-network-require-encryption": "remediate" });
    expect(levels(configuration)[1]).toEqual(["advisory", "swarm-network-require-encryption", "network ledger"]);
  });

  test.each([
    [{ "swarm-manager-require-autolock": "loud" }, /"swarm-manager-require-autolock": "loud" is not a level/],
    [{ "swarm-manager-require-autolok": "advisory" }, /"swarm-manager-require-autolok" is not a rule of this pack/],
    [[], /is not an object/],
  ])("is refused with the name of the wrong key: %j", (content, words) => {
    expect(() => configured(content)).toThrow(words);
  });

  test("is refused with its path if it cannot be read", () => {
    expect(() => readAuditConfiguration("/nonexistent.json")).toThrow(
      '--config "/nonexistent.json" is neither a profile (baseline, strict, payments, migration) nor a readable ' +
        "JSON file: " +
        "ENOENT: no such file or directory, open '/nonexistent.json'.",
    );
  });
});

test("An exception that names a network as the program does holds in an audit, for networks of components", () => {
  const hashed = (identity: string): Partial<Snapshot> => ({
    networks: [overlay("backend-1a2b3c4d", 1, { Options: {}, Labels: { "swarm.network.identity": identity } })],
  });
  const except = configured({ "swarm-network-require-encryption": { except: ["backend"] } });
  const unencrypted = ["advisory", "swarm-network-require-encryption", "network backend-1a2b3c4d"];
  expect(findings(auditSwarm(snapshot(hashed("shop/dev/backend")), except))).toEqual([]);
  expect(findings(auditSwarm(snapshot(hashed("shop/dev/backend-2")), except))).toEqual([unencrypted]);
});
