import { networkType } from "../../../../../policies/facts/network";
import { networkRequireValidDriverOptions as policy } from "../../../../../policies/rules/network/networkRequireValidDriverOptions";
import type { Verdict } from "../../violations";
import { accepted, evaluate, undecided, unknownText } from "../../violations";

const mtu = "com.docker.network.driver.mtu";
const ids = "com.docker.network.driver.overlay.vxlanid_list";
const network = (options: unknown, driver: unknown = "overlay"): Verdict =>
  evaluate(policy, networkType, "backend", { driver, options });

test.each([
  { [mtu]: "1450" },
  { [mtu]: "0" },
  { [mtu]: "9000", encrypted: "" },
  { [mtu]: 1450 },
  { [ids]: "4200,4201" },
  {},
  undefined,
])("The driver options %j pass", (options) => {
  expect(network(options)).toEqual(accepted);
});

test.each(["", "1400 bytes", "1.4k", "1400.5", "0x578", "-1", "117", "70000", " 1400"])(
  "The MTU %j is refused",
  (value) => {
    const { violations } = network({ [mtu]: value });
    expect(violations).toHaveLength(1);
    expect(violations[0]).toMatch(/^Network "backend": 'com\.docker\.network\.driver\.mtu' /);
  },
);

test("An MTU that leaves room for VXLAN but not for encryption is refused on an encrypted network", () => {
  expect(network({ [mtu]: "130" })).toEqual(accepted);
  expect(network({ [mtu]: "130", encrypted: "" }).violations).toHaveLength(1);
});

test("An invalid MTU is refused if it is a number instead of text", () => {
  expect(network({ [mtu]: -5 }).violations).toHaveLength(1);
  expect(network({ [mtu]: 1400.5 }).violations).toHaveLength(1);
});

test.each(["", "0", "16777216", "4200,4200", "4200;4201", "x"])("The VXLAN IDs %j are refused", (value) => {
  expect(network({ [ids]: value }).violations).toHaveLength(1);
});

test("The rule on option values ignores bridge networks, and keys that have a rule of their own", () => {
  expect(network({ [mtu]: "big" }, "bridge")).toEqual(accepted);
  expect(network({ "com.docker.network.mtu": "big", Encrypted: "x" })).toEqual(accepted);
});

test("The rule on option values cannot decide while an option or the driver is unknown and matters", () => {
  expect(network({ [mtu]: unknownText })).toEqual(undecided(`options["${mtu}"]`));
  expect(network(unknownText)).toEqual(undecided("options"));
  expect(network({ [mtu]: "big" }, unknownText)).toEqual(undecided("driver"));
  expect(network({ other: unknownText })).toEqual(accepted);
});
