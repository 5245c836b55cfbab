import { serviceDisallowPortOfDynamicRange } from "../../../policies/rules/service/serviceDisallowPortOfDynamicRange";
import { serviceLimitPrivilegedPorts } from "../../../policies/rules/service/serviceLimitPrivilegedPorts";
import { serviceLimitPublishedPorts } from "../../../policies/rules/service/serviceLimitPublishedPorts";
import { serviceRequireHostModeForClientAddress } from "../../../policies/rules/service/serviceRequireHostModeForClientAddress";
import type { ResourcePolicy } from "../../../policies/rule/policy";
import { evaluateService, port, publish, silent, undecided } from "./stacks";
import { unknownText } from "./violations";

const host = { publishMode: "host" };

const evaluate =
  (policy: ResourcePolicy) =>
  (ports: readonly Record<string, unknown>[], settings: object = {}): ReturnType<typeof evaluateService> =>
    evaluateService(policy, publish(...(ports as readonly never[])), settings);

describe.each([
  serviceDisallowPortOfDynamicRange,
  serviceLimitPrivilegedPorts,
  serviceLimitPublishedPorts,
  serviceRequireHostModeForClientAddress,
])("$name", (policy) => {
  it("is silent about a service without ports", () => {
    expect(evaluateService(policy, {})).toEqual(silent);
    expect(evaluateService(policy, { endpointSpec: { ports: [] } })).toEqual(silent);
  });

  it("cannot decide while the endpoint, the ports, or a port is unknown", () => {
    expect(evaluateService(policy, { endpointSpec: unknownText })).toEqual(undecided("", "endpointSpec"));
    expect(evaluateService(policy, { endpointSpec: { ports: unknownText } })).toEqual(
      undecided("", "endpointSpec.ports"),
    );
    expect(evaluate(policy)([port(8080), port(unknownText)])).toEqual(
      undecided("", "endpointSpec.ports.1.publishedPort"),
    );
  });
});

describe("swarm-service-limit-privileged-ports", () => {
  const ports = evaluate(serviceLimitPrivilegedPorts);
  const refusal = (
    what: string,
    index = 0,
    allowed = "only 80, 443 are allowed",
  ): ReturnType<typeof evaluateService> => ({
    violations: [
      `Service "api" publishes port ${what} (endpointSpec.ports[${index}]), which is below 1024, and ${allowed}. ` +
        `Publish a port of 1024 or more, or add it to 'allow'.`,
    ],
  });

  it("accepts ports from 1024, HTTP, HTTPS, and Swarm's choice, whatever the port inside the task", () => {
    expect(
      ports([port(1024), port(80), port(443), port(0), { targetPort: 25 }, { targetPort: 25, publishedPort: 2525 }]),
    ).toEqual(silent);
  });

  it("refuses a port below 1024, in either mode, as a number, text or part of a range", () => {
    expect(ports([port(80), port(1023)])).toEqual(refusal("1023", 1));
    expect(ports([port(25, host)])).toEqual(refusal("25"));
    expect(ports([port("25")])).toEqual(refusal("25"));
    expect(ports([port("1000-2000")])).toEqual(refusal("1000-2000"));
  });

  it("goes by the setting", () => {
    expect(ports([port(25)], { allow: [25] })).toEqual(silent);
    expect(ports([port(80)], { allow: [] })).toEqual(refusal("80", 0, "none is allowed"));
    expect(ports([port(80)], { allow: ["20-90"] })).toEqual(silent);
  });
});

