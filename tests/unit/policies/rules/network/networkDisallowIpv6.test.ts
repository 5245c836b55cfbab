import { networkType } from "../../../../../policies/facts/network";
import { networkDisallowIpv6 as policy } from "../../../../../policies/rules/network/networkDisallowIpv6";
import type { Verdict } from "../../violations";
import { accepted, evaluate, undecided, unknownText } from "../../violations";

const network = (props: object): Verdict => evaluate(policy, networkType, "backend", { driver: "overlay", ...props });
const refused = (what: string): Verdict => ({
  violations: [
    `Network "backend" has ${what}: Swarm gives services and tasks IPv4 addresses only, and may leave the network without any. ` +
      `Leave IPv6 out.`,
  ],
});

it("accepts an overlay with IPv4 alone", () => {
  expect(network({})).toEqual(accepted);
  expect(network({ ipv6: false, ipamConfigs: [{ subnet: "10.9.0.0/24" }] })).toEqual(accepted);
  expect(network({ ipv6: "false" })).toEqual(accepted);
});

it.each([true, "true"])("refuses 'ipv6' %j", (ipv6) => {
  expect(network({ ipv6 })).toEqual(refused("'ipv6' true"));
});

it.each(["fd00::/64", "FD00:9::1/64", "::/0", "::ffff:10.9.0.0/120"])("refuses the subnet %j", (subnet) => {
  expect(network({ ipamConfigs: [{ subnet }] })).toEqual(refused(`the subnet "${subnet}"`));
});

it("refuses both at once, and on an ingress", () => {
  expect(
    network({
      driver: undefined,
      ingress: true,
      ipv6: true,
      ipamConfigs: [{ subnet: "10.9.0.0/24" }, { subnet: "fd00::/64" }],
    }),
  ).toEqual(refused(`'ipv6' true and the subnet "fd00::/64"`));
});

it("lets a bridge be, where IPv6 works", () => {
  expect(network({ driver: "bridge", ipv6: true })).toEqual(accepted);
});

it("waits for what decides", () => {
  expect(network({ ipv6: unknownText })).toEqual(undecided("ipv6"));
  expect(network({ ipamConfigs: [{ subnet: unknownText }] })).toEqual(undecided("ipamConfigs.0.subnet"));
  expect(network({ ipv6: true, driver: unknownText })).toEqual(undecided("driver"));
  expect(network({ ipv6: unknownText, driver: "bridge" })).toEqual(accepted);
});
