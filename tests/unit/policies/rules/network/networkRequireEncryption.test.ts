import { remediate } from "../../../../../policies/evaluation/evaluate";
import { networkType, overlayNetworkType } from "../../../../../policies/facts/network";
import { networkRequireEncryption as policy } from "../../../../../policies/rules/network/networkRequireEncryption";
import type { Verdict } from "../../violations";
import { accepted, evaluate, undecided, unknownText, urnOf } from "../../violations";

const valid = { name: "frontend-net", driver: "overlay", options: { encrypted: "" } };
const network = (props: object, settings: object = {}): Verdict =>
  evaluate(policy, networkType, "frontend", { ...props }, settings);

const refused = {
  violations: [
    'Network "frontend" is not encrypted: traffic between nodes is readable on the wire. Add options: { ' +
      `encrypted: "" } (encrypted: true in an OverlayNetwork or IngressConfig), or list the network in this rule's ` +
      '"except" setting.',
  ],
};

test.each(["", "true", "false", unknownText])(
  "An overlay network with the option encrypted: %j passes, because the value does not matter",
  (encrypted) => {
    expect(network({ ...valid, options: { encrypted } })).toEqual(accepted);
  },
);

test.each([
  undefined,
  null,
  {},
  { Encrypted: "" },
  { "com.docker.network.driver.mtu": unknownText },
  { encrypted: null },
])("An overlay network with the options %j is refused as unencrypted", (options) => {
  expect(network({ ...valid, options })).toEqual(refused);
});

test("An unencrypted ingress network is refused unless the setting ingress is false", () => {
  expect(network({ ingress: true })).toEqual(refused);
  expect(network({ ingress: "true", driver: "overlay" })).toEqual(refused);
  expect(network({ ingress: true }, { ingress: false })).toEqual(accepted);
  expect(network({ driver: "overlay" }, { ingress: false })).toEqual(refused);
});

test("Networks of a single node need no encryption", () => {
  expect(network({ driver: "bridge" })).toEqual(accepted);
  expect(network({})).toEqual(accepted);
  expect(network({ driver: "bridge", ingress: "false" })).toEqual(accepted);
});

test.each([["frontend"], ["frontend-net"], ["front*"], ["FRONTEND"]])(
  "An unencrypted network passes if the setting except names it as %j",
  (name) => {
    expect(network({ ...valid, options: {} }, { except: [name] })).toEqual(accepted);
  },
);

test.each([["front"], ["backend"], ["f.*"], [""]])(
  "An unencrypted network is refused if the setting except only names %j",
  (name) => {
    expect(network({ ...valid, options: {} }, { except: [name] })).toEqual(refused);
  },
);

test("The encryption rule cannot decide while an unknown value matters, and decides otherwise", () => {
  expect(network({ ...valid, options: unknownText })).toEqual(undecided("options"));
  expect(network({ driver: unknownText })).toEqual(undecided("driver"));
  expect(network({ driver: "bridge", ingress: unknownText })).toEqual(undecided("ingress"));
  expect(network({ driver: "overlay", name: unknownText }, { except: ["back*"] })).toEqual(undecided("name"));
  expect(network({ driver: "overlay", name: unknownText })).toEqual(refused);
  expect(network({ driver: "bridge", options: unknownText })).toEqual(accepted);
});

describe("At the level remediate, the encryption rule", () => {
  const remediated = (props: object, parent?: string): unknown =>
    remediate(policy, {
      type: networkType,
      name: "frontend",
      props: { ...props },
      ...(parent === undefined ? {} : { opts: { parent } }),
    });

  test("adds the option to those that the network has", () => {
    expect(remediated({ driver: "overlay", options: { dsr: "" } })).toEqual({
      driver: "overlay",
      options: { dsr: "", encrypted: "" },
    });
    expect(remediated({ driver: "overlay" })).toEqual({ driver: "overlay", options: { encrypted: "" } });
  });

  test("does not change encrypted networks, bridge networks and the network of a component", () => {
    expect(remediated(valid)).toBeUndefined();
    expect(remediated({ driver: "bridge" })).toBeUndefined();
    expect(remediated({ driver: "overlay" }, urnOf(overlayNetworkType, "frontend"))).toBeUndefined();
    expect(
      remediated({ driver: "overlay" }, urnOf(`my:index:Platform$${overlayNetworkType}`, "frontend")),
    ).toBeUndefined();
  });

  test("does not replace options that are not known yet", () => {
    expect(() => remediated({ driver: "overlay", options: unknownText })).toThrow("not known before deployment");
  });
});
