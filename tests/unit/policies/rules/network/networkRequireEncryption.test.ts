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
    `Network "frontend" sends what it carries from node to node in clear. Add options: { encrypted: "" } (encrypted: true in an ` +
      `OverlayNetwork or IngressConfig), or name the network in this rule's setting "except".`,
  ],
};

it.each(["", "true", "false", unknownText])(
  "accepts an overlay with the option, whose value does not matter: %j",
  (encrypted) => {
    expect(network({ ...valid, options: { encrypted } })).toEqual(accepted);
  },
);

it.each([
  undefined,
  null,
  {},
  { Encrypted: "" },
  { "com.docker.network.driver.mtu": unknownText },
  { encrypted: null },
])("refuses an overlay with the options %j", (options) => {
  expect(network({ ...valid, options })).toEqual(refused);
});

it("refuses an ingress as well, with or without a driver, unless it is told otherwise", () => {
  expect(network({ ingress: true })).toEqual(refused);
  expect(network({ ingress: "true", driver: "overlay" })).toEqual(refused);
  expect(network({ ingress: true }, { ingress: false })).toEqual(accepted);
  expect(network({ driver: "overlay" }, { ingress: false })).toEqual(refused);
});

it("lets networks of a single node be", () => {
  expect(network({ driver: "bridge" })).toEqual(accepted);
  expect(network({})).toEqual(accepted);
  expect(network({ driver: "bridge", ingress: "false" })).toEqual(accepted);
});

it.each([["frontend"], ["frontend-net"], ["front*"], ["FRONTEND"]])(
  "lets a network be that the setting names as %j",
  (name) => {
    expect(network({ ...valid, options: {} }, { except: [name] })).toEqual(accepted);
  },
);

it.each([["front"], ["backend"], ["f.*"], [""]])("is not led astray by the exception %j", (name) => {
  expect(network({ ...valid, options: {} }, { except: [name] })).toEqual(refused);
});

it("waits for what decides, and for nothing else", () => {
  expect(network({ ...valid, options: unknownText })).toEqual(undecided("options"));
  expect(network({ driver: unknownText })).toEqual(undecided("driver"));
  expect(network({ driver: "bridge", ingress: unknownText })).toEqual(undecided("ingress"));
  expect(network({ driver: "overlay", name: unknownText }, { except: ["back*"] })).toEqual(undecided("name"));
  expect(network({ driver: "overlay", name: unknownText })).toEqual(refused);
  expect(network({ driver: "bridge", options: unknownText })).toEqual(accepted);
});

describe("at the level remediate", () => {
  const remediated = (props: object, parent?: string): unknown =>
    remediate(policy, {
      type: networkType,
      name: "frontend",
      props: { ...props },
      ...(parent === undefined ? {} : { opts: { parent } }),
    });

  it("adds the option to what is there", () => {
    expect(remediated({ driver: "overlay", options: { dsr: "" } })).toEqual({
      driver: "overlay",
      options: { dsr: "", encrypted: "" },
    });
    expect(remediated({ driver: "overlay" })).toEqual({ driver: "overlay", options: { encrypted: "" } });
  });

  it("leaves alone what is encrypted or no overlay, and the network of a component", () => {
    expect(remediated(valid)).toBeUndefined();
    expect(remediated({ driver: "bridge" })).toBeUndefined();
    expect(remediated({ driver: "overlay" }, urnOf(overlayNetworkType, "frontend"))).toBeUndefined();
    expect(
      remediated({ driver: "overlay" }, urnOf(`my:index:Platform$${overlayNetworkType}`, "frontend")),
    ).toBeUndefined();
  });

  it("keeps options that are not known yet", () => {
    expect(() => remediated({ driver: "overlay", options: unknownText })).toThrow("can't be known during preview");
  });
});
