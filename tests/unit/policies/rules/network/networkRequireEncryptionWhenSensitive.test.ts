import { networkType, overlayNetworkType } from "../../../../../policies/facts/network";
import { networkRequireEncryptionWhenSensitive as policy } from "../../../../../policies/rules/network/networkRequireEncryptionWhenSensitive";
import { evaluate, unknownText } from "../../violations";

const sensitive = { label: "swarm.network.sensitive", value: "true" };
const valid = { name: "payments", driver: "overlay", labels: [sensitive], options: { encrypted: "" } };

const network = (properties: Readonly<Record<string, unknown>>): ReturnType<typeof evaluate> =>
  evaluate(policy, networkType, "payments", properties);

const message = (why: string): string =>
  `Network "payments" has the label swarm.network.sensitive, but traffic between nodes is not encrypted: ${why} ` +
  'Add options: { encrypted: "" }, or remove the label if anyone on the network between the nodes may read the ' +
  "traffic.";

const absent = { violations: [message(`the driver option "encrypted" is not set.`)] };

describe("Encryption of a sensitive docker.Network", () => {
  test("an encrypted overlay network passes", () => {
    expect(network(valid)).toEqual({ violations: [] });
  });

  test.each(["true", "1", "false", unknownText])(
    "the option encrypted: %j passes, because the driver ignores the value",
    (encrypted) => {
      expect(network({ ...valid, options: { encrypted } })).toEqual({ violations: [] });
    },
  );

  test("an overlay network without options is refused", () => {
    expect(network({ ...valid, options: undefined })).toEqual(absent);
  });

  test("an overlay network with only other options is refused", () => {
    expect(network({ ...valid, options: { "com.docker.network.driver.mtu": "1450" } })).toEqual(absent);
  });

  test("an overlay network with the key in another case is refused, and the message says so", () => {
    expect(network({ ...valid, options: { Encrypted: "true" } })).toEqual({
      violations: [message(`the driver ignores the option "Encrypted" and reads only "encrypted".`)],
    });
  });

  test("an unencrypted ingress network is refused even if it has no driver", () => {
    expect(network({ ...valid, ingress: true, driver: undefined, options: {} })).toEqual(absent);
  });

  test.each(["TRUE", "yes", "1", ""])("the label marks the network as sensitive if its value is %j", (value) => {
    expect(network({ ...valid, labels: [{ ...sensitive, value }], options: {} })).toEqual(absent);
  });

  test.each(["false", "no", "0"])("the label does not mark the network as sensitive if its value is %j", (value) => {
    expect(network({ ...valid, labels: [{ ...sensitive, value }], options: {} })).toEqual({ violations: [] });
  });

  test("an unencrypted overlay network without the label passes", () => {
    expect(network({ driver: "overlay", labels: [{ label: "team", value: "shop" }] })).toEqual({ violations: [] });
    expect(network({ driver: "overlay" })).toEqual({ violations: [] });
  });

  test.each(["bridge", "macvlan", undefined])(
    "an unencrypted network with the driver %p passes, because it does not span nodes",
    (driver) => {
      expect(network({ ...valid, driver, options: {} })).toEqual({ violations: [] });
    },
  );
});

describe("Encryption of a docker.Network in a preview with unknown values", () => {
  const undecided = (path: string): ReturnType<typeof evaluate> => ({
    violations: [],
    undecided: `not known before deployment: ${path}`,
  });

  test("the rule cannot decide while the options of a sensitive network are unknown", () => {
    expect(network({ ...valid, options: unknownText })).toEqual(undecided("options"));
  });

  test("the rule cannot decide while it is unknown whether an unencrypted network is sensitive", () => {
    expect(network({ ...valid, options: {}, labels: unknownText })).toEqual(undecided("labels"));
    expect(network({ ...valid, options: {}, labels: [unknownText] })).toEqual(undecided("labels[0]"));
    expect(network({ ...valid, options: {}, labels: [{ ...sensitive, value: unknownText }] })).toEqual(
      undecided("labels[0].value"),
    );
  });

  test("the rule cannot decide while the driver of a sensitive, unencrypted network is unknown", () => {
    expect(network({ ...valid, options: {}, driver: unknownText })).toEqual(undecided("driver"));
  });

  test("the rule decides if the unknown values do not matter", () => {
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

describe("Encryption of an OverlayNetwork", () => {
  const component = (properties: Readonly<Record<string, unknown>>): ReturnType<typeof evaluate> =>
    evaluate(policy, overlayNetworkType, "payments", properties);

  test.each([
    { sensitive: true },
    { sensitive: true, encrypted: true },
    { sensitive: false, encrypted: false },
    { encrypted: false },
    {},
  ])("the inputs %j pass", (args) => {
    expect(component(args)).toEqual({ violations: [] });
  });

  test("a sensitive OverlayNetwork with 'encrypted' false is refused", () => {
    expect(component({ sensitive: true, encrypted: false })).toEqual({
      violations: [
        `OverlayNetwork "payments" has 'sensitive' true and 'encrypted' false: the traffic of a sensitive ` +
          "network must not cross the wire unencrypted. Remove 'encrypted', or remove 'sensitive' if anyone on the " +
          "network between the nodes may read the traffic.",
      ],
    });
  });

  test("a sensitive OverlayNetwork with 'encrypted' false is refused if both inputs are text", () => {
    expect(component({ sensitive: "true", encrypted: "false" }).violations).toHaveLength(1);
  });

  test("the rule cannot decide while one input is unknown and the other does not settle the verdict", () => {
    expect(component({ sensitive: unknownText, encrypted: false }).undecided).toBe(
      "not known before deployment: sensitive",
    );
    expect(component({ sensitive: true, encrypted: unknownText }).undecided).toBe(
      "not known before deployment: encrypted",
    );
    expect(component({ sensitive: false, encrypted: unknownText })).toEqual({ violations: [] });
    expect(component({ sensitive: unknownText, encrypted: true })).toEqual({ violations: [] });
    expect(component({ sensitive: unknownText })).toEqual({ violations: [] });
  });
});

test("The encryption rule for sensitive networks ignores other resources", () => {
  expect(evaluate(policy, "docker:index/service:Service", "api", valid)).toEqual({ violations: [] });
});
