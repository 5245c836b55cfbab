import { networkType } from "../../../../../policies/facts/network";
import { networkRequireKnownDriverOptions as policy } from "../../../../../policies/rules/network/networkRequireKnownDriverOptions";
import type { Verdict } from "../../violations";
import { accepted, evaluate, undecided, unknownText } from "../../violations";

const network = (options: unknown, settings: object = {}, driver: unknown = "overlay"): Verdict =>
  evaluate(policy, networkType, "backend", { driver, options }, settings);

const refused = (key: string, fix: string): Verdict => ({
  violations: [
    `Network "backend" has the driver option "${key}", which has no effect: the overlay driver does not read it. ` +
      fix,
  ],
});

test.each([
  "encrypted",
  "com.docker.network.driver.mtu",
  "com.docker.network.driver.overlay.vxlanid_list",
  "dsr",
  "com.docker.network.windowsshim.dnsservers",
  "__defaults",
])("The driver option %j passes, whatever its value", (key) => {
  for (const value of ["", "1", unknownText]) expect(network({ [key]: value })).toEqual(accepted);
});

test.each([
  ["Encrypted", "encrypted"],
  ["ENCRYPTED", "encrypted"],
  [" encrypted", "encrypted"],
  ["encryption", "encrypted"],
  ["encrypt", "encrypted"],
  ["encyrpted", "encrypted"],
  ["com.docker.network.driver.overlay.encrypted", "encrypted"],
  ["mtu", "com.docker.network.driver.mtu"],
  ["com.docker.network.mtu", "com.docker.network.driver.mtu"],
  ["com.docker.network.driver.MTU", "com.docker.network.driver.mtu"],
  ["com.docker.network.driver.overlay.mtu", "com.docker.network.driver.mtu"],
  ["com.docker.network.driver.vxlanid_list", "com.docker.network.driver.overlay.vxlanid_list"],
  ["com.docker.network.bridge.name", undefined],
  ["swarm.network.sensitive", undefined],
  ["", undefined],
])("The driver option %j is refused", (key, near) => {
  expect(network({ [key]: "1" })).toEqual(refused(key, near === undefined ? "Remove it." : `Did you mean "${near}"?`));
});

test("A bridge network may have the options of its own driver", () => {
  expect(network({ "com.docker.network.bridge.name": "br0" }, {}, "bridge")).toEqual(accepted);
});

test("The setting allow adds driver options", () => {
  expect(network({ "com.example.tag": "1" }, { allow: ["com.example.*"] })).toEqual(accepted);
  expect(network({ "comxexample.tag": "1" }, { allow: ["com.example.*"] })).toEqual(
    refused("comxexample.tag", "Remove it."),
  );
});

test("The rule on driver options needs the keys of options, not their values", () => {
  expect(network(unknownText)).toEqual(undecided("options"));
  expect(network({ Encrypted: unknownText })).toEqual(refused("Encrypted", `Did you mean "encrypted"?`));
  expect(network({ Encrypted: "" }, {}, unknownText)).toEqual(undecided("driver"));
});
