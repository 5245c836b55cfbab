import { networkType } from "../../../../../policies/facts/network";
import { networkDisallowAuxAddresses as policy } from "../../../../../policies/rules/network/networkDisallowAuxAddresses";
import type { Verdict } from "../../violations";
import { accepted, evaluate, undecided, unknownText } from "../../violations";

const network = (auxAddress: unknown, driver: unknown = "overlay"): Verdict =>
  evaluate(policy, networkType, "backend", { driver, ipamConfigs: [{ subnet: "10.9.0.0/24", auxAddress }] });

it.each([undefined, null, {}, { __defaults: [] }])("accepts the auxiliary addresses %j", (auxAddress) => {
  expect(network(auxAddress)).toEqual(accepted);
});

it("refuses an auxiliary address", () => {
  expect(network({ router: "10.9.0.2" })).toEqual({
    violations: [
      `Network "backend" has 'auxAddress' {"router":"10.9.0.2"}, which Swarm drops: tasks get these addresses all the same. ` +
        `Leave it out, and let 'ipRange' name the part of the subnet that tasks may get.`,
    ],
  });
});

it("lets a bridge be, where they work", () => {
  expect(network({ router: "10.9.0.2" }, "bridge")).toEqual(accepted);
});

it("waits for what decides", () => {
  expect(network(unknownText)).toEqual(undecided("ipamConfigs.0.auxAddress"));
  expect(network({ router: "10.9.0.2" }, unknownText)).toEqual(undecided("driver"));
});
