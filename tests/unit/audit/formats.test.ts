import { readFileSync } from "node:fs";
import Ajv from "ajv";
import { auditSwarm } from "../../../audit/audit";
import { defaults } from "../../../audit/configuration";
import { formatJson } from "../../../audit/formats/json";
import { toSarif } from "../../../audit/formats/sarif";
import { formatTable } from "../../../audit/formats/table";
import { policies } from "../../../policies/pack";
import { checks } from "../../../audit/checks";
import type { Report } from "../../../audit/report";
import { overlay, snapshot } from "./swarm";

const networks = [
  overlay("ingress", 0, { Ingress: true }),
  overlay("backend", 1),
  overlay("pay ments", 2, { Options: { encrypted: "No" } }),
];
const swarm = {
  ...snapshot().swarm,
  Spec: { ...snapshot().swarm.Spec, EncryptionConfig: { AutoLockManagers: false } },
};
const report: Report = auditSwarm(snapshot({ networks, swarm }), {
  ...defaults,
  pack: { "swarm-network-require-valid-name": "disabled" },
});

const ajv = new Ajv({ schemaId: "auto", unknownFormats: "ignore" });
ajv.addMetaSchema(schemaAt("ajv/lib/refs/json-schema-draft-04.json"));
const validate = ajv.compile(schemaAt("@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json"));

function schemaAt(module: string): object {
  return JSON.parse(readFileSync(require.resolve(module), "utf8")) as object;
}

function schemaErrorsOf(log: unknown): unknown {
  return validate(JSON.parse(JSON.stringify(log))) === true ? [] : validate.errors;
}

test("SARIF output matches the schema of version 2.1.0, with and without findings", () => {
  expect(schemaErrorsOf(toSarif(report))).toEqual([]);
  expect(schemaErrorsOf(toSarif({ ...report, findings: [] }))).toEqual([]);
  expect(schemaErrorsOf(toSarif({ ...report, file: "states/dev.json" }))).toEqual([]);
  expect(schemaErrorsOf({ version: "2.1.0" })).not.toEqual([]);
});

test("SARIF output has a result for each finding, located at an object of the swarm", () => {
  const [run] = toSarif(report).runs;
  expect(run?.tool.driver.rules?.map(({ id }) => id)).toEqual([...policies, ...checks].map(({ name }) => name));
  expect(
    run?.results?.map(({ ruleId, level, locations, partialFingerprints }) => [
      ruleId,
      level,
      locations,
      partialFingerprints,
    ]),
  ).toEqual([
    [
      "swarm-network-disallow-encrypted-false",
      "error",
      [
        {
          physicalLocation: { artifactLocation: { uri: "network/pay%20ments" }, region: { startLine: 1 } },
          logicalLocations: [{ name: "pay ments", fullyQualifiedName: "network/pay ments", kind: "resource" }],
        },
      ],
      { "ruleAndSubject/v1": "swarm-network-disallow-encrypted-false:network/pay ments" },
    ],
    [
      "swarm-manager-require-autolock",
      "warning",
      [
        {
          physicalLocation: { artifactLocation: { uri: "swarm/swarm" }, region: { startLine: 1 } },
          logicalLocations: [{ name: "swarm", fullyQualifiedName: "swarm/swarm", kind: "resource" }],
        },
      ],
      { "ruleAndSubject/v1": "swarm-manager-require-autolock:swarm/swarm" },
    ],
  ]);
  for (const { ruleId, ruleIndex = -1 } of run?.results ?? [])
    expect(run?.tool.driver.rules?.[ruleIndex]?.id).toBe(ruleId);
});

test("SARIF output locates the findings of a state in its file", () => {
  const uri = (file: string): unknown =>
    toSarif({ ...report, file }).runs[0]?.results?.[0]?.locations?.[0]?.physicalLocation?.artifactLocation?.uri;
  expect([uri("states/dev one.json"), uri("/srv/state.json")]).toEqual([
    "states/dev%20one.json",
    "file:///srv/state.json",
  ]);
});

