import { networkType } from "../../../../../policies/facts/network";
import { networkDisallowAuxAddresses as policy } from "../../../../../policies/rules/network/networkDisallowAuxAddresses";
import type { Verdict } from "../../violations";
import { accepted, evaluate, undecided, unknownText } from "../../violations";

const network = (auxAddress: unknown, driver: unknown = "overlay"): Verdict =>
  evaluate(policy, networkType, "backend", { driver, ipamConfigs: [{ subnet: "10.9.0.0/24", auxAddress }] });

test.each([undefined, null, {}, { __defaults: [] }])(
  "An overlay network with the auxiliary addresses %j passes",
  (auxAddress) => {
    expect(network(auxAddress)).toEqual(accepted);
  },
);

test("An overlay network with an auxiliary address is refused", () => {
  expect(network({ router: "10.9.0.2" })).toEqual({
    violations: [
      `Network "backend" sets 'auxAddress' {"router":"10.9.0.2"}, which Swarm discards: it can still assign ` +
        "these addresses to tasks. Remove 'auxAddress', and set 'ipRange' to the part of the subnet that tasks may " +
        "use.",
    ],
  });
});

test("A bridge network may reserve auxiliary addresses", () => {
  expect(network({ router: "10.9.0.2" }, "bridge")).toEqual(accepted);
});

test("The rule on auxiliary addresses cannot decide while the addresses or the driver are unknown", () => {
  expect(network(unknownText)).toEqual(undecided("ipamConfigs[0].auxAddress"));
  expect(network({ router: "10.9.0.2" }, unknownText)).toEqual(undecided("driver"));
});
