import { evaluateResource, remediate } from "../../../../../policies/evaluation/evaluate";
import { networkType, overlayNetworkType } from "../../../../../policies/facts/network";
import { networkDisallowAttachableWhenSensitive as policy } from "../../../../../policies/rules/network/networkDisallowAttachableWhenSensitive";
import type { Verdict } from "../../violations";
import { accepted, evaluate, undecided, unknownText, urnOf } from "../../violations";

const sensitive = { label: "swarm.network.sensitive", value: "true" };
const valid = { name: "cards", driver: "overlay", labels: [sensitive], attachable: false };
const network = (props: object, settings: object = {}): Verdict =>
  evaluate(policy, networkType, "payments", { ...props }, settings);

const refused = (because = "has the label swarm.network.sensitive"): Verdict => ({
  violations: [
    `Network "payments" ${because}, and 'attachable' lets any container on any node join it, without a trace in the program. ` +
      `Leave 'attachable' out, or name the network in this rule's setting "allow".`,
  ],
});

it.each([false, undefined, null, "false", ""])("accepts a sensitive network with 'attachable' %j", (attachable) => {
  expect(network({ ...valid, attachable })).toEqual(accepted);
});

it.each([true, "true", "yes", 1])("refuses a sensitive network with 'attachable' %j", (attachable) => {
  expect(network({ ...valid, attachable })).toEqual(refused());
});

it("refuses it also when the labels are a map, and on an ingress", () => {
  expect(network({ ...valid, attachable: true, labels: { "swarm.network.sensitive": "1" } })).toEqual(refused());
  expect(network({ ingress: true, labels: [sensitive], attachable: true })).toEqual(refused());
});

it("accepts an attachable network that is not sensitive, and a bridge", () => {
  expect(network({ driver: "overlay", attachable: true, labels: [{ label: "team", value: "shop" }] })).toEqual(
    accepted,
  );
  expect(network({ driver: "overlay", attachable: true, labels: [{ ...sensitive, value: "no" }] })).toEqual(accepted);
  expect(network({ ...valid, driver: "bridge", attachable: true })).toEqual(accepted);
});

it("knows sensitive networks by labels and names of the configuration", () => {
  const open = { name: "cards", driver: "overlay", attachable: true, labels: [{ label: "pci", value: "in-scope" }] };
  expect(network(open, { sensitiveNames: ["pay*"] })).toEqual(refused(`is sensitive by its name ("pay*")`));
  expect(network(open, { sensitiveNames: ["card?", "cards"] })).toEqual(refused(`is sensitive by its name ("cards")`));
  expect(network(open, { sensitiveLabels: ["pci=in-scope"] })).toEqual(refused("has the label pci=in-scope"));
  expect(network(open, { sensitiveLabels: ["pci"] })).toEqual(refused("has the label pci"));
  expect(network(open, { sensitiveLabels: ["pci=out"], sensitiveNames: ["pay"] })).toEqual(accepted);
});

it("lets a network be that the setting allows by name", () => {
  expect(network({ ...valid, attachable: true }, { allow: ["payments"] })).toEqual(accepted);
  expect(network({ ...valid, attachable: true }, { allow: ["cards"] })).toEqual(accepted);
  expect(network({ ...valid, attachable: true }, { allow: ["payment"] })).toEqual(refused());
});

it("waits for what decides", () => {
  expect(network({ ...valid, attachable: unknownText })).toEqual(undecided("attachable"));
  expect(network({ ...valid, attachable: true, labels: unknownText })).toEqual(undecided("labels"));
  expect(network({ ...valid, attachable: true, labels: [{ ...sensitive, value: unknownText }] })).toEqual(
    undecided("labels.0.value"),
  );
  expect(network({ ...valid, attachable: true, driver: unknownText })).toEqual(undecided("driver"));
  expect(network({ ...valid, name: unknownText, attachable: true }, { allow: ["cards"] })).toEqual(undecided("name"));
  expect(network({ ...valid, labels: unknownText })).toEqual(accepted);
});

describe("below an OverlayNetwork", () => {
  const child = (component: object | undefined, urn: string): Verdict["violations"] => {
    const props = { ...component };
    if (component !== undefined) evaluateResource(policy, { type: overlayNetworkType, name: "payments", urn, props });
    return evaluate(policy, networkType, "payments", { ...valid, attachable: true }, {}, { parent: urn }).violations;
  };

  it("accepts what the component permits by its own name", () => {
    expect(child({ sensitive: true, allowAttachable: "payments" }, urnOf(overlayNetworkType, "a"))).toEqual([]);
    expect(child({ sensitive: true, allowAttachable: unknownText }, urnOf(overlayNetworkType, "b"))).toEqual([]);
  });

  it("refuses what the component does not permit, whatever changed the network afterwards", () => {
    expect(child({ sensitive: true }, urnOf(overlayNetworkType, "c"))).toHaveLength(1);
    expect(child({ sensitive: true, allowAttachable: "audit" }, urnOf(overlayNetworkType, "d"))).toHaveLength(1);
  });

  it("trusts a component whose inputs Pulumi did not show, since it has checked them itself", () => {
    expect(child(undefined, urnOf(overlayNetworkType, "e"))).toEqual([]);
  });
});

it("takes 'attachable' out at the level remediate", () => {
  const remediated = (props: object): unknown =>
    remediate(policy, { type: networkType, name: "payments", props: { ...props } });
  expect(remediated({ ...valid, attachable: true })).toEqual(valid);
  expect(remediated(valid)).toBeUndefined();
});
