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
      `Service "api" publishes ${what} (endpointSpec.ports[0]) and is on network "payments", which ${because}: it is a way into that ` +
        `network from outside. Publish a proxy on another network, or name this one in 'allowServices' (or its port in ` +
        `'allowPorts') if it is meant to be.`,
    ],
  ],
});

it("accepts a service on a sensitive network that publishes nothing, and one that publishes on another", () => {
  const stack = [payments, overlay("front"), service("api", ["payments"]), service("web", ["front"], open)];
  expect(evaluateRule(policy, stack)).toEqual(silent);
});

it("refuses a published port, in either mode, by whatever the network is called", () => {
  expect(evaluateRule(policy, [payments, service("api", ["payments"], open)])).toEqual(refusal());
  expect(evaluateRule(policy, [payments, service("api", [{ name: "payments" }], open)])).toEqual(refusal());
  const host = publish(port(8080, { publishMode: "host" }));
  expect(evaluateRule(policy, [payments, service("api", ["payments"], host)])).toEqual(refusal());
});

it("refuses a port of Swarm's choice, and one that is written as a range", () => {
  expect(evaluateRule(policy, [payments, service("api", ["payments"], publish({ targetPort: 80 }))])).toEqual(
    refusal("a port"),
  );
  expect(evaluateRule(policy, [payments, service("api", ["payments"], publish(port("80-90")))])).toEqual(
    refusal("port 80-90"),
  );
});

it("does not take a label on the service for one on the network", () => {
  expect(evaluateRule(policy, [overlay("payments"), service("api", ["payments"], { labels, ...open })])).toEqual(
    silent,
  );
});

it("takes the settings' word for what is sensitive and what is meant", () => {
  const stack = [overlay("payments"), service("api", ["payments"], open)];
  expect(evaluateRule(policy, stack, { sensitiveNames: ["payments"] })).toEqual(
    refusal(undefined, `is sensitive by its name ("payments")`),
  );
  const marked = [payments, service("api", ["payments"], { name: "shop-api", ...open })];
  expect(evaluateRule(policy, marked, { allowServices: ["shop-*"] })).toEqual(silent);
  expect(evaluateRule(policy, marked, { allowPorts: ["8000-8100"] })).toEqual(silent);
  expect(evaluateRule(policy, marked, { allowPorts: [443] })).toEqual(refusal());
});

it("cannot decide while the port, the labels or the network is unknown", () => {
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
