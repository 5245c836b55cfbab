import { parseOptions, usage } from "../../../../inspect/topology/options";
import { UsageError } from "../../../../inspect/usageError";

test("nothing asked for is the daemon of the environment, drawn into .state", () => {
  expect(parseOptions([])).toEqual({
    help: false,
    host: undefined,
    nodes: [],
    stack: undefined,
    out: ".state/topology",
    json: false,
  });
});

test("all options at once", () => {
  const args = ["--stack", "dev", "--host=ssh://a", "--node", "ssh://b", "--node", "ssh://c", "--out", "x/y.svg", "-h"];
  expect(parseOptions(args)).toEqual({
    help: true,
    host: "ssh://a",
    nodes: ["ssh://b", "ssh://c"],
    stack: "dev",
    out: "x/y",
    json: false,
  });
});

test.each([
  [
    ["--host", "manager1"],
    `"manager1" is no address of a Docker daemon. Use unix:///var/run/docker.sock, tcp://manager:2376 or ssh://user@manager.`,
  ],
  [
    ["--node", "manager1"],
    `"manager1" is no address of a Docker daemon. Use unix:///var/run/docker.sock, tcp://manager:2376 or ssh://user@manager.`,
  ],
  [["--stack="], "--stack is empty. Give it a value, or leave it out."],
  [["--node="], "--node is empty. Give it a value, or leave it out."],
  [["--json", "--out", "x"], "--json prints, and --out names files. Use one of them."],
])("%j is refused", (args, message) => {
  expect(() => parseOptions(args)).toThrow(new UsageError(message));
});

test.each([[["--hosts", "x"]], [["dev"]], [["--stack"]]])("%j is refused with the usage", (args) => {
  expect(() => parseOptions(args)).toThrow(usage);
});
