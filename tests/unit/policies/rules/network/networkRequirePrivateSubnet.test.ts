import { networkType } from "../../../../../policies/facts/network";
import { networkRequirePrivateSubnet as policy } from "../../../../../policies/rules/network/networkRequirePrivateSubnet";
import type { Verdict } from "../../violations";
import { accepted, evaluate, undecided, unknownText } from "../../violations";

const network = (subnet: unknown, settings: object = {}, driver: unknown = "overlay"): Verdict =>
  evaluate(policy, networkType, "backend", { driver, ipamConfigs: [{ subnet }] }, settings);

const refused = (subnet: string, blocks = "10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16"): Verdict => ({
  violations: [
    `Network "backend" has the subnet "${subnet}", which is not in a private block: its tasks could no longer ` +
      `reach the hosts that own these addresses. Use a subnet in ${blocks}, or leave it out to let Swarm choose.`,
  ],
});

test.each(["10.0.0.0/8", "10.255.255.0/24", "172.16.0.0/16", "172.31.255.0/24", "192.168.0.0/16", "10.9.0.7/24"])(
  "The private subnet %j passes",
  (subnet) => {
    expect(network(subnet)).toEqual(accepted);
  },
);

test.each([
  "11.0.0.0/24",
  "9.255.255.0/24",
  "172.15.255.0/24",
  "172.32.0.0/24",
  "192.169.0.0/24",
  "172.128.4.0/24",
  "100.64.0.0/24",
  "8.8.8.8/24",
  "10.0.0.0/7",
  "172.16.0.0/11",
])("The public subnet %j is refused", (subnet) => {
  expect(network(subnet)).toEqual(refused(subnet));
});

test("Each public subnet of an ingress network is refused", () => {
  const ipamConfigs = [{ subnet: "11.0.0.0/24" }, { subnet: "10.0.0.0/24" }, { subnet: "12.0.0.0/24" }];
  expect(evaluate(policy, networkType, "backend", { ingress: true, ipamConfigs }).violations).toEqual([
    ...refused("11.0.0.0/24").violations,
    ...refused("12.0.0.0/24").violations,
  ]);
});

test("The rule on private subnets ignores values that are not an IPv4 block, and bridge networks", () => {
  for (const subnet of ["10.9.0.0", "fd00::/64", "big", 7]) expect(network(subnet)).toEqual(accepted);
  expect(network("11.0.0.0/24", {}, "bridge")).toEqual(accepted);
});

test("The setting blocks lists the private blocks, and an invalid block is refused with its key", () => {
  expect(network("100.64.8.0/24", { blocks: ["100.64.0.0/10"] })).toEqual(accepted);
  expect(network("10.0.0.0/24", { blocks: ["100.64.0.0/10"] })).toEqual(refused("10.0.0.0/24", "100.64.0.0/10"));
  expect(() => network("10.0.0.0/24", { blocks: ["100.64.0.0"] })).toThrow(
    new Error(
      `The configuration of swarm-network-require-private-subnet has "blocks": ["100.64.0.0"], which is not a list ` +
        `of IPv4 blocks such as "10.0.0.0/8".`,
    ),
  );
});

test("The rule on private subnets cannot decide while the subnet or the driver is unknown and matters", () => {
  expect(network(unknownText)).toEqual(undecided("ipamConfigs[0].subnet"));
  expect(network("11.0.0.0/24", {}, unknownText)).toEqual(undecided("driver"));
  expect(network("10.0.0.0/24", {}, unknownText)).toEqual(accepted);
});
