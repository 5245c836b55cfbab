import { stackDisallowPublishedPortOnSensitiveNetwork as policy } from "../../../../../policies/rules/stack/stackDisallowPublishedPortOnSensitiveNetwork";
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

const labels = [{ label: "swarm.network.sensitive", value: "true" }];
const payments = overlay("payments", { labels });
const open = publish(port(8080));

const refusal = (
  what = "port 8080",
  because = "has the label swarm.network.sensitive",
): ReturnType<typeof evaluateRule> => ({
  violations: [
    [
      "api",
      `Service "api" publishes ${what} (endpointSpec.ports[0]) and is on network "payments", which ${because}: ` +
        "clients can enter that network from outside. Publish a proxy on another network, or, if this service may " +
        "publish the port, add it to 'allowServices' or its port to 'allowPorts'.",
    ],
  ],
});

test("The rule accepts a service on a sensitive network without ports, and one with ports on another network", () => {
  const stack = [payments, overlay("front"), service("api", ["payments"]), service("web", ["front"], open)];
  expect(evaluateRule(policy, stack)).toEqual(silent);
});

test("The rule refuses a published port in either mode, whether the network is attached by ID or by name", () => {
  expect(evaluateRule(policy, [payments, service("api", ["payments"], open)])).toEqual(refusal());
  expect(evaluateRule(policy, [payments, service("api", [{ name: "payments" }], open)])).toEqual(refusal());
  const host = publish(port(8080, { publishMode: "host" }));
  expect(evaluateRule(policy, [payments, service("api", ["payments"], host)])).toEqual(refusal());
});

test("The rule refuses a port that Swarm chooses, and one that is written as a range", () => {
  expect(evaluateRule(policy, [payments, service("api", ["payments"], publish({ targetPort: 80 }))])).toEqual(
    refusal("a port"),
  );
  expect(evaluateRule(policy, [payments, service("api", ["payments"], publish(port("80-90")))])).toEqual(
    refusal("port 80-90"),
  );
});

test("The rule ignores a label on the service", () => {
  expect(evaluateRule(policy, [overlay("payments"), service("api", ["payments"], { labels, ...open })])).toEqual(
    silent,
  );
});

test("The rule reads from the settings what is sensitive and what is allowed", () => {
  const stack = [overlay("payments"), service("api", ["payments"], open)];
  expect(evaluateRule(policy, stack, { sensitiveNames: ["payments"] })).toEqual(
    refusal(undefined, `is sensitive by its name ("payments")`),
  );
  const marked = [payments, service("api", ["payments"], { name: "shop-api", ...open })];
  expect(evaluateRule(policy, marked, { allowServices: ["shop-*"] })).toEqual(silent);
  expect(evaluateRule(policy, marked, { allowPorts: ["8000-8100"] })).toEqual(silent);
  expect(evaluateRule(policy, marked, { allowPorts: [443] })).toEqual(refusal());
});

test("The rule cannot decide if the port, the labels or the network is unknown", () => {
  expect(
    evaluateRule(policy, [payments, service("api", ["payments"], { endpointSpec: { ports: unknownText } })]),
  ).toEqual(undecided(`service "api"`, "endpointSpec.ports"));
  expect(
    evaluateRule(policy, [overlay("payments", { labels: unknownText }), service("api", ["payments"], open)]),
  ).toEqual(undecided(`network "payments"`, "labels"));
  const stack = [planned("payments", { labels }), planned("front")];
  expect(evaluateRule(policy, [...stack, plannedService("api", ["payments", "front"], [{}], open)])).toEqual(
    undecided(`service "api"`, "taskSpec.networksAdvanceds[0].id"),
  );
  expect(evaluateRule(policy, [...stack, plannedService("api", ["payments"], [{}], open)])).toEqual(refusal());
});
