import { networkType } from "../../../../../policies/facts/network";
import { networkDisallowReservedSubnet as policy } from "../../../../../policies/rules/network/networkDisallowReservedSubnet";
import type { Verdict } from "../../violations";
import { accepted, evaluate, undecided, unknownText } from "../../violations";

const network = (subnet: unknown, settings: object = {}, driver: unknown = "overlay"): Verdict =>
  evaluate(policy, networkType, "backend", { driver, ipamConfigs: [{ subnet }] }, settings);

const refused = (subnet: string, taken: string): Verdict => ({
  violations: [
    `Network "backend" has the subnet "${subnet}", which overlaps "${taken}", a block that the nodes use ` +
      "themselves: tasks on this network could no longer reach those addresses. Use another subnet, or leave it " +
      "out to let Swarm choose.",
  ],
});

test.each(["10.9.0.0/24", "172.16.255.0/24", "172.19.0.0/24", "192.168.1.0/24"])(
  "An overlay network with the subnet %j does not overlap a network of the nodes",
  (subnet) => {
    expect(network(subnet)).toEqual(accepted);
  },
);

test.each([
  ["172.17.5.0/24", "172.17.0.0/16"],
  ["172.18.255.128/25", "172.18.0.0/16"],
  ["172.16.0.0/12", "172.17.0.0/16"],
  ["172.18.0.9/24", "172.18.0.0/16"],
])("An overlay network with the subnet %j is refused because it overlaps %j", (subnet, taken) => {
  expect(network(subnet)).toEqual(refused(subnet, taken));
});

test("The setting reserved lists the networks of the hosts", () => {
  expect(network("10.1.2.0/24", { reserved: ["10.1.0.0/16"] })).toEqual(refused("10.1.2.0/24", "10.1.0.0/16"));
  expect(network("172.18.0.0/24", { reserved: [] })).toEqual(accepted);
});

test("A bridge network may use a reserved subnet, as docker_gwbridge itself does", () => {
  expect(network("172.18.0.0/16", {}, "bridge")).toEqual(accepted);
});

test("The rule on reserved subnets cannot decide while the subnet or the driver is unknown and matters", () => {
  expect(network(unknownText)).toEqual(undecided("ipamConfigs[0].subnet"));
  expect(network("172.18.0.0/24", {}, unknownText)).toEqual(undecided("driver"));
  expect(network(unknownText, { reserved: [] })).toEqual(accepted);
});
