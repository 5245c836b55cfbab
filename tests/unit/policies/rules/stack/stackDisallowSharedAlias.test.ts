import type { EvaluatedResource } from "../../../../../policies/evaluation/evaluate";
import { urnOf } from "../../../../../policies/evaluation/evaluate";
import { networkType } from "../../../../../policies/facts/network";
import { stackDisallowSharedAlias as policy } from "../../../../../policies/rules/stack/stackDisallowSharedAlias";
import {
  below,
  idOf,
  evaluateRule,
  overlay,
  overlayComponent,
  planned,
  plannedService,
  service,
  silent,
  undecided,
} from "../../stacks";
import { unknownText } from "../../violations";

const on = (network: string, ...aliases: unknown[]): Record<string, unknown> => ({ id: idOf(network), aliases });
const a = overlay("a");
const b = overlay("b");

const shared = (
  dnsName: string,
  [name, as]: readonly [string, "alias" | "name"],
  [other, otherAs]: readonly [string, "alias" | "name"],
  network = "a",
): ReturnType<typeof evaluateRule> => {
  const words = { alias: "as an alias", name: "as its name" };
  return {
    violations: [
      [
        name,
        `Service "${name}" has "${dnsName}" ${words[as]} on network "${network}", and service "${other}" has it ` +
          `${words[otherAs]}: requests for the name reach either service. Rename one of them on this network, or ` +
          "attach them to different networks.",
      ],
    ],
  };
};

test("The rule accepts services with different names", () => {
  expect(evaluateRule(policy, [a, service("api", [on("a", "backend")]), service("web", [on("a", "front")])])).toEqual(
    silent,
  );
});

test("The rule refuses an alias that two services have on one network", () => {
  expect(evaluateRule(policy, [a, service("api", [on("a", "db")]), service("web", [on("a", "db")])])).toEqual(
    shared("db", ["web", "alias"], ["api", "alias"]),
  );
});

test("The rule refuses an alias that is another service's name", () => {
  expect(evaluateRule(policy, [a, service("api", ["a"]), service("web", [on("a", "api")])])).toEqual(
    shared("api", ["web", "alias"], ["api", "name"]),
  );
});

test("The rule compares physical names, not logical ones", () => {
  const stack = [a, service("api", ["a"], { name: "shop-api" }), service("web", [on("a", "api")])];
  expect(evaluateRule(policy, stack)).toEqual(silent);
  expect(evaluateRule(policy, [a, service("api", ["a"], { name: "x" }), service("web", [on("a", "x")])])).toEqual(
    shared("x", ["web", "alias"], ["api", "name"]),
  );
});

test.each(["DB", "Db", "db."])("The rule treats %j as db, like DNS", (alias) => {
  expect(evaluateRule(policy, [a, service("api", [on("a", "db")]), service("web", [on("a", alias)])])).toEqual(
    shared("db", ["web", "alias"], ["api", "alias"]),
  );
});

test("The rule finds a shared alias if one service attaches the network by ID and the other by name", () => {
  expect(
    evaluateRule(policy, [a, service("api", [on("a", "db")]), service("web", [{ name: "a", aliases: ["db"] }])]),
  ).toEqual(shared("db", ["web", "alias"], ["api", "alias"]));
});

test("The rule finds a shared alias on a network of another stack", () => {
  const reference = { name: "shared", aliases: ["db"] };
  expect(evaluateRule(policy, [service("api", [reference]), service("web", [reference])])).toEqual(
    shared("db", ["web", "alias"], ["api", "alias"], "shared"),
  );
});

test("The rule reports each service after the first", () => {
  const stack = [a, ...["x", "y", "z"].map((name) => service(name, [on("a", "db")]))];
  expect(evaluateRule(policy, stack).violations.map(([name]) => name)).toEqual(["y", "z"]);
});

test("The rule accepts one alias on different networks, and one that repeats the service's own name", () => {
  expect(evaluateRule(policy, [a, b, service("api", [on("a", "db")]), service("web", [on("b", "db")])])).toEqual(
    silent,
  );
  expect(evaluateRule(policy, [a, service("api", [on("a", "api", "API")])])).toEqual(silent);
  expect(evaluateRule(policy, [a, b, service("api", [on("a", "db"), on("b", "db")])])).toEqual(silent);
});

test("The rule accepts names that the settings allow", () => {
  const stack = [a, service("api", [on("a", "db-blue")]), service("web", [on("a", "DB-blue")])];
  expect(evaluateRule(policy, stack, { allow: ["db-*"] })).toEqual(silent);
});

test("The rule counts the service of a component once", () => {
  const child = service("api", [on("a", "db")]);
  expect(
    evaluateRule(policy, [
      ...below(overlayComponent("a"), a),
      ...below({ type: "swarm:index:SwarmService", name: "api", props: {} }, child),
    ]),
  ).toEqual(silent);
});

