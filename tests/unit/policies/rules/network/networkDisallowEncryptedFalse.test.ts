import { networkType, overlayNetworkType } from "../../../../../policies/facts/network";
import { networkDisallowEncryptedFalse as policy } from "../../../../../policies/rules/network/networkDisallowEncryptedFalse";
import { evaluate, unknownText } from "../../violations";

const valid = { driver: "overlay", options: { encrypted: "" } };

const network = (properties: Readonly<Record<string, unknown>>): ReturnType<typeof evaluate> =>
  evaluate(policy, networkType, "backend", properties);

const refusal = (value: string): string =>
  `Network "backend" has the driver option encrypted: "${value}", which reads as "not encrypted" and encrypts: the driver looks ` +
  `for the key alone. Remove the key if the network shall not be encrypted, or write encrypted: "" if it shall.`;

it.each(["", "true", "1", "yes"])("accepts the value %j", (encrypted) => {
  expect(network({ ...valid, options: { encrypted } })).toEqual({ violations: [] });
});

it("accepts an overlay without the key, and without options", () => {
  expect(network({ ...valid, options: { dsr: "false" } })).toEqual({ violations: [] });
  expect(network({ driver: "overlay" })).toEqual({ violations: [] });
});

it.each(["false", "False", "FALSE", "0", "no", "No", "off", "n", "f", " false "])(
  "refuses the value %j",
  (encrypted) => {
    expect(network({ ...valid, options: { encrypted } })).toEqual({ violations: [refusal(encrypted)] });
  },
);

it.each([
  [false, "false"],
  [0, "0"],
])("refuses %p as well, which a program without types may give", (encrypted, text) => {
  expect(network({ ...valid, options: { encrypted } })).toEqual({ violations: [refusal(text)] });
});

it("refuses it on an ingress that does not name its driver", () => {
  expect(network({ ingress: true, options: { encrypted: "false" } })).toEqual({ violations: [refusal("false")] });
});

it("lets a bridge be, whose driver does not know the option", () => {
  expect(network({ driver: "bridge", options: { encrypted: "false" } })).toEqual({ violations: [] });
  expect(network({ options: { encrypted: "false" } })).toEqual({ violations: [] });
});

it("cannot decide while the options, the value, or the driver of a network with a misleading value is unknown", () => {
  const undecided = (path: string): ReturnType<typeof evaluate> => ({
    violations: [],
    undecided: `string value at .${path} can't be known during preview`,
  });
  expect(network({ ...valid, options: unknownText })).toEqual(undecided("options"));
  expect(network({ ...valid, options: { encrypted: unknownText } })).toEqual(undecided("options.encrypted"));
  expect(network({ driver: unknownText, options: { encrypted: "false" } })).toEqual(undecided("driver"));
});

it("decides when what is unknown does not matter", () => {
  expect(network({ driver: unknownText, options: { encrypted: "" } })).toEqual({ violations: [] });
  expect(network({ driver: "bridge", options: unknownText })).toEqual({ violations: [] });
  expect(network({ ...valid, options: { "com.docker.network.driver.mtu": unknownText } })).toEqual({ violations: [] });
  expect(network({ ...valid, options: { encrypted: "no", other: unknownText } })).toEqual({
    violations: [refusal("no")],
  });
});

it("is not about other resources, an OverlayNetwork among them, whose 'encrypted' is a boolean", () => {
  expect(evaluate(policy, overlayNetworkType, "backend", { encrypted: false })).toEqual({ violations: [] });
});
