import { networkType, overlayNetworkType } from "../../../../../policies/facts/network";
import { networkRequireEncryptionWhenSensitive as policy } from "../../../../../policies/rules/network/networkRequireEncryptionWhenSensitive";
import { evaluate, unknownText } from "../../violations";

const sensitive = { label: "swarm.network.sensitive", value: "true" };
const valid = { name: "payments", driver: "overlay", labels: [sensitive], options: { encrypted: "" } };

const network = (properties: Readonly<Record<string, unknown>>): ReturnType<typeof evaluate> =>
  evaluate(policy, networkType, "payments", properties);

const message = (why: string): string =>
  `Network "payments" has the label swarm.network.sensitive, but the traffic between its nodes is not encrypted: ${why} ` +
  `Add options: { encrypted: "" }, or remove the label if anyone between the nodes may read the traffic.`;

const absent = { violations: [message(`the driver option "encrypted" is not given.`)] };

describe("of a docker.Network", () => {
  it("accepts a sensitive overlay that is encrypted", () => {
    expect(network(valid)).toEqual({ violations: [] });
  });

  it.each(["true", "1", "false", unknownText])(
    "accepts it with any value of the key, since the driver does: %j",
    (encrypted) => {
      expect(network({ ...valid, options: { encrypted } })).toEqual({ violations: [] });
    },
  );

  it("refuses a sensitive overlay without options", () => {
    expect(network({ ...valid, options: undefined })).toEqual(absent);
  });

  it("refuses a sensitive overlay with other options only", () => {
    expect(network({ ...valid, options: { "com.docker.network.driver.mtu": "1450" } })).toEqual(absent);
  });

  it("refuses the key in another case, and says so", () => {
    expect(network({ ...valid, options: { Encrypted: "true" } })).toEqual({
      violations: [message(`the driver does not know the option "Encrypted", only "encrypted".`)],
    });
  });

  it("refuses a sensitive ingress that is not encrypted, whether or not it names its driver", () => {
    expect(network({ ...valid, ingress: true, driver: undefined, options: {} })).toEqual(absent);
  });

  it.each(["TRUE", "yes", "1", ""])("takes the label for a yes with the value %j", (value) => {
    expect(network({ ...valid, labels: [{ ...sensitive, value }], options: {} })).toEqual(absent);
  });

  it.each(["false", "no", "0"])("takes the label for a no with the value %j", (value) => {
    expect(network({ ...valid, labels: [{ ...sensitive, value }], options: {} })).toEqual({ violations: [] });
  });

  it("lets an overlay without the label be", () => {
    expect(network({ driver: "overlay", labels: [{ label: "team", value: "shop" }] })).toEqual({ violations: [] });
    expect(network({ driver: "overlay" })).toEqual({ violations: [] });
  });

  it.each(["bridge", "macvlan", undefined])("lets a network with the driver %p be, which spans no nodes", (driver) => {
    expect(network({ ...valid, driver, options: {} })).toEqual({ violations: [] });
  });
});

describe("of a docker.Network in a preview that does not know everything", () => {
  const undecided = (path: string): ReturnType<typeof evaluate> => ({
    violations: [],
    undecided: `string value at .${path} can't be known during preview`,
  });

  it("cannot decide while the options of a sensitive network are unknown", () => {
    expect(network({ ...valid, options: unknownText })).toEqual(undecided("options"));
  });

  it("cannot decide while it is unknown whether an unencrypted network is sensitive", () => {
    expect(network({ ...valid, options: {}, labels: unknownText })).toEqual(undecided("labels"));
    expect(network({ ...valid, options: {}, labels: [unknownText] })).toEqual(undecided("labels.0"));
    expect(network({ ...valid, options: {}, labels: [{ ...sensitive, value: unknownText }] })).toEqual(
      undecided("labels.0.value"),
    );
  });

  it("cannot decide while the driver of a sensitive, unencrypted network is unknown", () => {
    expect(network({ ...valid, options: {}, driver: unknownText })).toEqual(undecided("driver"));
  });

  it("decides when what is unknown does not matter", () => {
    expect(network({ ...valid, labels: unknownText })).toEqual({ violations: [] });
    expect(network({ ...valid, driver: unknownText })).toEqual({ violations: [] });
    expect(network({ ...valid, driver: "bridge", labels: unknownText, options: unknownText })).toEqual({
      violations: [],
    });
    expect(network({ driver: "overlay", labels: [], options: unknownText })).toEqual({ violations: [] });
    expect(network({ ...valid, options: {}, labels: [{ label: "team", value: unknownText }, sensitive] })).toEqual(
      absent,
    );
    expect(network({ ...valid, options: { "com.docker.network.driver.mtu": unknownText } })).toEqual(absent);
  });
});

describe("of an OverlayNetwork", () => {
  const component = (properties: Readonly<Record<string, unknown>>): ReturnType<typeof evaluate> =>
    evaluate(policy, overlayNetworkType, "payments", properties);

  it.each([
    { sensitive: true },
    { sensitive: true, encrypted: true },
    { sensitive: false, encrypted: false },
    { encrypted: false },
    {},
  ])("accepts %j", (args) => {
    expect(component(args)).toEqual({ violations: [] });
  });

  it("refuses 'sensitive' with 'encrypted' false", () => {
    expect(component({ sensitive: true, encrypted: false })).toEqual({
      violations: [
        `OverlayNetwork "payments" is given 'sensitive' true and 'encrypted' false: what a sensitive network carries must not ` +
          `cross the wire in clear. Leave 'encrypted' out, or leave 'sensitive' out if anyone between the nodes may read the traffic.`,
      ],
    });
  });

  it("refuses it also in the words of a language without types", () => {
    expect(component({ sensitive: "true", encrypted: "false" }).violations).toHaveLength(1);
  });

  it("cannot decide while one of the two is unknown and the other does not settle it", () => {
    expect(component({ sensitive: unknownText, encrypted: false }).undecided).toBe(
      "string value at .sensitive can't be known during preview",
    );
    expect(component({ sensitive: true, encrypted: unknownText }).undecided).toBe(
      "string value at .encrypted can't be known during preview",
    );
    expect(component({ sensitive: false, encrypted: unknownText })).toEqual({ violations: [] });
    expect(component({ sensitive: unknownText, encrypted: true })).toEqual({ violations: [] });
    expect(component({ sensitive: unknownText })).toEqual({ violations: [] });
  });
});

it("is not about other resources", () => {
  expect(evaluate(policy, "docker:index/service:Service", "api", valid)).toEqual({ violations: [] });
});
