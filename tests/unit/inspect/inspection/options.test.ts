import { parseOptions, usage } from "../../../../inspect/inspection/options";
import { UsageError } from "../../../../inspect/usageError";

test("one network or service is asked for, on a host, as tables or JSON", () => {
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
  [
    ["--network", "a", "--service", "b"],
    "--network and --service are given, and one thing is shown at a time. Use one of them.",
  ],
  [["--host", ""], "--host is empty. Give it a value, or leave it out."],
  [
    ["--host", "manager"],
    `"manager" is no address of a Docker daemon. Use unix:///var/run/docker.sock, tcp://manager:2376 or ssh://user@manager.`,
  ],
])("%j is refused with what to do", (args, reason) => {
  expect(() => parseOptions(args)).toThrow(new UsageError(reason));
});

test("an option that is not known is answered with those that are", () => {
  expect(() => parseOptions(["--net", "a"])).toThrow(usage);
});
