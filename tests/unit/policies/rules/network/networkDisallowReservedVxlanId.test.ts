import { networkType } from "../../../../../policies/facts/network";
import { networkDisallowReservedVxlanId as policy } from "../../../../../policies/rules/network/networkDisallowReservedVxlanId";
import { accepted, evaluate, undecided, unknownText, type Verdict } from "../../violations";

const key = "com.docker.network.driver.overlay.vxlanid_list";
const network = (ids: unknown, settings = {}, props = {}): Verdict =>
  evaluate(policy, networkType, "backend", { driver: "overlay", options: { [key]: ids }, ...props }, settings);

const refusal = (id: number): Verdict => ({
  violations: [
    `Network "backend" sets the VXLAN ID ${id} (options["${key}"]), which Swarm may have assigned to another ` +
      "network: it would then get no addresses. Leave the option out, or use an ID such as 70000.",
  ],
});

test.each([4096, 4097, 8191])("The VXLAN ID %i is refused", (id) => {
  expect(network(`70000,${id}`)).toEqual(refusal(id));
});

test.each(["4095", "8192", "70000", "x"])("The VXLAN ID %s passes", (id) => {
  expect(network(id)).toEqual(accepted);
});

test("The settings say how many IDs Swarm has assigned", () => {
  expect(network("8192", { assigned: 4097 })).toEqual(refusal(8192));
  expect(network("4096", { assigned: 0 })).toEqual(accepted);
});

test("Networks without the option or of another driver pass, and an unknown ID leaves the verdict open", () => {
  expect(evaluate(policy, networkType, "backend", { driver: "overlay" })).toEqual(accepted);
  expect(network("4096", {}, { driver: "bridge" })).toEqual(accepted);
  expect(network(unknownText)).toEqual(undecided(`options["${key}"]`));
});
