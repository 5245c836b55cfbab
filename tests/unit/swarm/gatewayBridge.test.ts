import { unknown } from "../../../swarm/draft";
import {
  checkBridgeMtu,
  checkGatewayBridge,
  checkGatewayBridgeAddresses,
  gatewayBridgeOptions,
} from "../../../swarm/gatewayBridge";

test("Without settings, the options are the defaults that Docker uses for a gateway bridge", () => {
  expect(gatewayBridgeOptions()).toEqual({
    "com.docker.network.bridge.name": "docker_gwbridge",
    "com.docker.network.bridge.enable_icc": "false",
    "com.docker.network.bridge.enable_ip_masquerade": "true",
  });
});

test("Each setting becomes an option, and with 0 the driver chooses the MTU", () => {
  expect(gatewayBridgeOptions({ mtu: 1400, interContainerCommunication: true, masquerade: false })).toEqual({
    "com.docker.network.bridge.name": "docker_gwbridge",
    "com.docker.network.bridge.enable_icc": "true",
    "com.docker.network.bridge.enable_ip_masquerade": "false",
    "com.docker.network.driver.mtu": "1400",
  });
  expect(gatewayBridgeOptions({ mtu: 0 })).toEqual(gatewayBridgeOptions());
});

describe("The addresses of a gateway bridge", () => {
  test.each<[string, Parameters<typeof checkGatewayBridgeAddresses>[0]]>([
    ["none", {}],
    ["a private block outside of Docker's default pool", { subnet: "172.20.0.0/16", gateway: "172.20.0.254" }],
    [
      "a block of 10.0.0.0/8 where the swarm has other pools",
      { subnet: "10.11.0.0/16", defaultAddressPools: ["10.200.0.0/16"] },
    ],
    [
      "a block of 10.0.0.0/8 where the pools are not known yet",
      { subnet: "10.11.0.0/16", defaultAddressPools: unknown },
    ],
    ["any block where there are no pools", { subnet: "10.11.0.0/16", defaultAddressPools: [] }],
    ["a subnet that is not known yet", { subnet: unknown, gateway: unknown }],
  ])("can be %s", (_, addresses) => {
    expect(checkGatewayBridgeAddresses(addresses)).toEqual([]);
  });

  test.each<[string, object, string, string]>([
    [
      "that overlap Docker's default pool",
      { subnet: "10.11.0.0/16" },
      "subnet",
      `'subnet' "10.11.0.0/16" overlaps "10.0.0.0/8", the pool of the swarm's overlays: a container on an ` +
        `overlay would have the same addresses on both sides. Use a block outside of the pool, e.g. ` +
        `"172.20.0.0/16", or set 'defaultAddressPools' if the swarm has other pools.`,
    ],
    [
      "that hold one of the swarm's pools",
      { subnet: "172.16.0.0/12", defaultAddressPools: ["10.20.0.0/16", "172.30.0.0/16"] },
      "subnet",
      `'subnet' "172.16.0.0/12" overlaps "172.30.0.0/16", the pool of the swarm's overlays: a container on an ` +
        `overlay would have the same addresses on both sides. Use a block outside of the pool, e.g. ` +
        `"172.20.0.0/16".`,
    ],
    [
      "with a gateway outside",
      { subnet: "172.20.0.0/16", gateway: "172.21.0.1" },
      "gateway",
      `'gateway' "172.21.0.1" is outside 'subnet' "172.20.0.0/16". Use an address inside it or leave 'gateway' out.`,
    ],
    [
      "with a gateway alone",
      { gateway: "172.21.0.1" },
      "gateway",
      `'gateway' "172.21.0.1" is set without a 'subnet'. Add the subnet that contains it, or leave 'gateway' out.`,
    ],
    [
      "that are too few",
      { subnet: "172.20.0.0/30" },
      "subnet",
      `'subnet' "172.20.0.0/30" is too small: besides the network, broadcast and gateway addresses, each ` +
        `container on an overlay needs one. Use /29 or larger, e.g. "172.20.0.0/24".`,
    ],
    [
      "next to a pool that is not a block",
      { defaultAddressPools: ["10.20.0.0"] },
      "defaultAddressPools[0]",
      `'defaultAddressPools' "10.20.0.0" is not an IPv4 block in CIDR form. Use e.g. "10.20.0.0/16".`,
    ],
  ])("are refused %s", (_, addresses, path, reason) => {
    expect(checkGatewayBridgeAddresses(addresses)).toEqual([{ path, reason }]);
  });
});

