import { networkType } from "../../../../../policies/facts/network";
import { networkLimitMtu as policy } from "../../../../../policies/rules/network/networkLimitMtu";
import type { Verdict } from "../../violations";
import { accepted, evaluate, undecided, unknownText } from "../../violations";

const key = "com.docker.network.driver.mtu";
const network = (mtu: unknown, settings: object = {}, driver: unknown = "overlay"): Verdict =>
  evaluate(policy, networkType, "backend", { driver, options: { [key]: mtu } }, settings);

const refused = (which: string, minimum = 1280, maximum = 9216): Verdict => ({
  violations: [
    `Network "backend" ${which}, which is outside ${minimum} to ${maximum}, the range that this rule allows for ` +
      `the network between the nodes. Set the driver option "${key}" to the MTU of that network.`,
  ],
});

test.each(["1280", "1500", "9216", 1450, undefined, "0"])("An overlay network with the MTU %j passes", (mtu) => {
  expect(network(mtu)).toEqual(accepted);
});

test.each(["1279", "140", "9217", 15000])("An overlay network with the MTU %j is refused", (mtu) => {
  expect(network(mtu)).toEqual(refused(`has the MTU ${mtu}`));
});

test("The settings bound the MTU of an overlay network, including the default MTU of the driver", () => {
  const cloud = { maximum: 1450 };
  expect(network("1450", cloud)).toEqual(accepted);
  expect(network("1500", cloud)).toEqual(refused("has the MTU 1500", 1280, 1450));
  expect(network(undefined, cloud)).toEqual(refused("uses the default MTU of 1500", 1280, 1450));
  expect(network("0", cloud)).toEqual(refused("uses the default MTU of 1500", 1280, 1450));
  expect(evaluate(policy, networkType, "backend", { driver: "overlay" }, cloud)).toEqual(
    refused("uses the default MTU of 1500", 1280, 1450),
  );
});

test("An invalid setting of the MTU rule is refused with its key", () => {
  expect(() => network("1500", { minimum: "1400" })).toThrow(
    new Error(
      `The configuration of swarm-network-limit-mtu has "minimum": "1400", which is not a whole number from 68 to ` +
        "65535.",
    ),
  );
});

test("The MTU rule ignores values that are not an MTU, and bridge networks", () => {
  for (const mtu of ["big", "-1", "1400.5", ""]) expect(network(mtu)).toEqual(accepted);
  expect(network("140", {}, "bridge")).toEqual(accepted);
});

test("The MTU rule cannot decide while the MTU, the options or the driver are unknown", () => {
  expect(network(unknownText)).toEqual(undecided(`options["${key}"]`));
  expect(network("140", {}, unknownText)).toEqual(undecided("driver"));
  expect(evaluate(policy, networkType, "backend", { driver: "overlay", options: unknownText })).toEqual(
    undecided("options"),
  );
});
