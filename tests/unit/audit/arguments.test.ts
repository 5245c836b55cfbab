import { readArguments } from "../../../audit/arguments";

const nothing = { host: undefined, state: undefined, format: "table", config: undefined };

test.each([
  [[], nothing],
  [["--host", "ssh://root@m1"], { ...nothing, host: "ssh://root@m1" }],
  [["--state=s.json", "--format=sarif"], { ...nothing, state: "s.json", format: "sarif" }],
  [["--format", "json", "--config", "strict"], { ...nothing, format: "json", config: "strict" }],
  [["-h"], "help"],
  [["--help", "--host", "nonsense"], "help"],
])("%j is understood", (given, expected) => {
  expect(readArguments(given)).toEqual(expected);
});

test.each([
  [["--bogus"], "Unknown option '--bogus'"],
  [["extra"], "Unexpected argument 'extra'. This command does not take positional arguments"],
  [["--format", "xml"], '--format "xml" is not known. Use one of table, json, sarif.'],
  [
    ["--host", "manager"],
    '--host "manager" is no address of a daemon. Use unix:///var/run/docker.sock, tcp://manager:2376 or ssh://user@manager.',
  ],
  [["--state", ""], "--state is empty. Leave it out, or give it a value."],
  [
    ["--host", "tcp://m:2376", "--state", "s.json"],
    "--host and --state exclude each other: a swarm is read through a manager, a state from its file.",
  ],
])("%j is refused with the way out", (given, message) => {
  expect(() => readArguments(given)).toThrow(message);
});
