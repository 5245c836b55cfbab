import { composeReport } from "../../../report/content/composeReport";
import { drawPictures } from "../../../report/formats/drawing";
import { formatMarkdown } from "../../../report/formats/markdown";
import { drawMermaid } from "../../../report/formats/mermaid";
import { readPreview } from "../../support/previews/readPreview";

// The shop front with a new image, a new network, another subnet, a service less, and two policy findings.
const { report, before, after } = composeReport(readPreview("fiveChanges"), "");

test("The report names each change of a network in Swarm's words, how it is replaced, and what that restarts", () => {
  expect(report.networks.map(({ name, action, details, plan }) => [name, action, details, plan?.network])).toEqual([
    ["cache", "create", ["10.205.0.0/26, not encrypted, effective MTU 1400"], undefined],
    [
      "frontend",
      "replace",
      ["subnets: 10.201.0.0/24 → 10.202.0.0/24"],
      { replacement: "side by side", services: ["web", "api"], restarts: 2 },
    ],
  ]);
});

test("The report names each change of a service, and the networks that it joins and leaves", () => {
  expect(report.services.map(({ name, action, details }) => [name, action, details])).toEqual([
    ["api", "update", ["image: 192.168.91.2:5000/hello:1 → 192.168.91.2:5000/hello:2", "joins cache"]],
    ["store", "delete", ["image: 192.168.91.2:5000/hello:1", "1 replica", "on data, payments"]],
    ["web", "update", []],
  ]);
  expect(report.services.map(({ plan }) => plan?.tasks?.count)).toEqual([2, undefined, 3]);
});

test("A policy's violations are one finding, with the fix", () => {
  expect(
    report.findings.map(({ policy, level, messages }) => [policy, level, messages.map((one) => one.subjects)]),
  ).toEqual([
    ["swarm-network-require-encryption", "advisory", [["network cache"]]],
    ["swarm-service-require-pinned-image", "advisory", [["service api"]]],
  ]);
  expect(report.findings[0]?.messages[0]?.text).toMatch(/^Network "cache" is not encrypted: .* Add options: /);
  expect(report.passed).toBe(true);
});

test("The report has the addresses of each network whose need changes", () => {
  expect(report.addresses.map(({ network, usable, before: was, after: now }) => [network, usable, was, now])).toEqual([
    ["cache", 61, undefined, 5],
    ["data", 253, 10, 7],
    ["payments", 253, 8, 5],
  ]);
});

test("Both pictures mark what changes, and nothing else", () => {
  const marksOf = ({ marks = {} }: typeof before): string[] =>
    Object.entries(marks).map(([key, mark]) => `${mark} ${key.replace(/urn:\S*::/g, "")}`);
  expect(marksOf(before).sort()).toEqual([
    "changed network:frontend",
    "changed service:api",
    "changed service:web",
    "removed link:store data",
    "removed link:store payments",
    "removed service:store",
  ]);
  expect(marksOf(after).sort()).toEqual([
    "added link:api cache",
    "added network:cache",
    "changed network:frontend",
    "changed service:api",
    "changed service:web",
  ]);
});

test("The pictures colour marked items and lines, and leave the others without a colour", async () => {
  const classes = (svg: string): string[] =>
    Array.from(svg.matchAll(/class="((?:item|link) [^"]+)"/g), ([, one = ""]) => one);
  const [first, second] = await drawPictures(before, after);
  expect(classes(first).sort()).toEqual([
    "item network plain",
    "item network plain changed",
    "item network plain encrypted",
    "item network plain internal",
    "item service changed",
    "item service changed",
    "item service removed",
    "link plain",
    "link plain",
    "link plain",
    "link plain encrypted",
    "link plain encrypted removed",
    "link plain internal",
    "link plain internal removed",
  ]);
  expect(
    classes(second)
      .filter((one) => one.endsWith("added"))
      .sort(),
  ).toEqual(["item network plain added", "link plain added"]);
});

test("The Mermaid picture has both sides of the update", () => {
  const lines = drawMermaid(before, after)?.split("\n") ?? [];
  const idOf = (name: string): string =>
    /^ {2}(n\d+)/.exec(lines.find((line) => line.includes(`"${name}`)) ?? "")?.[1] ?? "?";
  expect(lines[0]).toBe("flowchart TB");
  expect(lines).toContain(`  ${idOf("frontend")}["frontend<br>10.201.0.0/24 → 10.202.0.0/24"]:::changed`);
  expect(lines).toContain(`  ${idOf("api")} === ${idOf("cache")}`);
  expect(lines).toContain(`  ${idOf("store")} -.- ${idOf("payments")}`);
});

test("The comment begins with the marker of the stack and the number of changes", () => {
  expect(formatMarkdown(report, undefined).split("\n").slice(0, 4)).toEqual([
    "<!-- swarm-report: dev -->",
    "## Swarm preview of `dev`",
    "",
    "1 network created, 1 network replaced, 2 services updated, 1 service removed. 2 advisory policies violated.",
  ]);
});