describe("The rule, in a preview without IDs", () => {
  const later = planned("a");

  it("finds a shared alias on the one network that both services depend on", () => {
    const stack = ["api", "web"].map((name) => plannedService(name, ["a"], [{ aliases: ["db"] }]));
    expect(evaluateRule(policy, [later, ...stack])).toEqual(shared("db", ["web", "alias"], ["api", "alias"]));
  });

  it("finds a shared alias that both services have on all networks, and a name on one", () => {
    const both = (name: string, ...aliases: string[]): EvaluatedResource =>
      plannedService(name, ["a", "b"], [{ aliases }, { aliases }]);
    expect(evaluateRule(policy, [later, planned("b"), both("api", "db"), both("web", "db")]).violations).toHaveLength(
      2,
    );
    const web = plannedService("web", ["a"], [{ aliases: ["api"] }]);
    expect(evaluateRule(policy, [later, planned("b"), both("api"), web])).toEqual(
      shared("api", ["web", "alias"], ["api", "name"]),
    );
  });

  it("cannot decide which of several networks has the alias", () => {
    const two = (name: string): EvaluatedResource => plannedService(name, ["a", "b"], [{ aliases: ["db"] }, {}]);
    const ids = "taskSpec.networksAdvanceds[0].id, taskSpec.networksAdvanceds[1].id";
    expect(evaluateRule(policy, [later, planned("b"), two("api"), two("web")])).toEqual({
      violations: [],
      undecided: [`service "api"`, `service "web"`]
        .map((one) => `${one}: not known before deployment: ${ids}`)
        .join("\n"),
    });
  });

  it("accepts a name that no other service has", () => {
    const api = plannedService("api", ["a", "b"], [{ aliases: ["db"] }, {}]);
    expect(
      evaluateRule(policy, [later, planned("b"), api, plannedService("web", ["a"], [{ aliases: ["x"] }])]),
    ).toEqual(silent);
  });

  it("cannot decide if an alias or the name of a service is unknown", () => {
    expect(evaluateRule(policy, [a, service("api", [on("a", unknownText)])])).toEqual(
      undecided(`service "api"`, "taskSpec.networksAdvanceds[0].aliases[0]"),
    );
    expect(evaluateRule(policy, [a, service("api", ["a"], { name: unknownText })])).toEqual(
      undecided(`service "api"`, "name"),
    );
    expect(evaluateRule(policy, [a, service("api", [], { name: unknownText })])).toEqual(silent);
  });

  it("cannot decide if all networks of a service are unknown", () => {
    const open = service("api", [], { taskSpec: { networksAdvanceds: unknownText } });
    expect(evaluateRule(policy, [a, open])).toEqual(undecided(`service "api"`, "taskSpec.networksAdvanceds"));
  });
});

test("The rule reports a name once, and accepts what one service repeats", () => {
  const api = service("api", [on("a", "api", "api")]);
  expect(evaluateRule(policy, [a, api])).toEqual(silent);
  expect(evaluateRule(policy, [a, service("api", [on("a", "db", "db")])])).toEqual(silent);
  expect(evaluateRule(policy, [a, service("aa", [on("a", "api")]), api])).toEqual(
    shared("api", ["api", "name"], ["aa", "alias"]),
  );
});

describe("The rule, with some networks that a preview does not identify", () => {
  const [b1, c1] = [planned("b"), planned("c")];
  const two = (name: string, ...aliases: string[]): EvaluatedResource =>
    plannedService(name, ["b", "c"], [{ aliases }]);

  it("accepts names that the settings allow", () => {
    expect(evaluateRule(policy, [b1, c1, two("api", "db"), two("web", "db")], { allow: ["db"] })).toEqual(silent);
  });

  it("cannot decide if an alias may meet the name of another service", () => {
    const one = (name: string): string =>
      `service "${name}": not known before deployment: taskSpec.networksAdvanceds[0].id`;
    expect(evaluateRule(policy, [b1, c1, two("api"), two("web", "api")])).toEqual({
      violations: [],
      undecided: [one("api"), one("web")].join("\n"),
    });
  });

  it("finds a name on all of them, whatever the names on a network that it knows", () => {
    const api = service(
      "api",
      [on("a", "x"), { id: unknownText, aliases: ["db"] }, { id: unknownText, aliases: ["db"] }],
      {},
      { dependencies: { taskSpec: ["a", "b", "c"].map((name) => urnOf(networkType, name)) } },
    );
    const web = plannedService("web", ["b"], [{ aliases: ["db"] }]);
    expect(evaluateRule(policy, [a, b1, c1, api, web]).violations).toEqual(
      shared("db", ["web", "alias"], ["api", "alias"], "b").violations,
    );
  });
});
