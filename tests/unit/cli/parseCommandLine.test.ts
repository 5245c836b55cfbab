import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { flag, help, parseCommandLine, text } from "../../../cli/parseCommandLine";
import { UsageError } from "../../../cli/usageError";
import { usage } from "../../../inspect/inspection/options";

const options = { host: text, node: { ...text, multiple: true }, json: flag, help } as const;

test("A command line is parsed into the values of its options", () => {
  expect({ ...parseCommandLine(["--host=a", "--node", "b", "--node", "c", "--json", "-h"], options) }).toEqual({
    host: "a",
    node: ["b", "c"],
    json: true,
    help: true,
  });
  expect({ ...parseCommandLine([], options) }).toEqual({});
});

test.each([
  [["--hosts", "a"], "Unknown option '--hosts'"],
  [["extra"], "Unexpected argument 'extra'. This command does not take positional arguments"],
  [["--host"], "Option '--host <value>' argument missing"],
  [["--host="], "--host is empty. Set a value, or leave it out."],
  [["--node", "b", "--node", ""], "--node is empty. Set a value, or leave it out."],
])("The command line %j is refused", (args, message) => {
  const parse = (): unknown => parseCommandLine(args, options);
  expect(parse).toThrow(UsageError);
  expect(parse).toThrow(message);
});

test("A command that is called incorrectly prints the error and its usage, and exits with 1", async () => {
  const root = join(__dirname, "../../..");
  const args = ["dist/inspect/inspection/main.js", "--net", "backend"];
  const failure: unknown = await promisify(execFile)(process.execPath, args, { cwd: root }).catch((e: unknown) => e);
  expect(failure).toMatchObject({ code: 1, stdout: "", stderr: `Unknown option '--net'\n\n${usage}\n` });
});
