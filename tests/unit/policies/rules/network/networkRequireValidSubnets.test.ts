import { networkType } from "../../../../../policies/facts/network";
import { networkRequireValidSubnets as policy } from "../../../../../policies/rules/network/networkRequireValidSubnets";
import type { Verdict } from "../../violations";
import { accepted, evaluate, undecided, unknownText } from "../../violations";

const valid = { subnet: "10.9.0.0/24", gateway: "10.9.0.1", ipRange: "10.9.0.128/25" };
const network = (ipamConfigs: unknown, driver: unknown = "overlay"): Verdict =>
  evaluate(policy, networkType, "backend", { driver, ipamConfigs });

test("Valid subnets that do not overlap pass, and so does a network without subnets", () => {
  expect(network([valid])).toEqual(accepted);
  expect(network([])).toEqual(accepted);
  expect(network([{ subnet: "10.9.0.0/25" }, { subnet: "10.9.0.128/25" }])).toEqual(accepted);
  expect(network([{ ...valid, __defaults: [], auxAddress: { __defaults: [] } }])).toEqual(accepted);
});

test.each([
  [
    { subnet: "10.9.0.5/24", ipRange: undefined },
    `'subnet' "10.9.0.5/24" has host bits set. Did you mean "10.9.0.0/24"? (at ipamConfigs[0].subnet)`,
  ],
  [
    { gateway: "10.8.0.1" },
    `'gateway' "10.8.0.1" is outside 'subnet' "10.9.0.0/24". Use an address inside it or leave 'gateway' out. (at ` +
      "ipamConfigs[0].gateway)",
  ],
  [
    { gateway: "10.9.0.255" },
    `'gateway' "10.9.0.255" is the broadcast address of 'subnet' "10.9.0.0/24". Use another address inside it or ` +
      "leave 'gateway' out. (at ipamConfigs[0].gateway)",
  ],
  [
    { gateway: "10.9.0.1/24" },
    `'gateway' "10.9.0.1/24" is not an IPv4 address: four numbers from 0 to 255, without a mask. Did you mean ` +
      `"10.9.0.1"? (at ipamConfigs[0].gateway)`,
  ],
  [
    { ipRange: "10.9.1.0/25" },
    `'ipRange' "10.9.1.0/25" is outside 'subnet' "10.9.0.0/24". Use a part of it or leave 'ipRange' out. (at ` +
      "ipamConfigs[0].ipRange)",
  ],
])("A subnet with %j is refused", (fault, message) => {
  expect(network([{ ...valid, ...fault }])).toEqual({ violations: [`Network "backend": ${message}`] });
});

test.each([
  "10.9.0.0",
  "10.9.0.0/30",
  "10.9.0.0/33",
  "127.9.0.0/24",
  "224.0.0.0/24",
  "10.09.0.0/24",
  "10.9.0.0/255.255.255.0",
  "10.9.0.0-10.9.0.255",
  10,
  ["10.9.0.0/24"],
])("The subnet %j is refused", (subnet) => {
  expect(network([{ subnet }]).violations).toHaveLength(1);
});

test("Overlapping subnets of one network are refused", () => {
  expect(network([{ subnet: "10.9.0.0/24" }, { subnet: "10.9.0.128/25" }]).violations).toEqual([
    `Network "backend": 'subnet' "10.9.0.128/25" overlaps "10.9.0.0/24" of the same network. Give each subnet ` +
      `addresses of its own. (at ipamConfigs[1].subnet)`,
  ]);
});

test("The rule on valid subnets ignores IPv6 subnets and bridge networks", () => {
  expect(network([{ subnet: "fd00::/64", gateway: "fd00::1" }]).violations).toEqual([]);
  expect(network([{ subnet: "10.9.0.5/24" }], "bridge")).toEqual(accepted);
});

test("The rule on valid subnets checks the known values and cannot decide about the unknown ones", () => {
  expect(network(unknownText)).toEqual(undecided("ipamConfigs"));
  expect(network([{ ...valid, gateway: unknownText }])).toEqual(undecided("ipamConfigs[0].gateway"));
  expect(network([{ subnet: "10.9.0.5/24", gateway: unknownText }])).toEqual({
    violations: [
      `Network "backend": 'subnet' "10.9.0.5/24" has host bits set. Did you mean "10.9.0.0/24"? (at ` +
        "ipamConfigs[0].subnet)",
    ],
    ...{ undecided: undecided("ipamConfigs[0].gateway").undecided },
  });
  expect(network([{ subnet: "10.9.0.5/24" }], unknownText)).toEqual(undecided("driver"));
});
