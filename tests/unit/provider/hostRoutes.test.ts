import { parseRoutes } from "../../../provider/engine/hostRoutes";

const heading = "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT";
const table = (...lines: readonly string[]): string => [heading, ...lines, ""].join("\n");

test("The kernel's table is converted to routes in CIDR form", () => {
  const routes = parseRoutes(
    table(
      "eth0\t0000A8C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0   ",
      "tun0\t0000100A\t0100080A\t0003\t0\t0\t50\t0000F0FF\t0\t0\t0",
      "eth1\t0900A8C0\t00000000\t0005\t0\t0\t0\tFFFFFFFF\t0\t0\t0",
    ),
  );
  expect(routes).toEqual([
    { device: "eth0", destination: "192.168.0.0/24" },
    { device: "tun0", destination: "10.16.0.0/12" },
    { device: "eth1", destination: "192.168.0.9/32" },
  ]);
});

test("The default route and its two halves are left out", () => {
  const routes = parseRoutes(
    table(
      "eth0\t00000000\t0102A8C0\t0003\t0\t0\t0\t00000000\t0\t0\t0",
      "tun0\t00000000\t0100080A\t0003\t0\t0\t0\t00000080\t0\t0\t0",
      "tun0\t00000080\t0100080A\t0003\t0\t0\t0\t00000080\t0\t0\t0",
    ),
  );
  expect(routes).toEqual([]);
});

test.each(["", "sh: cat: not found", "{}"])("%j is not a routing table", (text) => {
  expect(parseRoutes(text)).toBeUndefined();
});