test("JSON output has each finding with the description of its rule", () => {
  const { findings, benchmark, ...rest } = JSON.parse(formatJson(report)) as {
    findings: Record<string, unknown>[];
    benchmark: unknown[];
  };
  expect(rest).toEqual({ target: "unix:///var/run/docker.sock", scope: report.scope, mandatory: 1, advisory: 1 });
  expect(benchmark).toEqual(report.benchmark);
  expect(findings.map(({ url, ...finding }) => [finding, String(url).split("/").at(-1)])).toEqual(
    report.findings.map(({ rule, level, subject, message }) => [
      {
        rule: rule.name,
        level,
        severity: rule.severity,
        subject,
        message,
        framework: rule.framework,
        remediationSteps: rule.remediationSteps,
      },
      rule.name === "swarm-manager-require-autolock"
        ? "audit.md#swarm-manager-require-autolock"
        : "swarm-network-disallow-encrypted-false.md",
    ]),
  );
});

test("The table wraps at the width of the terminal, and ends with the counts", () => {
  const text = formatTable({ ...report, benchmark: report.benchmark.slice(1, 3) }, 80);
  expect(text.split("\n").filter((line) => line.length > 80 && !line.startsWith("unix://"))).toEqual([]);
  expect(text).toBe(
    `unix:///var/run/docker.sock: manager node1, Docker Engine 28.5.2, 3 nodes, 3 networks, 1 service

LEVEL      WHERE      WHAT
mandatory  network    Network "pay ments" has the driver option encrypted:
           pay ments  "No", which reads as "not encrypted" but turns
                      encryption on: the overlay driver checks only whether
                      the key is present. Create the network again without
                      --opt encrypted if it should not be encrypted, and with
                      --opt encrypted if it should.
                      (swarm-network-disallow-encrypted-false, medium)
advisory   swarm      Autolock is off: anyone with a copy of a manager's disk
           swarm      can read the swarm's secrets, its certificates and the
                      keys of encrypted networks. Turn it on with 'docker
                      swarm update --autolock=true'; a manager then needs the
                      key after each restart.
                      (swarm-manager-require-autolock, medium)

CIS Docker Benchmark 1.6.0, section 7 [numbers of earlier editions]

NUMBER     STATUS  RECOMMENDATION AND REASON
7.1 [7.2]  pass    The minimum number of manager nodes
                   3 managers, all reachable
7.2 [7.3]  pass    Swarm services are bound to a specific host interface
                   node1 listens on 192.168.9.1; other managers were not
                   checked

1 mandatory, 1 advisory`,
  );
});

// The time of the library grows with the third power of the lines in a cell: this took minutes.
test("The table lists hundreds of findings of one rule", () => {
  const findings = report.findings.filter(({ level }) => level === "advisory").slice(0, 1);
  const all = Array.from({ length: 500 }, (_, i) =>
    findings.map((finding) => ({ ...finding, subject: { kind: "network" as const, name: `net-${i}` } })),
  ).flat();
  const table = formatTable({ ...report, findings: all, benchmark: [] }, 120);
  expect(table).toContain("500 findings");
  expect(table.match(/network net-\d+/g)).toHaveLength(500);
});

test("The table without findings is one line and the counts", () => {
  expect(formatTable({ ...report, scope: "", target: "state.json", findings: [], benchmark: [] }, 80)).toBe(
    "state.json\n\n0 mandatory, 0 advisory",
  );
});

test("The table shows the advisory findings of a rule as one, and each mandatory one by itself", () => {
  const clear = ["one", "two"].map((name, i) => overlay(name, 3 + i, { Options: {} }));
  const misleading = ["three", "four"].map((name, i) => overlay(name, 5 + i, { Options: { encrypted: "no" } }));
  const all = [overlay("ingress", 0, { Ingress: true }), overlay("backend", 1), ...clear, ...misleading];
  const table = formatTable(auditSwarm(snapshot({ networks: all }), defaults), 200);
  expect(table.match(/swarm-network-require-encryption,/g)).toHaveLength(1);
  expect(table).toMatch(/2 findings.*\n.*network one.*\n.*network two/);
  expect(table.match(/swarm-network-disallow-encrypted-false,/g)).toHaveLength(2);
});
