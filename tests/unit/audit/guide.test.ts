import { readFileSync } from "node:fs";
import { join } from "node:path";
import { usage } from "../../../audit/arguments";
import { checks } from "../../../audit/checks";

const guide = readFileSync(join(__dirname, "../../../docs/audit.md"), "utf8");

test("The guide has a section for each check, to which the URL of the check leads", () => {
  const sections = Array.from(guide.matchAll(/^### (swarm-[a-z-]+)$/gm), ([, name]) => name).sort();
  expect(sections).toEqual(checks.map(({ name }) => name));
  expect(checks.map(({ url }) => url.split("/").at(-1))).toEqual(sections.map((name) => `audit.md#${name ?? ""}`));
});

test("The guide shows the same command line as the command's help", () => {
  const [line = ""] = usage.split("\n");
  expect(guide).toContain(line.replace("Usage: ", "    "));
});
