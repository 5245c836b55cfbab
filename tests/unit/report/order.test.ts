import { readFileSync } from "node:fs";
import { join } from "node:path";
import { composeReport } from "../../../report/content/composeReport";
import { readEvents } from "../../../report/preview/events";
import { readPreview } from "../../support/previews/readPreview";

test("A report does not depend on the order in which the CLI works on the resources", () => {
  const files = readPreview("fiveChanges");
  const file = join(__dirname, "..", "..", "support", "previews", "fiveChanges.events.jsonl");
  const lines = readFileSync(file, "utf8").trim().split("\n");
  const resourceOf = (line: string): string => /"(?:urn|resourceUrn)":"([^"]*)"/.exec(line)?.[1] ?? "";
  const resources = [...new Set(lines.map(resourceOf))];
  // Every resource comes at another place. The lines about one resource keep their order.
  const reversed = resources.reverse().flatMap((resource) => lines.filter((line) => resourceOf(line) === resource));
  expect(reversed).not.toEqual(lines);
  const other = { ...files, events: readEvents(reversed.join("\n"), "reversed") };
  const [first, second] = [files, other].map((one) => composeReport(one, ""));
  expect(second).toEqual(first);
  expect(JSON.stringify(second)).toBe(JSON.stringify(first));
});
