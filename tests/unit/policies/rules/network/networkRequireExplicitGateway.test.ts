import { ingressConfigType, networkType, overlayNetworkType } from "../../../../../policies/facts/network";
import { networkRequireExplicitGateway as policy } from "../../../../../policies/rules/network/networkRequireExplicitGateway";
import type { Verdict } from "../../violations";
import { accepted, evaluate, undecided, unknownText, urnOf } from "../../violations";

type Options = Parameters<typeof evaluate>[5];

const network = (ipamConfigs: unknown, opts?: Options, driver: unknown = "overlay"): Verdict =>
  evaluate(policy, networkType, "backend", { driver, ipamConfigs }, {}, opts);

const refused = (subnet: string): Verdict => ({
  violations: [
    `Network "backend" has the subnet ${subnet} without a gateway: after a refresh, the official docker plugin replaces the ` +
      `network for the gateway that Docker chose. Write the gateway beside the subnet.`,
  ],
});

it("accepts a subnet with a gateway, and a network without subnets", () => {
  expect(network([{ subnet: "10.9.0.0/24", gateway: "10.9.0.1" }])).toEqual(accepted);
  expect(network([])).toEqual(accepted);
  expect(network(undefined)).toEqual(accepted);
  expect(network([{ gateway: "10.9.0.1" }])).toEqual(accepted);
});

it.each([undefined, "", null])("refuses a subnet with the gateway %j", (gateway) => {
  expect(network([{ subnet: "10.9.0.0/24", gateway }])).toEqual(refused(`"10.9.0.0/24"`));
});

it("speaks of the one subnet that has none", () => {
  expect(network([{ subnet: "10.9.0.0/24", gateway: "10.9.0.1" }, { subnet: "10.9.1.0/24" }])).toEqual(
    refused(`"10.9.1.0/24"`),
  );
});

it("lets be what the plugin is told to ignore, and the networks of the components, which tell it", () => {
  const bare = [{ subnet: "10.9.0.0/24" }];
  expect(network(bare, { ignoreChanges: ["ipamConfigs"] })).toEqual(accepted);
  expect(network(bare, { ignoreChanges: ["options"] })).toEqual(refused(`"10.9.0.0/24"`));
  expect(network(bare, { parent: urnOf(overlayNetworkType, "backend") })).toEqual(accepted);
  expect(network(bare, { parent: urnOf(ingressConfigType, "backend") })).toEqual(accepted);
  expect(network(bare, { parent: urnOf("my:index:OverlayNetwork", "backend") })).toEqual(refused(`"10.9.0.0/24"`));
  expect(network(bare, undefined, "bridge")).toEqual(accepted);
});

it("waits for the list, not for the values in it", () => {
  expect(network(unknownText)).toEqual(undecided("ipamConfigs"));
  expect(network([unknownText])).toEqual(undecided("ipamConfigs.0"));
  expect(network([{ subnet: unknownText, gateway: "10.9.0.1" }])).toEqual(accepted);
  expect(network([{ subnet: unknownText }])).toEqual(refused("that is not known yet"));
  expect(network([{ subnet: "10.9.0.0/24", gateway: unknownText }])).toEqual(accepted);
  expect(network([{ subnet: "10.9.0.0/24" }], undefined, unknownText)).toEqual(undecided("driver"));
});
