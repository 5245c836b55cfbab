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
  test("accepts a service without ports", () => {
    expect(evaluateService(policy, {})).toEqual(silent);
    expect(evaluateService(policy, { endpointSpec: { ports: [] } })).toEqual(silent);
  });

  test("cannot decide while the endpoint, the ports, or a port is unknown", () => {
    expect(evaluateService(policy, { endpointSpec: unknownText })).toEqual(undecided("", "endpointSpec"));
    expect(evaluateService(policy, { endpointSpec: { ports: unknownText } })).toEqual(
      undecided("", "endpointSpec.ports"),
    );
    expect(evaluate(policy)([port(8080), port(unknownText)])).toEqual(
      undecided("", "endpointSpec.ports[1].publishedPort"),
    );
  });
});

describe("swarm-service-limit-privileged-ports", () => {
  const ports = evaluate(serviceLimitPrivilegedPorts);
  const refusal = (what: string, index = 0, allowed = "80, 443"): ReturnType<typeof evaluateService> => ({
    violations: [
      `Service "api" publishes port ${what} (endpointSpec.ports[${index}]), which is below 1024 and not allowed ` +
        `(allowed: ${allowed}). Publish a port from 1024 up, or add this one to the rule's "allow" setting.`,
    ],
  });

  test("accepts HTTP, HTTPS, ports from 1024 up, and a port that Swarm chooses, with any port inside the task", () => {
    expect(
      ports([port(1024), port(80), port(443), port(0), { targetPort: 25 }, { targetPort: 25, publishedPort: 2525 }]),
    ).toEqual(silent);
  });

  test("refuses a port below 1024 in both modes, as a number, as text and in a range", () => {
    expect(ports([port(80), port(1023)])).toEqual(refusal("1023", 1));
    expect(ports([port(25, host)])).toEqual(refusal("25"));
    expect(ports([port("25")])).toEqual(refusal("25"));
    expect(ports([port("1000-2000")])).toEqual(refusal("1000-2000"));
  });

  test("accepts the ports in the setting allow", () => {
    expect(ports([port(25)], { allow: [25] })).toEqual(silent);
    expect(ports([port(80)], { allow: [] })).toEqual(refusal("80", 0, "none"));
    expect(ports([port(80)], { allow: ["20-90"] })).toEqual(silent);
  });
});

describe("swarm-service-limit-published-ports", () => {
  const ports = evaluate(serviceLimitPublishedPorts);
  const refusal = (what: string, why: string, index = 0): ReturnType<typeof evaluateService> => ({
    violations: [
      `Service "api" publishes ${what} (endpointSpec.ports[${index}]), which ${why}. Publish another port, or ` +
        "reach the service over a network, where every port is open without being published.",
    ],
  });

  test("accepts every port except Docker's own by default", () => {
    expect(ports([port(1), port(2374), port(2378), port(65535), port(0)])).toEqual(silent);
  });

  test.each([2375, 2376, 2377, 4789, 7946])("refuses port %i, which Docker itself uses", (number) => {
    expect(ports([port(number)])).toEqual(refusal(`port ${number}`, `is used by Docker itself (${number})`));
    expect(ports([port(String(number), host)])).toEqual(
      refusal(`port ${number}`, `is used by Docker itself (${number})`),
    );
  });

  test("refuses a range that contains a port of Docker", () => {
    expect(ports([port("2000-3000")])).toEqual(refusal("port 2000-3000", "is used by Docker itself (2375)"));
  });

  test("refuses ports and ranges that are not completely in the setting allow", () => {
    const allow = [443, "8000-8099", "8100-8199"];
    expect(ports([port(443), port("8000"), port("8050-8150")], { allow })).toEqual(silent);
    const why = "is not allowed (allowed: 443, 8000-8099, 8100-8199)";
    expect(ports([port(443), port(8200)], { allow })).toEqual(refusal("port 8200", why, 1));
    expect(ports([port("8190-8200")], { allow })).toEqual(refusal("port 8190-8200", why));
    expect(ports([port(0)], { allow })).toEqual(refusal("a port that Swarm chooses", why));
    expect(ports([port(0)], { allow: ["30000-32767"] })).toEqual(silent);
    expect(ports([port(80)], { allow: [] })).toEqual(refusal("port 80", "is not allowed (allowed: none)"));
  });

  test("refuses only the ports in the setting deny, which replaces Docker's own", () => {
    expect(ports([port(22), port(2376)], { deny: ["20-23"] })).toEqual(refusal("port 22", "is denied (20-23)"));
  });

  test("refuses a setting that is not a list of ports", () => {
    expect(() => ports([port(80)], { allow: ["http"] })).toThrow(
      `"allow": ["http"], which is not a list of ports (1 to 65535) and ranges ("8000-8099").`,
    );
  });
});

describe("swarm-service-disallow-port-of-dynamic-range", () => {
  const ports = evaluate(serviceDisallowPortOfDynamicRange);
  const refusal = (what: string): ReturnType<typeof evaluateService> => ({
    violations: [
      `Service "api" publishes port ${what} (endpointSpec.ports[0]), which is in the range 30000-32767 that ` +
        "Swarm assigns to services without a fixed port: another service may get it first. Publish a port outside " +
        "this range, or leave out 'publishedPort'.",
    ],
  });

  test("accepts the ports next to the range, and a port that Swarm chooses", () => {
    expect(ports([port(29999), port(32768), port(0), { targetPort: 30001 }])).toEqual(silent);
  });

  test.each([
    [30000, "30000"],
    [32767, "32767"],
    ["30080", "30080"],
    ["29000-31000", "29000-31000"],
  ])("refuses port %j in both modes", (value, shown) => {
    expect(ports([port(value)])).toEqual(refusal(shown));
    expect(ports([port(value, host)])).toEqual(refusal(shown));
  });
});

describe("swarm-service-require-host-mode-for-client-address", () => {
  const ports = evaluate(serviceRequireHostModeForClientAddress);
  const refusal = (what: string, index = 0): ReturnType<typeof evaluateService> => ({
    violations: [
      `Service "api" publishes port ${what} through the ingress network (endpointSpec.ports[${index}]), which ` +
        'hides the addresses of its clients. Set publishMode: "host" on the port and run a task on each node that ' +
        "clients connect to, or disable this rule if a load balancer passes the addresses on.",
    ],
  });

  test("accepts HTTP and HTTPS in host mode, and other ports in both modes", () => {
    expect(
      ports([port(80, host), port(443, { publishMode: "Host" }), port(8080), port(0), port(unknownText, host)]),
    ).toEqual(silent);
  });

  test("refuses HTTP and HTTPS through the ingress network, explicit or by default, as text and in a range", () => {
    expect(ports([port(80)])).toEqual(refusal("80"));
    expect(ports([port(8080), port("443", { publishMode: "ingress" })])).toEqual(refusal("443", 1));
    expect(ports([port("440-450")])).toEqual(refusal("440-450"));
  });

  test("checks the ports in the setting ports", () => {
    expect(ports([port(80)], { ports: [8443] })).toEqual(silent);
    expect(ports([port(8443)], { ports: ["8440-8450"] })).toEqual(refusal("8443"));
  });

  test("cannot decide while the mode of an HTTP or HTTPS port is unknown", () => {
    expect(ports([port(80, { publishMode: unknownText })])).toEqual(undecided("", "endpointSpec.ports[0].publishMode"));
    expect(ports([port(8080, { publishMode: unknownText })])).toEqual(silent);
  });
});
