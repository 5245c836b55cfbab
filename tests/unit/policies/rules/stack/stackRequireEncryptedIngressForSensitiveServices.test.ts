import { stackRequireEncryptedIngressForSensitiveServices as policy } from "../../../../../policies/rules/stack/stackRequireEncryptedIngressForSensitiveServices";
import { evaluateRule, overlay, planned, plannedService, port, service, silent, undecided } from "../../stacks";
import { unknownText } from "../../violations";

const mark = { label: "swarm.network.sensitive", value: "true" };
const payments = overlay("payments", { labels: [mark], options: { encrypted: "" } });
const edge = overlay("edge", { ingress: true });
const gate = (ports: readonly unknown[], networks: readonly string[] = ["payments"]): ReturnType<typeof service> =>
  service("gate", networks, { endpointSpec: { ports } });
const published = gate([port(8443)]);

const refused = (because = "has the label swarm.network.sensitive", index = 0): ReturnType<typeof evaluateRule> => ({
  violations: [
    [
      "gate",
      `Service "gate" is on network "payments", which ${because}, and publishes endpointSpec.ports[${index}] ` +
        `through the unencrypted ingress "edge": requests cross the wire between nodes in plain text. Add options: ` +
        `{ encrypted: "" } to the ingress (encrypted: true in an IngressConfig), or publish the port in host mode.`,
    ],
  ],
});

test("The rule refuses a service on a sensitive network that publishes a port through an unencrypted ingress", () => {
  expect(evaluateRule(policy, [edge, payments, published])).toEqual(refused());
  expect(evaluateRule(policy, [overlay("edge", { ingress: "true" }), payments, published])).toEqual(refused());
  expect(
    evaluateRule(policy, [overlay("edge", { ingress: true, options: { Encrypted: "" } }), payments, published]),
  ).toEqual(refused());
  expect(evaluateRule(policy, [edge, payments, gate([port(8443, { publishMode: "INGRESS" })])])).toEqual(refused());
});

test("The rule names the port in ingress mode", () => {
  const ports = [port(8443, { publishMode: "host" }), port(8444)];
  expect(evaluateRule(policy, [edge, payments, gate(ports)])).toEqual(refused(undefined, 1));
});

test("The rule accepts an encrypted ingress, host mode, no port, and a service without sensitive networks", () => {
  const secure = overlay("edge", { ingress: true, options: { encrypted: "false" } });
  expect(evaluateRule(policy, [secure, payments, published])).toEqual(silent);
  expect(evaluateRule(policy, [edge, payments, gate([port(8443, { publishMode: "host" })])])).toEqual(silent);
  expect(evaluateRule(policy, [edge, payments, gate([])])).toEqual(silent);
  expect(evaluateRule(policy, [edge, payments, overlay("front"), gate([port(8443)], ["front"])])).toEqual(silent);
  expect(evaluateRule(policy, [payments, published])).toEqual(silent);
});

test("The rule checks each swarm separately", () => {
  const on = (host: string, resource: typeof payments): typeof payments => ({ ...resource, provider: { host } });
  expect(
    evaluateRule(policy, [on("tcp://east", edge), on("tcp://west", payments), on("tcp://west", published)]),
  ).toEqual(silent);
  expect(
    evaluateRule(policy, [on("tcp://east", edge), on("tcp://east", payments), on("tcp://EAST/", published)]),
  ).toEqual(refused());
});

test("The rule applies the settings", () => {
  expect(evaluateRule(policy, [edge, payments, published], { except: ["ed*"] })).toEqual(silent);
  expect(evaluateRule(policy, [edge, overlay("payments"), published], { sensitiveNames: ["pay*"] })).toEqual(
    refused(`is sensitive by its name ("pay*")`),
  );
});

test("The rule decides on a planned stack, unless a value that matters is unknown", () => {
  const plan = planned("payments", { labels: [mark], options: { encrypted: "" } });
  const call = plannedService("gate", ["payments"], [{}], { endpointSpec: { ports: [port(8443)] } });
  expect(evaluateRule(policy, [planned("edge", { ingress: true }), plan, call])).toEqual(refused());
  expect(evaluateRule(policy, [overlay("edge", { ingress: true, options: unknownText }), payments, published])).toEqual(
    undecided('network "edge"', "options"),
  );
  expect(evaluateRule(policy, [edge, overlay("payments", { labels: unknownText }), published])).toEqual(
    undecided('network "payments"', "labels"),
  );
});
