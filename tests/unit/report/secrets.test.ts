import { composeReport } from "../../../report/content/composeReport";
import { drawPictures } from "../../../report/formats/drawing";
import { formatHtml } from "../../../report/formats/html";
import { formatMarkdown } from "../../../report/formats/markdown";
import { drawMermaid } from "../../../report/formats/mermaid";
import { preview, step, urnOf } from "../../support/previews/readPreview";

// Each value is planted in one place, and quoted by messages.
const planted = {
  variable: "hunter2-variable",
  shortPassword: "s3cr",
  label: "hunter2-service-label",
  containerLabel: "hunter2-container-label",
  networkLabel: "hunter2-network-label",
  networkOption: "hunter2-network-option",
  argument: "hunter2-argument",
  command: "hunter2-command",
  healthcheck: "hunter2-healthcheck",
  logOption: "hunter2-log-option",
  configLine: "password = hunter2-config",
  secretData: "hunter2-secret-data",
  registry: "hunter2-registry",
  removed: "hunter2-removed-variable",
};
/** In no resource, but in the form of a secret. */
const token = "ghp_0123456789abcdefghijklmnopqrstuvwxyzAB";

const base64 = (value: string): string => Buffer.from(value).toString("base64");
const container = {
  image: "shop/web:1",
  env: { MODE: planted.variable, DB_PASSWORD: planted.shortPassword },
  labels: [{ label: "team", value: planted.containerLabel }],
  args: ["--key", planted.argument],
  commands: [planted.command],
  healthcheck: { tests: ["CMD", planted.healthcheck] },
};
const service = {
  name: "web",
  labels: [{ label: "owner", value: planted.label }],
  auth: { serverAddress: "registry", password: planted.registry },
  taskSpec: { containerSpec: container, logDriver: { name: "json-file", options: { x: planted.logOption } } },
};
const network = {
  name: "front",
  driver: "overlay",
  labels: [{ label: "a", value: planted.networkLabel }],
  options: { b: planted.networkOption },
};
const oldService = {
  ...service,
  taskSpec: { ...service.taskSpec, containerSpec: { image: "shop/web:0", env: { OLD: planted.removed } } },
};
const quotes = Object.values(planted).flatMap((value) => [
  `it failed with ${value}`,
  `it failed with ${base64(value)}`,
]);
quotes.push(`it failed with ${token}`);
const web = urnOf("service:Service", "web");

const { report, before, after } = composeReport(
  preview({
    steps: [
      step("update", "network:Network", "front", { old: { ...network, labels: [], options: {} }, new: network }),
      step("update", "service:Service", "web", { old: oldService, new: service }),
      step("create", "secret:Secret", "password", { new: { name: "password", data: base64(planted.secretData) } }),
      step("create", "serviceConfig:ServiceConfig", "site", {
        new: { name: "site", data: base64(`a\n${planted.configLine}\nb`) },
      }),
      step("update", "secret:Secret", "masked", { old: { data: "[secret]" }, new: { data: "[secret]" } }),
    ],
    diagnostics: quotes.flatMap((message) => [
      { severity: "error", urn: web, message },
      { severity: "warning", message },
      { severity: "info", urn: web, message },
      { severity: "info#err", message },
      { severity: "debug", message },
    ]),
    findings: quotes.map((message) => ({
      policyName: "p",
      policyPackName: "p",
      enforcementLevel: "mandatory",
      resourceUrn: web,
      message: `${message}\n${message}`,
    })),
  }),
  "production",
);

test("No output contains a planted secret", async () => {
  const pictures = await drawPictures(before, after);
  const outputs = {
    json: JSON.stringify(report),
    markdown: formatMarkdown(report, drawMermaid(before, after)),
    html: formatHtml(report, pictures),
    pictures: pictures.join(""),
  };
  const leaks = Object.entries(outputs).flatMap(([output, text]) =>
    Object.entries({ ...planted, token }).flatMap(([place, value]) =>
      [value, base64(value)].some((form) => text.includes(form)) ? [`${place} in ${output}`] : [],
    ),
  );
  expect(leaks).toEqual([]);
});

test("What has a secret value is still named, and so is what a message is about", () => {
  const [details] = report.services.map((change) => change.details);
  expect(details).toEqual([
    "image: shop/web:0 → shop/web:1",
    'changes container label "team", commands, args, env "MODE", env "DB_PASSWORD", env "OLD", healthcheck.tests',
  ]);
  expect(report.networks[0]?.details).toEqual(['label "a" added', 'option "b" added']);
  expect(report.messages[0]).toEqual({ severity: "error", subject: "service web", text: "it failed with [hidden]" });
});