describe("swarm-service-limit-published-ports", () => {
  const ports = evaluate(serviceLimitPublishedPorts);
  const refusal = (what: string, why: string, index = 0): ReturnType<typeof evaluateService> => ({
    violations: [
      `Service "api" publishes ${what} (endpointSpec.ports[${index}]), which ${why}. Publish another one, or reach the service over a ` +
        `network, where every port is open without publishing it.`,
    ],
  });

  it("accepts every port but Docker's own until a list is given", () => {
    expect(ports([port(1), port(2374), port(2378), port(65535), port(0)])).toEqual(silent);
  });

  it.each([2375, 2376, 2377, 4789, 7946])("refuses %i, which is Docker's own", (number) => {
    expect(ports([port(number)])).toEqual(refusal(`port ${number}`, `is one of Docker's own (${number})`));
    expect(ports([port(String(number), host)])).toEqual(
      refusal(`port ${number}`, `is one of Docker's own (${number})`),
    );
  });

  it("refuses a range with one of them in it", () => {
    expect(ports([port("2000-3000")])).toEqual(refusal("port 2000-3000", "is one of Docker's own (2375)"));
  });

  it("refuses what is not in the list, a range unless all of it is", () => {
    const allow = [443, "8000-8099", "8100-8199"];
    expect(ports([port(443), port("8000"), port("8050-8150")], { allow })).toEqual(silent);
    const why = "is not allowed (allowed: 443, 8000-8099, 8100-8199)";
    expect(ports([port(443), port(8200)], { allow })).toEqual(refusal("port 8200", why, 1));
    expect(ports([port("8190-8200")], { allow })).toEqual(refusal("port 8190-8200", why));
    expect(ports([port(0)], { allow })).toEqual(refusal("a port of Swarm's choice", why));
    expect(ports([port(0)], { allow: ["30000-32767"] })).toEqual(silent);
    expect(ports([port(80)], { allow: [] })).toEqual(refusal("port 80", "is not allowed (allowed: none)"));
  });

  it("refuses what is denied, and Docker's own no more when the setting leaves them out", () => {
    expect(ports([port(22), port(2376)], { deny: ["20-23"] })).toEqual(refusal("port 22", "is denied (20-23)"));
  });

  it("refuses a setting that is no list of ports", () => {
    expect(() => ports([port(80)], { allow: ["http"] })).toThrow(
      `"allow": ["http"], which is not a list of ports (1 to 65535) and ranges ("8000-8099").`,
    );
  });
});

describe("swarm-service-disallow-port-of-dynamic-range", () => {
  const ports = evaluate(serviceDisallowPortOfDynamicRange);
  const refusal = (what: string): ReturnType<typeof evaluateService> => ({
    violations: [
      `Service "api" publishes port ${what} (endpointSpec.ports[0]), and Swarm gives the ports from 30000-32767 to services that ask ` +
        `for any: another may have it first. Publish a port outside of them, or leave 'publishedPort' out.`,
    ],
  });

  it("accepts the ports beside the range, and Swarm's choice", () => {
    expect(ports([port(29999), port(32768), port(0), { targetPort: 30001 }])).toEqual(silent);
  });

  it.each([
    [30000, "30000"],
    [32767, "32767"],
    ["30080", "30080"],
    ["29000-31000", "29000-31000"],
  ])("refuses %j, in either mode", (value, shown) => {
    expect(ports([port(value)])).toEqual(refusal(shown));
    expect(ports([port(value, host)])).toEqual(refusal(shown));
  });
});

describe("swarm-service-require-host-mode-for-client-address", () => {
  const ports = evaluate(serviceRequireHostModeForClientAddress);
  const refusal = (what: string, index = 0): ReturnType<typeof evaluateService> => ({
    violations: [
      `Service "api" publishes port ${what} through the ingress (endpointSpec.ports[${index}]), which hides the addresses of its ` +
        `clients. Give the port publishMode: "host" and run a task on each node that clients reach, or disable the rule where a load ` +
        `balancer hands the addresses on.`,
    ],
  });

  it("accepts HTTP and HTTPS in host mode, and other ports in any", () => {
    expect(
      ports([port(80, host), port(443, { publishMode: "Host" }), port(8080), port(0), port(unknownText, host)]),
    ).toEqual(silent);
  });

  it("refuses them through the ingress, said or not, as text or in a range", () => {
    expect(ports([port(80)])).toEqual(refusal("80"));
    expect(ports([port(8080), port("443", { publishMode: "ingress" })])).toEqual(refusal("443", 1));
    expect(ports([port("440-450")])).toEqual(refusal("440-450"));
  });

  it("goes by the setting", () => {
    expect(ports([port(80)], { ports: [8443] })).toEqual(silent);
    expect(ports([port(8443)], { ports: ["8440-8450"] })).toEqual(refusal("8443"));
  });

  it("cannot decide while the mode of such a port is unknown", () => {
    expect(ports([port(80, { publishMode: unknownText })])).toEqual(undecided("", "endpointSpec.ports.0.publishMode"));
    expect(ports([port(8080, { publishMode: unknownText })])).toEqual(silent);
  });
});
