import { networkType } from "../../../../../policies/facts/network";
import { networkDisallowIpv6 as policy } from "../../../../../policies/rules/network/networkDisallowIpv6";
import type { Verdict } from "../../violations";
import { accepted, evaluate, undecided, unknownText } from "../../violations";

const network = (props: object): Verdict => evaluate(policy, networkType, "backend", { driver: "overlay", ...props });
const refused = (what: string): Verdict => ({
  violations: [
    `Network "backend" has ${what}: Swarm assigns only IPv4 addresses to services and tasks, and the network may ` +
      "get no addresses at all. Remove 'ipv6' and IPv6 subnets.",
  ],
});

test("An overlay network with only IPv4 passes", () => {
  expect(network({})).toEqual(accepted);
  expect(network({ ipv6: false, ipamConfigs: [{ subnet: "10.9.0.0/24" }] })).toEqual(accepted);
  expect(network({ ipv6: "false" })).toEqual(accepted);
});

test.each([true, "true"])("An overlay network with 'ipv6' %j is refused", (ipv6) => {
  expect(network({ ipv6 })).toEqual(refused("'ipv6: true'"));
});

test.each(["fd00::/64", "FD00:9::1/64", "::/0", "::ffff:10.9.0.0/120"])(
  "An overlay network with the IPv6 subnet %j is refused",
  (subnet) => {
    expect(network({ ipamConfigs: [{ subnet }] })).toEqual(refused(`the IPv6 subnet "${subnet}"`));
  },
);

test("One message names 'ipv6' and the IPv6 subnets of an ingress network", () => {
  expect(
    network({
      driver: undefined,
      ingress: true,
      ipv6: true,
      ipamConfigs: [{ subnet: "10.9.0.0/24" }, { subnet: "fd00::/64" }],
    }),
  ).toEqual(refused(`'ipv6: true' and the IPv6 subnet "fd00::/64"`));
});

test("A bridge network may use IPv6", () => {
  expect(network({ driver: "bridge", ipv6: true })).toEqual(accepted);
});

test("The rule on IPv6 cannot decide while 'ipv6', a subnet or the driver is unknown and matters", () => {
  expect(network({ ipv6: unknownText })).toEqual(undecided("ipv6"));
  expect(network({ ipamConfigs: [{ subnet: unknownText }] })).toEqual(undecided("ipamConfigs[0].subnet"));
  expect(network({ ipv6: true, driver: unknownText })).toEqual(undecided("driver"));
  expect(network({ ipv6: unknownText, driver: "bridge" })).toEqual(accepted);
});