test.each<[Parameters<typeof checkBridgeMtu>[0]]>([[undefined], [unknown], [0], [68], [1500], [65535]])(
  "A bridge can have the MTU %p",
  (mtu) => {
    expect(checkBridgeMtu(mtu)).toEqual([]);
  },
);

test.each([
  [
    67,
    `'mtu' 67 is below 68, the minimum of IPv4. Use the MTU of the node's own interface, e.g. 1450, or leave ` +
      `'mtu' out for 1500.`,
  ],
  [
    -1,
    `'mtu' -1 is below 68, the minimum of IPv4. Use the MTU of the node's own interface, e.g. 1450, or leave ` +
      `'mtu' out for 1500.`,
  ],
  [
    65536,
    `'mtu' 65536 is above 65535, the largest IPv4 packet. Use the MTU of the node's own interface, e.g. 1450, ` +
      `or leave 'mtu' out for 1500.`,
  ],
])("A bridge cannot have the MTU %p", (mtu, reason) => {
  expect(checkBridgeMtu(mtu)).toEqual([{ path: "", reason }]);
});

describe("A docker.Network with the name docker_gwbridge", () => {
  const name = "docker_gwbridge";

  test.each<[string, Parameters<typeof checkGatewayBridge>[0]]>([
    ["a bridge", { name, driver: "bridge", options: { ...gatewayBridgeOptions({ mtu: 1400 }) } }],
    ["a bridge by default", { name }],
    ["anything, under another name", { name: "backend", driver: "overlay", internal: true }],
    ["of a driver that is not known yet", { name, driver: unknown, options: unknown }],
  ])("can be %s", (_, network) => {
    expect(checkGatewayBridge(network)).toEqual([]);
  });

  test.each<[string, object, string, string]>([
    [
      "an overlay",
      { name, driver: "overlay" },
      "driver",
      `'driver' "overlay" cannot be docker_gwbridge, which is always a bridge. Use "bridge", or another name.`,
    ],
    [
      "internal",
      { name, internal: true },
      "internal",
      `'internal' true is not possible on docker_gwbridge: it connects the node's containers on overlays to the ` +
        `outside. Leave 'internal' out, and make overlays internal that must not reach the outside.`,
    ],
    [
      "given a flag that Docker cannot read",
      { name, options: { "com.docker.network.bridge.enable_icc": "no" } },
      `options["com.docker.network.bridge.enable_icc"]`,
      `'com.docker.network.bridge.enable_icc' "no" is neither "true" nor "false". Use one of the two, as text.`,
    ],
    [
      "given an MTU that is not a number",
      { name, options: { "com.docker.network.driver.mtu": "big" } },
      `options["com.docker.network.driver.mtu"]`,
      `'com.docker.network.driver.mtu' "big" is not a whole number of bytes. Use e.g. "1450".`,
    ],
    [
      "given an MTU that is too small",
      { name, options: { "com.docker.network.driver.mtu": "10" } },
      `options["com.docker.network.driver.mtu"]`,
      `'com.docker.network.driver.mtu' 10 is below 68, the minimum of IPv4. Use the MTU of the node's own ` +
        `interface, e.g. 1450, or leave 'com.docker.network.driver.mtu' out for 1500.`,
    ],
  ])("cannot be %s", (_, network, path, reason) => {
    expect(checkGatewayBridge(network)).toEqual([{ path, reason }]);
  });
});
