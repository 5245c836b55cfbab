import { stackDisallowPublishedPortOnInternalNetworks as policy } from "../../../../../policies/rules/stack/stackDisallowPublishedPortOnInternalNetworks";
import {
  evaluateRule,
  overlay,
  planned,
  plannedService,
  port,
  publish,
  service,
  silent,
  undecided,
} from "../../stacks";
import { unknownText } from "../../violations";

const data = overlay("data", { internal: true });
const more = overlay("more", { internal: true });
const front = overlay("front");
const open = publish(port(5432));

const refusal = (
  networks = `"data"`,
  what = "port 5432",
  effect = "this attaches it to the ingress network, so clients can reach it and it can reach the outside",
): ReturnType<typeof evaluateRule> => ({
  violations: [
    [
      "db",
      `Service "db" is only on internal networks (${networks}), but publishes ${what} (endpointSpec.ports[0]): ` +
        `${effect}. Publish a proxy that is on both kinds of network, or attach the service to a network that is ` +
        "not internal.",
    ],
  ],
});

test("The rule accepts a service on internal networks that publishes nothing", () => {
  expect(
    evaluateRule(policy, [data, service("db", ["data"]), service("cache", ["data"], { endpointSpec: { ports: [] } })]),
  ).toEqual(silent);
});

test("The rule accepts a published port of a service that is also on another network, or on none", () => {
  expect(evaluateRule(policy, [data, front, service("db", ["data", "front"], open)])).toEqual(silent);
  expect(evaluateRule(policy, [data, service("db", ["data", { name: "shared" }], open)])).toEqual(silent);
  expect(evaluateRule(policy, [data, service("db", [], open)])).toEqual(silent);
});

test("The rule refuses a port in ingress mode on one internal network and on several", () => {
  expect(evaluateRule(policy, [data, service("db", ["data"], open)])).toEqual(refusal());
  expect(evaluateRule(policy, [data, service("db", [{ name: "data" }], open)])).toEqual(refusal());
  expect(evaluateRule(policy, [data, more, service("db", ["data", "more"], open)])).toEqual(refusal(`"data", "more"`));
});

test("The rule refuses a port that Swarm chooses, and one that is written as text", () => {
  expect(evaluateRule(policy, [data, service("db", ["data"], publish({ targetPort: 5432 }))])).toEqual(
    refusal(undefined, "a port"),
  );
  expect(evaluateRule(policy, [data, service("db", ["data"], publish(port("5432")))])).toEqual(refusal());
});

test("The rule refuses a port in host mode, which has no effect", () => {
  expect(evaluateRule(policy, [data, service("db", ["data"], publish(port(5432, { publishMode: "HOST" })))])).toEqual(
    refusal(undefined, undefined, "no bridge leads to the tasks, so the port has no effect"),
  );
});

describe("The rule, in a preview with unknown values", () => {
  it("refuses a service if all networks that it depends on are internal", () => {
    const stack = [planned("data", { internal: true }), planned("more", { internal: true })];
    expect(evaluateRule(policy, [...stack, plannedService("db", ["data"], [{}], open)])).toEqual(refusal());
    expect(evaluateRule(policy, [...stack, plannedService("db", ["data", "more"], [{}, {}], open)])).toEqual(
      refusal(`"data", "more"`),
    );
  });

  it("cannot decide if the network, or whether it is internal, is unknown", () => {
    const stack = [planned("data", { internal: true }), planned("front")];
    expect(evaluateRule(policy, [...stack, plannedService("db", ["data", "front"], [{}], open)])).toEqual(
      undecided(`service "db"`, "taskSpec.networksAdvanceds[0].id"),
    );
    expect(evaluateRule(policy, [overlay("x", { internal: unknownText }), service("db", ["x"], open)])).toEqual(
      undecided(`network "x"`, "internal"),
    );
    expect(evaluateRule(policy, [data, service("db", ["data"], { endpointSpec: { ports: unknownText } })])).toEqual(
      undecided(`service "db"`, "endpointSpec.ports"),
    );
  });

  it("accepts a service if one of its networks is certainly not internal", () => {
    expect(evaluateRule(policy, [front, service("db", ["front", { id: unknownText }], open)])).toEqual(silent);
  });
});
