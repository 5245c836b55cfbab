import { serviceDisallowDnsrrWithIngressPort as policy } from "../../../../../policies/rules/service/serviceDisallowDnsrrWithIngressPort";
import { evaluateService, port, silent, undecided } from "../../stacks";
import { unknownText } from "../../violations";

const host = port(53, { publishMode: "host" });
const endpoint = (mode: unknown, ...ports: unknown[]): ReturnType<typeof evaluateService> =>
  evaluateService(policy, { endpointSpec: { mode, ports } });

const refusal = (...indexes: number[]): ReturnType<typeof evaluateService> => ({
  violations: indexes.map(
    (index) =>
      `Service "api" has the endpoint mode "dnsrr" and publishes endpointSpec.ports[${index}] through the ingress, which needs the ` +
      `virtual address that dnsrr does without; Swarm refuses the service. Give the port publishMode: "host", or the service the ` +
      `endpoint mode "vip".`,
  ),
});

it("accepts dnsrr with ports in host mode, or without ports", () => {
  expect(endpoint("dnsrr", host)).toEqual(silent);
  expect(endpoint("dnsrr")).toEqual(silent);
});

it("accepts vip with ports through the ingress, which is the default", () => {
  expect(endpoint("vip", port(53))).toEqual(silent);
  expect(evaluateService(policy, { endpointSpec: { ports: [port(53)] } })).toEqual(silent);
  expect(evaluateService(policy, {})).toEqual(silent);
});

it("refuses each port through the ingress, said or not", () => {
  expect(endpoint("dnsrr", port(53))).toEqual(refusal(0));
  expect(endpoint("dnsrr", host, port(54, { publishMode: "ingress" }), port("55"))).toEqual(refusal(1, 2));
  expect(endpoint("dnsrr", { targetPort: 53 })).toEqual(refusal(0));
});

it("reads both modes as Docker does: in any case, and a word that it does not know as ingress", () => {
  expect(endpoint("DNSRR", port(53))).toEqual(refusal(0));
  expect(endpoint("dnsrr", port(53, { publishMode: "HOST" }))).toEqual(silent);
  expect(endpoint("dnsrr", port(53, { publishMode: "node" }))).toEqual(refusal(0));
});

it("cannot decide while the mode or a publish mode is unknown and matters", () => {
  expect(evaluateService(policy, { endpointSpec: unknownText })).toEqual(undecided("", "endpointSpec"));
  expect(endpoint(unknownText, port(53))).toEqual(undecided("", "endpointSpec.mode"));
  expect(endpoint("dnsrr", port(53, { publishMode: unknownText }))).toEqual(
    undecided("", "endpointSpec.ports.0.publishMode"),
  );
  expect(endpoint(unknownText, host)).toEqual(silent);
  expect(endpoint("vip", port(unknownText, { publishMode: unknownText }))).toEqual(silent);
});

it("is about services alone", () => {
  expect(
    evaluateService(policy, { endpointSpec: { mode: "dnsrr", ports: [port(53)] } }, {}, "swarm:index:SwarmService"),
  ).toEqual(silent);
});
