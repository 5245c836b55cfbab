import { networkType, overlayNetworkType } from "../../../../../policies/facts/network";
import { networkRequireExplicitGateway as policy } from "../../../../../policies/rules/network/networkRequireExplicitGateway";
import type { Verdict } from "../../violations";
import { accepted, evaluate, undecided, unknownText, urnOf } from "../../violations";

type Options = Parameters<typeof evaluate>[5];

const network = (ipamConfigs: unknown, opts?: Options, driver: unknown = "overlay"): Verdict =>
  evaluate(policy, networkType, "backend", { driver, ipamConfigs }, {}, opts);

const refused = (subnet: string): Verdict => ({
  violations: [
    `Network "backend" has ${subnet} without a gateway: after a refresh, the official docker plugin replaces the ` +
      "network because of the gateway that Docker assigned. Set the gateway of the subnet.",
  ],
});

test("A subnet with a gateway passes, and so does a network without subnets", () => {
  expect(network([{ subnet: "10.9.0.0/24", gateway: "10.9.0.1" }])).toEqual(accepted);
  expect(network([])).toEqual(accepted);
  expect(network(undefined)).toEqual(accepted);
  expect(network([{ gateway: "10.9.0.1" }])).toEqual(accepted);
  expect(network([{}, { subnet: "" }])).toEqual(accepted);
});

test.each([undefined, "", null])("A subnet with the gateway %j is refused", (gateway) => {
  expect(network([{ subnet: "10.9.0.0/24", gateway }])).toEqual(refused(`the subnet "10.9.0.0/24"`));
});

test("The message names only the subnet that has no gateway", () => {
  expect(network([{ subnet: "10.9.0.0/24", gateway: "10.9.0.1" }, { subnet: "10.9.1.0/24" }])).toEqual(
    refused(`the subnet "10.9.1.0/24"`),
  );
});

test("A subnet without a gateway passes if the network ignores changes of ipamConfigs, as in a component", () => {
  const bare = [{ subnet: "10.9.0.0/24" }];
  expect(network(bare, { ignoreChanges: ["ipamConfigs"] })).toEqual(accepted);
  expect(network(bare, { ignoreChanges: ["options"] })).toEqual(refused(`the subnet "10.9.0.0/24"`));
  expect(network(bare, { parent: urnOf(overlayNetworkType, "backend") })).toEqual(refused(`the subnet "10.9.0.0/24"`));
  expect(network(bare, undefined, "bridge")).toEqual(accepted);
});

test("The gateway rule needs each subnet without a gateway, but not the value of a gateway", () => {
  expect(network(unknownText)).toEqual(undecided("ipamConfigs"));
  expect(network([unknownText])).toEqual(undecided("ipamConfigs[0]"));
  expect(network([{ subnet: unknownText, gateway: "10.9.0.1" }])).toEqual(accepted);
  expect(network([{ subnet: unknownText }])).toEqual(undecided("ipamConfigs[0].subnet"));
  expect(network([{ subnet: "10.9.0.0/24", gateway: unknownText }])).toEqual(accepted);
  expect(network([{ subnet: "10.9.0.0/24" }], undefined, unknownText)).toEqual(undecided("driver"));
});
