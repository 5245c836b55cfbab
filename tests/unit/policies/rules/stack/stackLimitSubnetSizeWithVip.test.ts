import { stackLimitSubnetSizeWithVip as policy } from "../../../../../policies/rules/stack/stackLimitSubnetSizeWithVip";
import type { EvaluatedResource } from "../../../../../policies/evaluation/evaluate";
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

const sized = (...subnets: unknown[]): EvaluatedResource =>
  overlay("a", { ipamConfigs: subnets.map((subnet) => ({ subnet })) });
const dnsrr = { endpointSpec: { mode: "dnsrr" } };

const refusal = (subnet: string, name = "api"): ReturnType<typeof evaluateRule> => ({
  violations: [
    [
      "a",
      `Network "a" has the subnet "${subnet}", and service "${name}" has a virtual address on it: Docker recommends ` +
        "/24 or smaller, because each virtual address requires kernel rules on every node. Use /24 subnets, split " +
        "the network, " +
        'or set the endpoint mode "dnsrr" for all its services.',
    ],
  ],
});

test("The rule accepts /24 and smaller subnets, one or several", () => {
  expect(evaluateRule(policy, [sized("10.1.0.0/24", "10.1.1.0/24", "10.1.2.0/28"), service("api", ["a"])])).toEqual(
    silent,
  );
  expect(evaluateRule(policy, [sized(), service("api", ["a"])])).toEqual(silent);
});

test("The rule refuses a larger subnet with a service in VIP mode, which is the default", () => {
  expect(evaluateRule(policy, [sized("10.1.0.0/23"), service("api", ["a"])])).toEqual(refusal("10.1.0.0/23"));
  expect(evaluateRule(policy, [sized("10.1.2.0/24", "10.2.0.0/16"), service("api", [{ name: "a" }])])).toEqual(
    refusal("10.2.0.0/16"),
  );
});

test("The rule ignores host bits", () => {
  expect(evaluateRule(policy, [sized("10.1.0.7/16"), service("api", ["a"])])).toEqual(refusal("10.1.0.7/16"));
});

test("The rule accepts a larger subnet if all services use dnsrr, in any case, or none is attached", () => {
  const stack = [
    sized("10.1.0.0/16"),
    service("api", ["a"], dnsrr),
    service("web", ["a"], { endpointSpec: { mode: "DNSRR" } }),
  ];
  expect(evaluateRule(policy, stack)).toEqual(silent);
  expect(evaluateRule(policy, [...stack, service("zoo", ["a"])])).toEqual(refusal("10.1.0.0/16", "zoo"));
  expect(evaluateRule(policy, [sized("10.1.0.0/16")])).toEqual(silent);
});

test("The rule reports each network once, and ignores the ingress", () => {
  expect(evaluateRule(policy, [sized("10.1.0.0/16"), service("api", ["a"]), service("web", ["a"])])).toEqual(
    refusal("10.1.0.0/16"),
  );
  const ingress = overlay("edge", { ingress: true, ipamConfigs: [{ subnet: "10.0.0.0/16" }] });
  expect(evaluateRule(policy, [ingress, service("api", [], publish(port(80)))])).toEqual(silent);
});

test("The rule cannot decide if the mode or the network of a service is unknown", () => {
  expect(
    evaluateRule(policy, [sized("10.1.0.0/16"), service("api", ["a"], { endpointSpec: { mode: unknownText } })]),
  ).toEqual(undecided(`service "api"`, "endpointSpec.mode"));
  const stack = [planned("a", { ipamConfigs: [{ subnet: "10.1.0.0/16" }] }), planned("b")];
  expect(evaluateRule(policy, [...stack, plannedService("api", ["a", "b"], [{}])])).toEqual(
    undecided(`service "api"`, "taskSpec.networksAdvanceds[0].id"),
  );
  expect(evaluateRule(policy, [...stack, plannedService("api", ["a"])])).toEqual(refusal("10.1.0.0/16"));
});
