import fc from "fast-check";
import type { Draft } from "../../../swarm/draft";
import { unknown } from "../../../swarm/draft";
import type { Port } from "../../../swarm/ports";
import { checkEndpoint, checkPorts } from "../../../swarm/ports";

const valid: Port = { targetPort: 8080, publishedPort: 80, protocol: "tcp", publishMode: "ingress", name: "web" };

const twice = (port: string, first: number): string =>
  `'publishedPort' ${port} is published twice, here and by [${first}]. A service can publish a port once per ` +
  `protocol, ` +
  `in ingress or in host mode. Use another port, or leave 'publishedPort' out to let Swarm choose one.`;

describe("checkPorts", () => {
  it("accepts a port with all fields, a port with only the target, and no port", () => {
    expect([checkPorts([valid]), checkPorts([{ targetPort: 1 }]), checkPorts([]), checkPorts(undefined)]).toEqual([
      [],
      [],
      [],
      [],
    ]);
  });

  it("accepts the ends of the range", () => {
    expect(
      checkPorts([
        { targetPort: 1, publishedPort: 65535 },
        { targetPort: 65535, publishedPort: 1 },
      ]),
    ).toEqual([]);
  });

  it("ignores unknown values at any depth", () => {
    const port: Draft<Port> = { targetPort: unknown, publishedPort: unknown, protocol: unknown, publishMode: unknown };
    expect([checkPorts(unknown), checkPorts([unknown, unknown]), checkPorts([port, port])]).toEqual([[], [], []]);
  });

  it.each([
    ["targetPort", 0, "'targetPort' 0 is not a port. Use 1 to 65535."],
    ["targetPort", -1, "'targetPort' -1 is not a port. Use 1 to 65535."],
    ["targetPort", 65536, "'targetPort' 65536 is not a port. Use 1 to 65535."],
    ["targetPort", 80.5, "'targetPort' 80.5 is not a whole number. Use a number without quotes, e.g. 8080."],
    ["targetPort", Number.NaN, "'targetPort' NaN is not a whole number. Use a number without quotes, e.g. 8080."],
    ["targetPort", "80", `'targetPort' "80" is not a whole number. Use a number without quotes, e.g. 8080.`],
    [
      "publishedPort",
      70000,
      "'publishedPort' 70000 is not a port. Use 1 to 65535, or leave it out to let Swarm choose one.",
    ],
    [
      "publishedPort",
      "8000-8010",
      `'publishedPort' "8000-8010" is not a whole number. Use a number without quotes, e.g. 8080.`,
    ],
    ["protocol", "TCP", `'protocol' "TCP" is not one of "tcp", "udp", "sctp". Did you mean "tcp"?`],
    ["protocol", "http", `'protocol' "http" is not one of "tcp", "udp", "sctp". Use "tcp" or "udp" or "sctp".`],
    ["protocol", 6, `'protocol' 6 is not text. Use text in quotes, e.g. "tcp".`],
    ["publishMode", "Host", `'publishMode' "Host" is not one of "ingress", "host". Did you mean "host"?`],
    ["publishMode", "", `'publishMode' "" is not one of "ingress", "host". Use "ingress" or "host".`],
  ])("refuses %s %j", (field, value, reason) => {
    expect(checkPorts([{ ...valid, [field]: value }])).toEqual([{ path: `[0].${field}`, reason }]);
  });

  it("refuses the same published port and protocol twice", () => {
    expect(checkPorts([valid, { targetPort: 9090, publishedPort: 80 }])).toEqual([
      { path: "[1].publishedPort", reason: twice("80/tcp", 0) },
    ]);
  });

  it("refuses the same port in ingress and in host mode", () => {
    expect(checkPorts([valid, { ...valid, publishMode: "host" }])).toEqual([
      { path: "[1].publishedPort", reason: twice("80/tcp", 0) },
    ]);
  });

  it("names the first port for every repetition", () => {
    expect(checkPorts([valid, { targetPort: 1 }, valid, valid])).toEqual([
      { path: "[2].publishedPort", reason: twice("80/tcp", 0) },
      { path: "[3].publishedPort", reason: twice("80/tcp", 0) },
    ]);
  });

  it("accepts one number for tcp, udp and sctp", () => {
    const ports = ["tcp", "udp", "sctp"].map((protocol) => ({ targetPort: 53, publishedPort: 53, protocol }));
    expect(checkPorts(ports)).toEqual([]);
  });

  it("accepts several ports that Swarm chooses, as 0 or left out", () => {
    expect(
      checkPorts([0, 0, undefined, undefined].map((publishedPort) => ({ targetPort: 80, publishedPort }))),
    ).toEqual([]);
  });

  it("treats ports with an unknown protocol as different", () => {
    expect(checkPorts([valid, { ...valid, protocol: unknown }])).toEqual([]);
  });

  it("finds exactly the repeated ports of any list", () => {
    const port = fc.record({
      targetPort: fc.constant(80),
      publishedPort: fc.option(fc.integer({ min: 0, max: 4 }), { nil: undefined }),
      protocol: fc.constantFrom("tcp", "udp", undefined),
      publishMode: fc.constantFrom("ingress", "host", undefined),
    });
    fc.assert(
      fc.property(fc.array(port, { maxLength: 8 }), (ports) => {
        const keys = ports.map(({ publishedPort, protocol }) => `${publishedPort ?? 0}/${protocol ?? "tcp"}`);
        const again = keys.flatMap((key, i) =>
          !key.startsWith("0/") && keys.indexOf(key) < i ? [`[${i}].publishedPort`] : [],
        );
        expect(checkPorts(ports).map(({ path }) => path)).toEqual(again);
      }),
    );
  });
});

