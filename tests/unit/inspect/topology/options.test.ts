import { parseOptions } from "../../../../inspect/topology/options";
import { UsageError } from "../../../../cli/usageError";

test("Without options, the topology of the environment's daemon is drawn into .state", () => {
  expect(parseOptions([])).toEqual({
    help: false,
    host: undefined,
    nodes: [],
    stack: undefined,
    out: ".state/topology",
    json: false,
  });
});

test("All options can be combined", () => {
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
    `--host "manager1" is not the address of a Docker daemon. ` +
      "Use unix:///var/run/docker.sock, tcp://manager:2376 or ssh://user@manager.",
  ],
  [
    ["--node", "manager1"],
    `--node "manager1" is not the address of a Docker daemon. ` +
      "Use unix:///var/run/docker.sock, tcp://manager:2376 or ssh://user@manager.",
  ],
  [["--stack="], "--stack is empty. Set a value, or leave it out."],
  [["--node="], "--node is empty. Set a value, or leave it out."],
  [["--json", "--out", "x"], "--json and --out exclude each other. Use one of them."],
])("The options %j are refused", (args, message) => {
  expect(() => parseOptions(args)).toThrow(new UsageError(message));
});
