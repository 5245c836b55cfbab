import { parseOptions } from "../../../report/options";
import { readEvents } from "../../../report/preview/events";
import { readDependencies } from "../../../report/preview/attachments";

const nothing = { help: false, out: "swarm-report", stack: undefined, files: undefined, json: false, forPulumi: [] };

test.each([
  [[], nothing],
  [["--help"], { ...nothing, help: true }],
  [
    ["--stack", "dev", "--out", "r", "--", "--policy-pack", "policies", "--json"],
    { ...nothing, stack: "dev", out: "r", forPulumi: ["--policy-pack", "policies", "--json"] },
  ],
  [
    ["--events", "e", "--json"],
    { ...nothing, json: true, files: { events: "e", preview: undefined, plans: undefined } },
  ],
])("The command accepts the options %j", (given, expected) => {
  expect(parseOptions(given)).toEqual(expected);
});

test.each([
  [["--plans", "p"], "--preview and --plans need --events: the event log of the same preview. Add --events FILE."],
  [["--events", "e", "--", "--diff"], "--events reads a preview that has run, so there is no preview"],
  [["--stack", ""], "--stack is empty. Set a value, or leave it out."],
])("The command refuses the options %j, and the error names the fix", (given, message) => {
  expect(() => parseOptions(given)).toThrow(message);
});

test("An event log with another line is refused, and the error names the line and the fix", () => {
  expect(() => readEvents('{"cancelEvent":{}}\nUpdating\n', "log.jsonl")).toThrow(
    `Line 2 of "log.jsonl" is not an event of the Pulumi CLI. Write the file with 'pulumi preview --event-log FILE'`,
  );
});

test("Another file than that of the preview is refused, and the error names the file", () => {
  expect(() => readDependencies("Previewing", "preview.json")).toThrow(
    `"preview.json" is not the output of 'pulumi preview --json'.`,
  );
});