describe("checkEndpoint", () => {
  const needsVip = (what: string): string =>
    `'publishMode' ${what} needs a virtual IP, but the endpoint mode "dnsrr" has none. ` +
    `Use publishMode "host", or the endpoint mode "vip".`;

  it("accepts vip with ingress ports, dnsrr with host ports, and an empty endpoint", () => {
    expect(checkEndpoint({ mode: "vip", ports: [valid] })).toEqual([]);
    expect(checkEndpoint({ ports: [valid] })).toEqual([]);
    expect(checkEndpoint({ mode: "dnsrr", ports: [{ ...valid, publishMode: "host" }] })).toEqual([]);
    expect(checkEndpoint({ mode: "dnsrr" })).toEqual([]);
    expect(checkEndpoint(undefined)).toEqual([]);
  });

  it("refuses dnsrr with a port in ingress mode", () => {
    expect(checkEndpoint({ mode: "dnsrr", ports: [valid] })).toEqual([
      { path: "ports[0].publishMode", reason: needsVip(`"ingress" of port 8080`) },
    ]);
  });

  it("refuses dnsrr with a port in ingress mode by default, even if Swarm chooses the number", () => {
    expect(checkEndpoint({ mode: "dnsrr", ports: [{ targetPort: 80 }] })).toEqual([
      { path: "ports[0].publishMode", reason: needsVip(`"ingress" (the default) of port 80`) },
    ]);
  });

  it("names every port that is not possible with dnsrr", () => {
    const ports = [valid, { targetPort: 1, publishMode: "host" }, { targetPort: 2 }];
    expect(checkEndpoint({ mode: "dnsrr", ports }).map(({ path }) => path)).toEqual([
      "ports[0].publishMode",
      "ports[2].publishMode",
    ]);
  });

  it("ignores an unknown mode, unknown ports and an unknown publish mode", () => {
    expect(checkEndpoint(unknown)).toEqual([]);
    expect(checkEndpoint({ mode: unknown, ports: [valid] })).toEqual([]);
    expect(checkEndpoint({ mode: "dnsrr", ports: unknown })).toEqual([]);
    expect(checkEndpoint({ mode: "dnsrr", ports: [unknown, { targetPort: 80, publishMode: unknown }] })).toEqual([]);
  });

  it("refuses an unknown mode and still checks the ports", () => {
    expect(checkEndpoint({ mode: "DNSRR", ports: [{ targetPort: 0 }] })).toEqual([
      { path: "mode", reason: `'mode' "DNSRR" is not one of "vip", "dnsrr". Did you mean "dnsrr"?` },
      { path: "ports[0].targetPort", reason: "'targetPort' 0 is not a port. Use 1 to 65535." },
    ]);
  });

  it("reports ports that are not a list once", () => {
    expect(checkEndpoint({ mode: "dnsrr", ports: "80:8080" as never })).toEqual([
      { path: "ports", reason: `'ports' "80:8080" is not a list. Use a list, also for a single entry: [ … ].` },
    ]);
  });
});
