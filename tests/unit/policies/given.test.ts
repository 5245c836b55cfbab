import type { Judged } from "../../../policies/evaluation/evaluate";
import { urnOf } from "../../../policies/evaluation/evaluate";
import { networkType } from "../../../policies/facts/network";
import type { StackPolicy } from "../../../policies/rule/policy";
import { stackRules } from "../../../policies/rules/stack/index";
import { stackDisallowDuplicatePublishedPort } from "../../../policies/rules/stack/stackDisallowDuplicatePublishedPort";
import { stackDisallowPublishedPortOnInternalNetworks } from "../../../policies/rules/stack/stackDisallowPublishedPortOnInternalNetworks";
import { stackRequireEncryptedIngress } from "../../../policies/rules/stack/stackRequireEncryptedIngress";
import { judgeOf, overlay, port, publish, service, silent } from "./stacks";
import { unknownText } from "./violations";

// A first preview of the official plugin: what the program leaves out is unknown, and was made from no other resource.
const leftOut = (...properties: string[]): Judged["dependencies"] =>
  Object.fromEntries(properties.map((one) => [one, []]));

const network = (name: string, props: Readonly<Record<string, unknown>> = {}): Judged => {
  const open = ["id", "options", "labels", "internal", "attachable", "ingress", "ipv6", "ipamConfigs", "scope"];
  const unknowns = Object.fromEntries(open.map((property) => [property, unknownText]));
  return { ...overlay(name, { ...unknowns, ...props }), dependencies: leftOut(...open) };
};

const on = (name: string, networks: readonly string[], props: Readonly<Record<string, unknown>> = {}): Judged => {
  const open = { endpointSpec: unknownText, mode: unknownText, labels: unknownText };
  return service(
    name,
    networks.map(() => ({ id: unknownText })),
    { ...open, ...props },
    { dependencies: { ...leftOut(...Object.keys(open)), taskSpec: networks.map((one) => urnOf(networkType, one)) } },
  );
};

it.each(stackRules.map((policy): [string, StackPolicy] => [policy.name, policy]))(
  "takes what the plugin will fill in for absent, so that %s has nothing to ask",
  (_, policy) => {
    const ports = publish({ targetPort: 80, publishedPort: unknownText, protocol: "tcp", publishMode: "ingress" });
    const stack = [
      network("a"),
      network("b"),
      network("edge", { ingress: true }),
      on("api", ["a"]),
      on("web", ["a", "b"], ports),
    ];
    expect(judgeOf(policy, stack)).toEqual(silent);
  },
);

it("decides as if it were absent", () => {
  const labels = [{ label: "swarm.network.sensitive", value: "true" }];
  expect(
    judgeOf(stackRequireEncryptedIngress, [network("edge", { ingress: true }), network("pay", { labels })]).violations,
  ).toHaveLength(1);
  const data = network("data", { internal: true });
  expect(
    judgeOf(stackDisallowPublishedPortOnInternalNetworks, [data, on("db", ["data"], publish(port(5432)))]).violations,
  ).toHaveLength(1);
  const web = (name: string): Judged => on(name, [], publish({ ...port(80), name: unknownText }));
  expect(judgeOf(stackDisallowDuplicatePublishedPort, [web("a"), web("b")]).violations).toHaveLength(1);
});
