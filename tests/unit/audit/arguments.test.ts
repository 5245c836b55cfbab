import { readArguments } from "../../../audit/arguments";

const nothing = { host: undefined, state: undefined, format: "table", config: undefined };

test.each([
  [[], nothing],
  [["--host", "ssh://root@m1"], { ...nothing, host: "ssh://root@m1" }],
  [["--state=s.json", "--format=sarif"], { ...nothing, state: "s.json", format: "sarif" }],
  [["--format", "json", "--config", "strict"], { ...nothing, format: "json", config: "strict" }],
  [["-h"], "help"],
  [["--help", "--host", "nonsense"], "help"],
])("The audit accepts the options %j", (given, expected) => {
  expect(readArguments(given)).toEqual(expected);
});

test.each([
  [["--format", "xml"], '--format "xml" is not supported. Use one of table, json, sarif.'],
  [
    ["--host", "manager"],
    `--host "manager" is not the address of a Docker daemon. ` +
      "Use unix:///var/run/docker.sock, tcp://manager:2376 or ssh://user@manager.",
  ],
  [["--state", ""], "--state is empty. Set a value, or leave it out."],
  [
    ["--host", "tcp://m:2376", "--state", "s.json"],
    "--host and --state exclude each other: the audit reads a swarm or a state. Use one of them.",
  ],
])("The audit refuses the options %j, and the error names the fix", (given, message) => {
  expect(() => readArguments(given)).toThrow(message);
});
