import { networkType } from "../../../../../policies/facts/network";
import { networkRequireKnownLabels as policy } from "../../../../../policies/rules/network/networkRequireKnownLabels";
import type { Verdict } from "../../violations";
import { accepted, evaluate, undecided, unknownText } from "../../violations";

const serviceType = "docker:index/service:Service";
const network = (label: unknown): Verdict =>
  evaluate(policy, networkType, "payments", { driver: "overlay", labels: [{ label, value: "true" }] });

it.each([
  "swarm.network.sensitive",
  "swarm.network.tier",
  "swarm.network.identity",
  "swarm.ingress.on-published-ports",
  "team",
  "com.example.sensitive",
  "sensitive",
  "swarm.node",
])("accepts %j", (label) => {
  expect(network(label)).toEqual(accepted);
});

it.each([
  ["Swarm.Network.Sensitive", "swarm.network.sensitive"],
  ["swarm.network.sensitiv", "swarm.network.sensitive"],
  [" swarm.network.sensitive", "swarm.network.sensitive"],
  ["swarm.networks.sensitive", "swarm.network.sensitive"],
  ["swarm-network-sensitive", "swarm.network.sensitive"],
  ["swarm.network.teir", "swarm.network.tier"],
])("refuses %j and names the one that was meant", (label, near) => {
  expect(network(label)).toEqual({
    violations: [`Network "payments" has the label "${label}", which no rule reads. Did you mean "${near}"?`],
  });
});

it("refuses any other label of the pack's own prefix", () => {
  expect(network("swarm.network.confidentiality")).toEqual({
    violations: [
      `Network "payments" has the label "swarm.network.confidentiality", which no rule reads. ` +
        `Known are swarm.network.sensitive, swarm.network.tier, swarm.ingress.on-published-ports.`,
    ],
  });
});

it("refuses the label on a service or its containers, where it has no effect", () => {
  const labels = [{ label: "swarm.network.sensitive", value: "true" }];
  const refused = {
    violations: [
      `Service "bank" has the label "swarm.network.sensitive", which says something about networks only. ` +
        `Put it on the network that is meant.`,
    ],
  };
  expect(evaluate(policy, serviceType, "bank", { labels })).toEqual(refused);
  expect(evaluate(policy, serviceType, "bank", { labels, taskSpec: { containerSpec: { labels } } })).toEqual(refused);
  expect(evaluate(policy, serviceType, "bank", { taskSpec: { containerSpec: { labels } } })).toEqual(refused);
  expect(evaluate(policy, serviceType, "bank", { labels: [{ label: "team", value: "a" }] })).toEqual(accepted);
});

it("waits for labels", () => {
  expect(network(unknownText)).toEqual(undecided("labels.0.label"));
  expect(evaluate(policy, serviceType, "bank", { labels: unknownText })).toEqual(undecided("labels"));
  expect(evaluate(policy, serviceType, "bank", { taskSpec: { containerSpec: { labels: unknownText } } })).toEqual(
    undecided("taskSpec.containerSpec.labels"),
  );
});

it.each(["container:Container", "secret:Secret", "volume:Volume"])("refuses the label on a %s", (type) => {
  const labels = [{ label: "swarm.network.sensitive", value: "true" }];
  const kind = type.split(":")[1] ?? "";
  expect(evaluate(policy, `docker:index/${type}`, "payments", { labels })).toEqual({
    violations: [
      `${kind} "payments" has the label "swarm.network.sensitive", which says something about networks only. ` +
        `Put it on the network that is meant.`,
    ],
  });
  expect(evaluate(policy, `docker:index/${type}`, "payments", { labels: [{ label: "team", value: "shop" }] })).toEqual(
    accepted,
  );
});

it("refuses a misspelt label on a service as well", () => {
  expect(
    evaluate(policy, serviceType, "bank", { labels: [{ label: "swarm.network.sensitve", value: "true" }] }),
  ).toEqual({
    violations: [
      `Service "bank" has the label "swarm.network.sensitve", which says something about networks only. ` +
        `Put it on the network that is meant.`,
    ],
  });
});
