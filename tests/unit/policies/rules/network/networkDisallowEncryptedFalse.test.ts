import { networkType, overlayNetworkType } from "../../../../../policies/facts/network";
import { networkDisallowEncryptedFalse as policy } from "../../../../../policies/rules/network/networkDisallowEncryptedFalse";
import { evaluate, unknownText } from "../../violations";

const valid = { driver: "overlay", options: { encrypted: "" } };

const network = (properties: Readonly<Record<string, unknown>>): ReturnType<typeof evaluate> =>
  evaluate(policy, networkType, "backend", properties);

const refusal = (value: string): string =>
  `Network "backend" has the driver option encrypted: "${value}", which reads as "not encrypted" but turns ` +
  "encryption on: the overlay driver checks only whether the key is present. Remove the key if the network " +
  'should not be encrypted, or set encrypted: "" if it should.';

test.each(["", "true", "1", "yes"])("The driver option encrypted: %j passes", (encrypted) => {
  expect(network({ ...valid, options: { encrypted } })).toEqual({ violations: [] });
});

test("An overlay network without the key encrypted, or without options, passes", () => {
  expect(network({ ...valid, options: { dsr: "false" } })).toEqual({ violations: [] });
  expect(network({ driver: "overlay" })).toEqual({ violations: [] });
});

test.each(["false", "False", "FALSE", "0", "no", "No", "off", "n", "f", " false "])(
  "The driver option encrypted: %j is refused",
  (encrypted) => {
    expect(network({ ...valid, options: { encrypted } })).toEqual({ violations: [refusal(encrypted)] });
  },
);

test.each([
  [false, "false"],
  [0, "0"],
])("The driver option encrypted is refused with the untyped value %p", (encrypted, text) => {
  expect(network({ ...valid, options: { encrypted } })).toEqual({ violations: [refusal(text)] });
});

test("The driver option encrypted: false is refused on an ingress network without a driver", () => {
  expect(network({ ingress: true, options: { encrypted: "false" } })).toEqual({ violations: [refusal("false")] });
});

test("The driver option encrypted: false passes on a bridge network, whose driver does not read it", () => {
  expect(network({ driver: "bridge", options: { encrypted: "false" } })).toEqual({ violations: [] });
  expect(network({ options: { encrypted: "false" } })).toEqual({ violations: [] });
});

test("The rule on encrypted: false cannot decide while the options, the value or the driver is unknown", () => {
  const undecided = (path: string): ReturnType<typeof evaluate> => ({
    violations: [],
    undecided: `not known before deployment: ${path}`,
  });
  expect(network({ ...valid, options: unknownText })).toEqual(undecided("options"));
  expect(network({ ...valid, options: { encrypted: unknownText } })).toEqual(undecided("options.encrypted"));
  expect(network({ driver: unknownText, options: { encrypted: "false" } })).toEqual(undecided("driver"));
});

test("The rule on encrypted: false decides if the unknown values do not matter", () => {
  expect(network({ driver: unknownText, options: { encrypted: "" } })).toEqual({ violations: [] });
  expect(network({ driver: "bridge", options: unknownText })).toEqual({ violations: [] });
  expect(network({ ...valid, options: { "com.docker.network.driver.mtu": unknownText } })).toEqual({ violations: [] });
  expect(network({ ...valid, options: { encrypted: "no", other: unknownText } })).toEqual({
    violations: [refusal("no")],
  });
});

test("The rule on encrypted: false ignores an OverlayNetwork, whose 'encrypted' is a boolean", () => {
  expect(evaluate(policy, overlayNetworkType, "backend", { encrypted: false })).toEqual({ violations: [] });
});
