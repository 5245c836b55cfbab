import { stackRequireDeclaredIngressForSensitiveServices as policy } from "../../../../../policies/rules/stack/stackRequireDeclaredIngressForSensitiveServices";
import { evaluateRule, overlay, port, publish, service, silent } from "../../stacks";

const payments = overlay("payments", { labels: [{ label: "swarm.network.sensitive", value: "true" }] });
const gate = (props: object = {}): ReturnType<typeof service> =>
  service("gate", ["payments"], { ...publish(port(8443, { ...props })) });

const refusal: ReturnType<typeof evaluateRule> = {
  violations: [
    [
      "gate",
      'Service "gate" is on network "payments", which has the label swarm.network.sensitive, and publishes a port ' +
        "through the default ingress network, which is not encrypted: requests are readable on the wire between " +
        "nodes. Declare an encrypted ingress (an IngressConfig with 'encrypted' true), or publish the port in host " +
        "mode.",
    ],
  ],
};

test("A sensitive service must not publish a port through an ingress that the stack does not declare", () => {
  expect(evaluateRule(policy, [payments, gate()])).toEqual(refusal);
  const elsewhere = { ...overlay("edge", { ingress: true }), provider: { host: "ssh://e" } };
  expect(evaluateRule(policy, [payments, gate(), elsewhere])).toEqual(refusal);
});

test("A declared ingress, host mode, another network and no port pass", () => {
  expect(evaluateRule(policy, [payments, gate(), overlay("edge", { ingress: true })])).toEqual(silent);
  expect(evaluateRule(policy, [payments, gate({ publishMode: "host" })])).toEqual(silent);
  expect(evaluateRule(policy, [payments, service("gate", ["payments"])])).toEqual(silent);
  expect(evaluateRule(policy, [overlay("payments"), gate()])).toEqual(silent);
});

test("The settings mark networks as sensitive, and name services that may publish", () => {
  expect(evaluateRule(policy, [payments, gate()], { except: ["gat*"] })).toEqual(silent);
  expect(evaluateRule(policy, [overlay("payments"), gate()], { sensitiveNames: ["pay*"] }).violations).toHaveLength(1);
});
