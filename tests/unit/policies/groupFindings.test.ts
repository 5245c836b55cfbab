import {
  AnalyzeDiagnostic,
  AnalyzeRequest,
  AnalyzeResponse,
  AnalyzeStackRequest,
  EnforcementLevel,
  PolicySeverity,
} from "@pulumi/pulumi/proto/analyzer_pb";
import { joinFindings } from "../../../policies/evaluation/joinFindings";
import { groupFindings } from "../../../policies/sdk/groupFindings";
import type { Method, Methods } from "../../../policies/sdk/interceptServer";

// The messages of the protocol are Pulumi's own; only the rules behind the methods are made up.
const levels = { advisory: EnforcementLevel.ADVISORY, mandatory: EnforcementLevel.MANDATORY };
const severities = { low: PolicySeverity.POLICY_SEVERITY_LOW, high: PolicySeverity.POLICY_SEVERITY_HIGH };
const description = "A service should have limits.";

interface Finding {
  readonly rule?: string;
  readonly level?: keyof typeof levels;
  readonly severity?: keyof typeof severities;
  readonly message: string;
  readonly urn?: string;
}

function urnOf(name: string): string {
  return `urn:pulumi:dev::shop::docker:index/service:Service::${name}`;
}

/** A method that answers with findings. */
function answering(findings: () => readonly Finding[]): Method {
  return (_, callback) => {
    const response = new AnalyzeResponse();
    response.setDiagnosticsList(
      findings().map(({ rule = "limits", level = "advisory", severity = "low", message, urn = "" }) => {
        const diagnostic = new AnalyzeDiagnostic();
        diagnostic.setPolicyname(rule);
        diagnostic.setDescription(description);
        diagnostic.setMessage(message.startsWith("can't run") ? message : `${description}\n${message}`);
        diagnostic.setEnforcementlevel(levels[level]);
        diagnostic.setSeverity(severities[severity]);
        diagnostic.setUrn(urn);
        return diagnostic;
      }),
    );
    callback(null, response);
  };
}

/** Shows a pack one resource after the other and then the stack; returns what it says each time. */
async function shown(
  resources: Readonly<Record<string, readonly Finding[]>>,
  stack: readonly Finding[] = [],
): Promise<{ early: string[]; late: [string, string][] }> {
  let current: readonly Finding[] = [];
  const conclude = (rules: readonly string[]) =>
    rules.includes("later") ? { name: "remaining", message: `To fix: ${rules.join(", ")}.` } : undefined;
  const methods = groupFindings(joinFindings, conclude, {
    analyze: answering(() => current),
    analyzeStack: answering(() => stack),
  });
  const early: string[] = [];
  for (const [name, findings] of Object.entries(resources)) {
    current = findings;
    const request = new AnalyzeRequest();
    request.setUrn(urnOf(name));
    early.push(...(await ask(methods, "analyze", request)).map((one) => one.getMessage()));
  }
  const late = await ask(methods, "analyzeStack", new AnalyzeStackRequest());
  return { early, late: late.map((one) => [one.getUrn().split("::").at(-1) ?? "", one.getMessage()]) };
}

function ask(methods: Methods, name: string, request: object): Promise<AnalyzeDiagnostic[]> {
  return new Promise((resolve) => {
    methods[name]?.({ request }, (_, response) => {
      resolve((response as AnalyzeResponse).getDiagnosticsList());
    });
  });
}

const without = (name: string): Finding => ({ message: `Service "${name}" has no limits. Set them.` });

test("Advisory findings of a rule become one at the end, with a list of the resources", async () => {
  expect(await shown({ web: [without("web")], api: [without("api")] })).toEqual({
    early: [],
    late: [
      ["", `${description}\n2 resources: service "api" and service "web".\nService "api" has no limits. Set them.`],
    ],
  });
});

test("The order of the resources does not matter", async () => {
  const [web, api, db] = [{ web: [without("web")] }, { api: [without("api")] }, { db: [without("db")] }];
  const { late } = await shown({ ...web, ...api, ...db });
  expect(await shown({ ...db, ...web, ...api })).toEqual({ early: [], late });
});

