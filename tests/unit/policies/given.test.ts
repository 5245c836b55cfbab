import type { EvaluatedResource } from "../../../policies/evaluation/evaluate";
import { urnOf } from "../../../policies/evaluation/evaluate";
import { networkType } from "../../../policies/facts/network";
import type { StackPolicy } from "../../../policies/rule/policy";
import { stackRules } from "../../../policies/rules/stack/index";
import { stackDisallowDuplicatePublishedPort } from "../../../policies/rules/stack/stackDisallowDuplicatePublishedPort";
import { stackDisallowPublishedPortOnInternalNetworks } from "../../../policies/rules/stack/stackDisallowPublishedPortOnInternalNetworks";
import { stackRequireEncryptedIngress } from "../../../policies/rules/stack/stackRequireEncryptedIngress";
import { evaluateRule, overlay, port, publish, service, silent } from "./stacks";
import { unknownText } from "./violations";

// In a first preview with the official plugin, properties that the program leaves out are unknown, and depend on no
// other resource.
const leftOut = (...properties: string[]): EvaluatedResource["dependencies"] =>
  Object.fromEntries(properties.map((one) => [one, []]));

const network = (name: string, props: Readonly<Record<string, unknown>> = {}): EvaluatedResource => {
  const open = ["id", "options", "labels", "internal", "attachable", "ingress", "ipv6", "ipamConfigs", "scope"];
  const unknowns = Object.fromEntries(open.map((property) => [property, unknownText]));
  return { ...overlay(name, { ...unknowns, ...props }), dependencies: leftOut(...open) };
};

const on = (
  name: string,
  networks: readonly string[],
  props: Readonly<Record<string, unknown>> = {},
): EvaluatedResource => {
  const open = { endpointSpec: unknownText, mode: unknownText, labels: unknownText };
  return service(
    name,
    networks.map(() => ({ id: unknownText })),
    { ...open, ...props },
    { dependencies: { ...leftOut(...Object.keys(open)), taskSpec: networks.map((one) => urnOf(networkType, one)) } },
  );
};

test.each(stackRules.map((policy): [string, StackPolicy] => [policy.name, policy]))(
  "A property that the plugin fills in counts as absent, so %s can decide",
  (_, policy) => {
    const ports = publish({ targetPort: 80, publishedPort: unknownText, protocol: "tcp", publishMode: "ingress" });
    const stack = [
      network("a"),
      network("b"),
      network("edge", { ingress: true }),
      on("api", ["a"]),
      on("web", ["a", "b"], ports),
    ];
    expect(evaluateRule(policy, stack)).toEqual(silent);
  },
);

test("A stack rule decides as if the property were absent", () => {
  const labels = [{ label: "swarm.network.sensitive", value: "true" }];
  expect(
    evaluateRule(stackRequireEncryptedIngress, [network("edge", { ingress: true }), network("pay", { labels })])
      .violations,
  ).toHaveLength(1);
  const data = network("data", { internal: true });
  expect(
    evaluateRule(stackDisallowPublishedPortOnInternalNetworks, [data, on("db", ["data"], publish(port(5432)))])
      .violations,
  ).toHaveLength(1);
  const web = (name: string): EvaluatedResource => on(name, [], publish({ ...port(80), name: unknownText }));
  expect(evaluateRule(stackDisallowDuplicatePublishedPort, [web("a"), web("b")]).violations).toHaveLength(1);
});
