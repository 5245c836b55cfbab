import { unknown } from "../../../swarm/draft";
import { portRangeOf, publishedPorts, showPorts } from "../../../swarm/published";

describe("portRangeOf", () => {
  it.each([
    [8080, 8080, 8080],
    [1, 1, 1],
    [65535, 65535, 65535],
    ["8080", 8080, 8080],
    [" 8080 ", 8080, 8080],
    ["08080", 8080, 8080],
    ["8000-8010", 8000, 8010],
    ["8010 - 8000", 8000, 8010],
    ["8080/udp", 8080, 8080],
    ["0.0.0.0:8080", 8080, 8080],
  ])("reads %j", (value, first, last) => {
    expect(portRangeOf(value)).toEqual({ first, last });
  });

  it.each([0, -1, 65536, "0", "70000", "8000-70000", "http", "", "8080-", null, undefined, true, {}])(
    "finds no port in %j",
    (value) => {
      expect(portRangeOf(value)).toBeUndefined();
    },
  );
});

describe("publishedPorts", () => {
  it("defaults to tcp and ingress, ignores case, and reads unknown words as the Engine does", () => {
    const ports = [
      { targetPort: 80, publishedPort: 80 },
      { targetPort: 80, publishedPort: 81, protocol: "UDP", publishMode: "Host" },
      { targetPort: 80, publishedPort: 82, protocol: "quic", publishMode: "global" },
    ];
    expect(publishedPorts(ports)).toEqual([
      { index: 0, ports: { first: 80, last: 80 }, protocol: "tcp", mode: "ingress" },
      { index: 1, ports: { first: 81, last: 81 }, protocol: "udp", mode: "host" },
      { index: 2, ports: { first: 82, last: 82 }, protocol: "tcp", mode: "ingress" },
    ]);
  });

  it("reads the protocol after a port", () => {
    const ports = [{ targetPort: 53, publishedPort: "53/udp" as unknown as number }];
    expect(publishedPorts(ports)).toEqual([
      { index: 0, ports: { first: 53, last: 53 }, protocol: "udp", mode: "ingress" },
    ]);
  });

  it("returns no number for a port that Swarm chooses", () => {
    const open = { ports: undefined, protocol: "tcp", mode: "ingress" };
    expect(publishedPorts([{ targetPort: 80 }, { targetPort: 80, publishedPort: 0 }])).toEqual([
      { index: 0, ...open },
      { index: 1, ...open },
    ]);
  });

  it("distinguishes unknown from absent values", () => {
    expect(publishedPorts(unknown)).toBe(unknown);
    expect(publishedPorts(undefined)).toEqual([]);
    expect(
      publishedPorts([unknown, { targetPort: 80, publishedPort: unknown, protocol: unknown, publishMode: unknown }]),
    ).toEqual([
      { index: 0, ports: unknown, protocol: unknown, mode: unknown },
      { index: 1, ports: unknown, protocol: unknown, mode: unknown },
    ]);
  });

  it("finds no port in a value that is not a list of ports", () => {
    expect(publishedPorts({ publishedPort: 80 } as never)).toEqual([]);
    expect(publishedPorts(["80:80" as never])).toEqual([]);
  });
});

test("A range of one port is shown as a number, and other ranges as a range", () => {
  expect([showPorts({ first: 80, last: 80 }), showPorts({ first: 80, last: 90 })]).toEqual(["80", "80-90"]);
});