test("An advisory finding about one resource stays with it", async () => {
  expect((await shown({ web: [without("web")], api: [] })).late).toEqual([
    ["web", `${description}\nService "web" has no limits. Set them.`],
  ]);
});

test("Messages that differ in more than the name of the resource are shown, three of them", async () => {
  const ports = Object.fromEntries(
    [1, 2, 3, 4, 5].map((port) => [`s${port}`, [{ message: `Service "s${port}" publishes port ${port}.` }]]),
  );
  expect((await shown(ports)).late).toEqual([
    [
      "",
      [
        description,
        '5 resources: service "s1", service "s2", service "s3", service "s4" and service "s5".',
        'Service "s1" publishes port 1.',
        'Service "s2" publishes port 2.',
        'Service "s3" publishes port 3.',
        "2 more messages differ in values.",
      ].join("\n"),
    ],
  ]);
});

test("Mandatory findings are shown at once, each with its resource", async () => {
  const stopping: Finding = { level: "mandatory", message: "No." };
  const { early, late } = await shown({ web: [stopping, without("web")], api: [stopping] });
  expect(early).toEqual([`${description}\nNo.`, `${description}\nNo.`]);
  expect(late.map(([name]) => name)).toEqual(["web"]);
});

test("The end starts with what to fix first", async () => {
  const findings: Finding[] = [
    { rule: "a", message: "low" },
    { rule: "b", message: "severe", severity: "high" },
    { rule: "c", message: "stops", level: "mandatory" },
  ];
  expect((await shown({}, findings)).late.map(([, message]) => message.split("\n")[1])).toEqual([
    "stops",
    "severe",
    "low",
  ]);
});

test("The last finding is a conclusion about the rules with findings, if there is one", async () => {
  const findings: Finding[] = [
    { rule: "a", message: "low" },
    { rule: "later", message: "severe", severity: "high", urn: urnOf("web") },
    { rule: "c", message: "can't run policy 'c' from policy pack 'p' during preview: not known before deployment: x" },
  ];
  const { late } = await shown({}, findings);
  expect(late.map(([name, message]) => [name, message.split("\n").at(-1)])).toEqual([
    ["web", "severe"],
    ["", "low"],
    ["", 'Not known before deployment: resource "" (x). The update decides.'],
    ["", "To fix: a, later."],
  ]);
});

describe("A rule that cannot decide", () => {
  const start = "can't run policy 'limits' from policy pack 'swarm-network@v0.1.0' during preview: ";
  const open = (words: string): Finding => ({ message: `${start}${words}` });

  test("says so in one line for all resources", async () => {
    const { late } = await shown(
      {
        web: [open("not known before deployment: taskSpec"), without("web")],
        api: [open("not known before deployment: mode")],
      },
      [
        open(
          'service "db": not known before deployment: taskSpec, mode\nnetwork "a": not known before deployment: name',
        ),
      ],
    );
    expect(late).toEqual([
      [
        "",
        'Not known before deployment: network "a" (name), service "api" (mode), service "db" (mode, taskSpec) and ' +
          'service "web" (taskSpec). The update decides.',
      ],
      ["web", `${description}\nService "web" has no limits. Set them.`],
    ]);
  });

  test("shares the line with all other rules that cannot decide", async () => {
    const of = (rule: string, words: string): Finding => ({
      rule,
      message: `can't run policy '${rule}' from policy pack 'p' during preview: not known before deployment: ${words}`,
    });
    const { late } = await shown({ web: [of("ports", "endpointSpec"), of("limits", "taskSpec")] }, [
      of("limits", "taskSpec"),
      { rule: "ports", message: "decided", urn: urnOf("web") },
    ]);
    expect(late).toEqual([
      ["web", `${description}\ndecided`],
      [
        "",
        'Not known before deployment: resource "" (taskSpec) and service "web" (endpointSpec, taskSpec). The update ' +
          "decides for 2 rules: limits, ports.",
      ],
    ]);
  });

  test("counts the resources after the first five", async () => {
    const services = Object.fromEntries(
      [1, 2, 3, 4, 5, 6, 7].map((i) => [`s${i}`, [open("not known before deployment: mode")]]),
    );
    expect((await shown(services)).late[0]?.[1]).toMatch(/, service "s5" \(mode\) and 2 more\. The update decides\.$/);
  });
});
