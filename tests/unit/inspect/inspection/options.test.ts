import { parseOptions } from "../../../../inspect/inspection/options";
import { UsageError } from "../../../../cli/usageError";

test("The options select a network or a service, a host, and tables or JSON", () => {
  expect(parseOptions(["--network", "backend"])).toEqual({
    help: false,
    host: undefined,
    kind: "network",
    name: "backend",
    json: false,
  });
  expect(parseOptions(["--service", "api", "--host", "ssh://admin@manager", "--json"])).toEqual({
    help: false,
    host: "ssh://admin@manager",
    kind: "service",
    name: "api",
    json: true,
  });
});

test.each([
  [["--network", "a", "--service", "b"], "--network and --service exclude each other. Use one of them."],
  [["--host", ""], "--host is empty. Set a value, or leave it out."],
  [
    ["--host", "manager"],
    `--host "manager" is not the address of a Docker daemon. ` +
      "Use unix:///var/run/docker.sock, tcp://manager:2376 or ssh://user@manager.",
  ],
])("The options %j are refused, and the error names the fix", (args, reason) => {
  expect(() => parseOptions(args)).toThrow(new UsageError(reason));
});
