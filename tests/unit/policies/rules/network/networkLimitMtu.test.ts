import { networkType } from "../../../../../policies/facts/network";
import { networkLimitMtu as policy } from "../../../../../policies/rules/network/networkLimitMtu";
import type { Verdict } from "../../violations";
import { accepted, evaluate, undecided, unknownText } from "../../violations";

const key = "com.docker.network.driver.mtu";
const network = (mtu: unknown, settings: object = {}, driver: unknown = "overlay"): Verdict =>
  evaluate(policy, networkType, "backend", { driver, options: { [key]: mtu } }, settings);

const refused = (which: string, minimum = 1280, maximum = 9216): Verdict => ({
  violations: [
    `Network "backend" has ${which}, and the network between the nodes has ${minimum} to ${maximum}. ` +
      `Give the MTU of that network in the driver option "${key}".`,
  ],
});

it.each(["1280", "1500", "9216", 1450, undefined, "0"])("accepts %j", (mtu) => {
  expect(network(mtu)).toEqual(accepted);
});

it.each(["1279", "140", "9217", 15000])("refuses %j", (mtu) => {
  expect(network(mtu)).toEqual(refused(`the MTU ${mtu}`));
});

it("takes the bounds from its settings, and the driver's default for what is not given", () => {
  const cloud = { maximum: 1450 };
  expect(network("1450", cloud)).toEqual(accepted);
  expect(network("1500", cloud)).toEqual(refused("the MTU 1500", 1280, 1450));
  expect(network(undefined, cloud)).toEqual(refused("no MTU, which stands for 1500", 1280, 1450));
  expect(network("0", cloud)).toEqual(refused("no MTU, which stands for 1500", 1280, 1450));
  expect(evaluate(policy, networkType, "backend", { driver: "overlay" }, cloud)).toEqual(
    refused("no MTU, which stands for 1500", 1280, 1450),
  );
});

it("refuses a setting that cannot be, by its key", () => {
  expect(() => network("1500", { minimum: "1400" })).toThrow(
    new Error(
      `The configuration of swarm-network-limit-mtu has "minimum": "1400", which is not a whole number from 68 to 65535.`,
    ),
  );
});

it("leaves to another rule what is no MTU, and a bridge alone", () => {
  for (const mtu of ["big", "-1", "1400.5", ""]) expect(network(mtu)).toEqual(accepted);
  expect(network("140", {}, "bridge")).toEqual(accepted);
});

it("waits for the value that decides", () => {
  expect(network(unknownText)).toEqual(undecided(`options.${key}`));
  expect(network("140", {}, unknownText)).toEqual(undecided("driver"));
  expect(evaluate(policy, networkType, "backend", { driver: "overlay", options: unknownText })).toEqual(
    undecided("options"),
  );
});
