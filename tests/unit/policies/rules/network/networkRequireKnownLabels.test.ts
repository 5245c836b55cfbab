import { networkType } from "../../../../../policies/facts/network";
import { networkRequireKnownLabels as policy } from "../../../../../policies/rules/network/networkRequireKnownLabels";
import type { Verdict } from "../../violations";
import { accepted, evaluate, undecided, unknownText } from "../../violations";

const serviceType = "docker:index/service:Service";
const network = (label: unknown): Verdict =>
  evaluate(policy, networkType, "payments", { driver: "overlay", labels: [{ label, value: "true" }] });

test.each([
  "swarm.network.sensitive",
  "swarm.network.tier",
  "swarm.network.identity",
  "swarm.ingress.on-published-ports",
  "team",
  "com.example.sensitive",
  "sensitive",
  "swarm.node",
])("A network with the label %j passes", (label) => {
  expect(network(label)).toEqual(accepted);
});

test.each([
  ["Swarm.Network.Sensitive", "swarm.network.sensitive"],
  ["swarm.network.sensitiv", "swarm.network.sensitive"],
  [" swarm.network.sensitive", "swarm.network.sensitive"],
  ["swarm.networks.sensitive", "swarm.network.sensitive"],
  ["swarm-network-sensitive", "swarm.network.sensitive"],
  ["swarm.network.teir", "swarm.network.tier"],
])("A network with the label %j is refused, and the message suggests %j", (label, near) => {
  expect(network(label)).toEqual({
    violations: [`Network "payments" has the label "${label}", which no rule reads. Did you mean "${near}"?`],
  });
});

test("A network with an unknown label that has the pack's prefix is refused, and the message lists others", () => {
  expect(network("swarm.network.confidentiality")).toEqual({
    violations: [
      `Network "payments" has the label "swarm.network.confidentiality", which no rule reads. ` +
        `Known labels: swarm.network.sensitive, swarm.network.tier, swarm.ingress.on-published-ports.`,
    ],
  });
});

test("The label swarm.network.sensitive is refused on a service and its containers, where it has no effect", () => {
  const labels = [{ label: "swarm.network.sensitive", value: "true" }];
  const refused = {
    violations: [
      `Service "bank" has the label "swarm.network.sensitive", which has an effect only on networks. ` +
        `Set it on the network instead.`,
    ],
  };
  expect(evaluate(policy, serviceType, "bank", { labels })).toEqual(refused);
  expect(evaluate(policy, serviceType, "bank", { labels, taskSpec: { containerSpec: { labels } } })).toEqual(refused);
  expect(evaluate(policy, serviceType, "bank", { taskSpec: { containerSpec: { labels } } })).toEqual(refused);
  expect(evaluate(policy, serviceType, "bank", { labels: [{ label: "team", value: "a" }] })).toEqual(accepted);
});

test("The rule on labels cannot decide while labels are unknown", () => {
  expect(network(unknownText)).toEqual(undecided("labels[0].label"));
  expect(evaluate(policy, serviceType, "bank", { labels: unknownText })).toEqual(undecided("labels"));
  expect(evaluate(policy, serviceType, "bank", { taskSpec: { containerSpec: { labels: unknownText } } })).toEqual(
    undecided("taskSpec.containerSpec.labels"),
  );
});

test.each(["container:Container", "secret:Secret", "volume:Volume"])(
  "The label swarm.network.sensitive is refused on a %s",
  (type) => {
    const labels = [{ label: "swarm.network.sensitive", value: "true" }];
    const kind = type.split(":")[1] ?? "";
    expect(evaluate(policy, `docker:index/${type}`, "payments", { labels })).toEqual({
      violations: [
        `${kind} "payments" has the label "swarm.network.sensitive", which has an effect only on networks. ` +
          `Set it on the network instead.`,
      ],
    });
    expect(
      evaluate(policy, `docker:index/${type}`, "payments", { labels: [{ label: "team", value: "shop" }] }),
    ).toEqual(accepted);
  },
);

test("A misspelled label is refused on a service as well", () => {
  expect(
    evaluate(policy, serviceType, "bank", { labels: [{ label: "swarm.network.sensitve", value: "true" }] }),
  ).toEqual({
    violations: [
      `Service "bank" has the label "swarm.network.sensitve", which has an effect only on networks. ` +
        `Set it on the network instead.`,
    ],
  });
});

describe("A label of the configuration", () => {
  const configured = (label: string, value: string): Verdict =>
    evaluate(
      policy,
      networkType,
      "payments",
      { driver: "overlay", labels: [{ label, value }] },
      { sensitiveLabels: ["pci=in-scope", "com.example.class=level1", "confidential"] },
    );

  test.each([
    ["PCI", "in-scope", 'the label "PCI"', "pci"],
    ["pci", "in_scope", 'the label pci="in_scope"', "pci=in-scope"],
    ["pci", "inscope", 'the label pci="inscope"', "pci=in-scope"],
    ["com.example.clas", "level1", 'the label "com.example.clas"', "com.example.class"],
    ["confidental", "true", 'the label "confidental"', "confidential"],
  ])(
    "%s=%s is refused as misspelled, and the message suggests the configured spelling",
    (label, value, given, meant) => {
      expect(configured(label, value)).toEqual({
        violations: [`Network "payments" has ${given}, which no rule reads. Did you mean "${meant}"?`],
      });
    },
  );

  test.each([
    ["pci", "in-scope"],
    ["pci", "In-Scope"],
    ["pci", "out-of-scope"],
    ["psi", "in-scope"],
    ["com.example.class", "level2"],
    ["confidential", "no"],
  ])("%s=%s passes", (label, value) => {
    expect(configured(label, value)).toEqual(accepted);
  });
});
