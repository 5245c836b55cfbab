import { networkType } from "../../../../../policies/facts/network";
import { networkDisallowReservedSubnet as policy } from "../../../../../policies/rules/network/networkDisallowReservedSubnet";
import type { Verdict } from "../../violations";
import { accepted, evaluate, undecided, unknownText } from "../../violations";

const network = (subnet: unknown, settings: object = {}, driver: unknown = "overlay"): Verdict =>
  evaluate(policy, networkType, "backend", { driver, ipamConfigs: [{ subnet }] }, settings);

const refused = (subnet: string, taken: string): Verdict => ({
  violations: [
    `Network "backend" has the subnet "${subnet}", which overlaps "${taken}", the addresses of a network of the nodes: its tasks ` +
      `could no longer reach that network. Use another subnet, or leave it out to let Swarm choose.`,
  ],
});

it.each(["10.9.0.0/24", "172.16.255.0/24", "172.19.0.0/24", "192.168.1.0/24"])("accepts %j", (subnet) => {
  expect(network(subnet)).toEqual(accepted);
});

it.each([
  ["172.17.5.0/24", "172.17.0.0/16"],
  ["172.18.255.128/25", "172.18.0.0/16"],
  ["172.16.0.0/12", "172.17.0.0/16"],
  ["172.18.0.9/24", "172.18.0.0/16"],
])("refuses %j, which overlaps %j", (subnet, taken) => {
  expect(network(subnet)).toEqual(refused(subnet, taken));
});

it("knows the hosts' networks from its settings", () => {
  expect(network("10.1.2.0/24", { reserved: ["10.1.0.0/16"] })).toEqual(refused("10.1.2.0/24", "10.1.0.0/16"));
  expect(network("172.18.0.0/24", { reserved: [] })).toEqual(accepted);
});

it("lets a bridge be: docker_gwbridge itself has such a subnet", () => {
  expect(network("172.18.0.0/16", {}, "bridge")).toEqual(accepted);
});

it("waits for what decides", () => {
  expect(network(unknownText)).toEqual(undecided("ipamConfigs.0.subnet"));
  expect(network("172.18.0.0/24", {}, unknownText)).toEqual(undecided("driver"));
  expect(network(unknownText, { reserved: [] })).toEqual(accepted);
});
