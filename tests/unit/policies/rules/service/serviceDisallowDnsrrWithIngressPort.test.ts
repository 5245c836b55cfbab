import { serviceDisallowDnsrrWithIngressPort as policy } from "../../../../../policies/rules/service/serviceDisallowDnsrrWithIngressPort";
import { evaluateService, port, silent, undecided } from "../../stacks";
import { unknownText } from "../../violations";

const host = port(53, { publishMode: "host" });
const endpoint = (mode: unknown, ...ports: unknown[]): ReturnType<typeof evaluateService> =>
  evaluateService(policy, { endpointSpec: { mode, ports } });

const refusal = (...indexes: number[]): ReturnType<typeof evaluateService> => ({
  violations: indexes.map(
    (index) =>
      `Service "api" has the endpoint mode "dnsrr" but publishes endpointSpec.ports[${index}] through the ` +
      'ingress network, which needs a virtual IP; Swarm refuses the service. Set publishMode: "host" on the ' +
      'port, or the endpoint mode "vip" on the service.',
  ),
});

test("A dnsrr service passes with ports in host mode, and without ports", () => {
  expect(endpoint("dnsrr", host)).toEqual(silent);
  expect(endpoint("dnsrr")).toEqual(silent);
});

test("A service in VIP mode, the default, may publish ports through the ingress network", () => {
  expect(endpoint("vip", port(53))).toEqual(silent);
  expect(evaluateService(policy, { endpointSpec: { ports: [port(53)] } })).toEqual(silent);
  expect(evaluateService(policy, {})).toEqual(silent);
});

test("Each port that a dnsrr service publishes through the ingress network is refused, explicit or by default", () => {
  expect(endpoint("dnsrr", port(53))).toEqual(refusal(0));
  expect(endpoint("dnsrr", host, port(54, { publishMode: "ingress" }), port("55"))).toEqual(refusal(1, 2));
  expect(endpoint("dnsrr", { targetPort: 53 })).toEqual(refusal(0));
});

test("The dnsrr rule reads modes as Docker does: it ignores case, and takes an unknown publish mode as ingress", () => {
  expect(endpoint("DNSRR", port(53))).toEqual(refusal(0));
  expect(endpoint("dnsrr", port(53, { publishMode: "HOST" }))).toEqual(silent);
  expect(endpoint("dnsrr", port(53, { publishMode: "node" }))).toEqual(refusal(0));
});

test("The dnsrr rule cannot decide while the endpoint mode or a publish mode is unknown and matters", () => {
  expect(evaluateService(policy, { endpointSpec: unknownText })).toEqual(undecided("", "endpointSpec"));
  expect(endpoint(unknownText, port(53))).toEqual(undecided("", "endpointSpec.mode"));
  expect(endpoint("dnsrr", port(53, { publishMode: unknownText }))).toEqual(
    undecided("", "endpointSpec.ports[0].publishMode"),
  );
  expect(endpoint(unknownText, host)).toEqual(silent);
  expect(endpoint("vip", port(unknownText, { publishMode: unknownText }))).toEqual(silent);
});

test("The dnsrr rule ignores a SwarmService", () => {
  expect(
    evaluateService(policy, { endpointSpec: { mode: "dnsrr", ports: [port(53)] } }, {}, "swarm:index:SwarmService"),
  ).toEqual(silent);
});
