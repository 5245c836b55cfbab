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
    `Network "payments" ${because}, and 'attachable' lets any container on any node join it without appearing in ` +
      `the Pulumi program. Remove 'attachable', or list the network in this rule's "allow" setting.`,
  ],
});

test.each([false, undefined, null, "false", ""])("A sensitive network with 'attachable' %j passes", (attachable) => {
  expect(network({ ...valid, attachable })).toEqual(accepted);
});

test.each([true, "true", "yes", 1])("A sensitive network with 'attachable' %j is refused", (attachable) => {
  expect(network({ ...valid, attachable })).toEqual(refused());
});

test("An attachable sensitive network is refused if its labels are a map, and if it is the ingress network", () => {
  expect(network({ ...valid, attachable: true, labels: { "swarm.network.sensitive": "1" } })).toEqual(refused());
  expect(network({ ingress: true, labels: [sensitive], attachable: true })).toEqual(refused());
});

test("An attachable network passes if it is not sensitive, or if it is a bridge network", () => {
  expect(network({ driver: "overlay", attachable: true, labels: [{ label: "team", value: "shop" }] })).toEqual(
    accepted,
  );
  expect(network({ driver: "overlay", attachable: true, labels: [{ ...sensitive, value: "no" }] })).toEqual(accepted);
  expect(network({ ...valid, driver: "bridge", attachable: true })).toEqual(accepted);
});

test("The configuration can mark an attachable network as sensitive by label and by name", () => {
  const open = { name: "cards", driver: "overlay", attachable: true, labels: [{ label: "pci", value: "in-scope" }] };
  expect(network(open, { sensitiveNames: ["pay*"] })).toEqual(refused(`is sensitive by its name ("pay*")`));
  expect(network(open, { sensitiveNames: ["card?", "cards"] })).toEqual(refused(`is sensitive by its name ("cards")`));
  expect(network(open, { sensitiveLabels: ["pci=in-scope"] })).toEqual(refused("has the label pci=in-scope"));
  expect(network(open, { sensitiveLabels: ["pci"] })).toEqual(refused("has the label pci"));
  expect(network(open, { sensitiveLabels: ["pci=out"], sensitiveNames: ["pay"] })).toEqual(accepted);
});

test("An attachable sensitive network passes if the setting allow names it", () => {
  expect(network({ ...valid, attachable: true }, { allow: ["payments"] })).toEqual(accepted);
  expect(network({ ...valid, attachable: true }, { allow: ["cards"] })).toEqual(accepted);
  expect(network({ ...valid, attachable: true }, { allow: ["payment"] })).toEqual(refused());
});

test("The rule on attachable sensitive networks cannot decide while an unknown value matters", () => {
  expect(network({ ...valid, attachable: unknownText })).toEqual(undecided("attachable"));
  expect(network({ ...valid, attachable: true, labels: unknownText })).toEqual(undecided("labels"));
  expect(network({ ...valid, attachable: true, labels: [{ ...sensitive, value: unknownText }] })).toEqual(
    undecided("labels[0].value"),
  );
  expect(network({ ...valid, attachable: true, driver: unknownText })).toEqual(undecided("driver"));
  expect(network({ ...valid, name: unknownText, attachable: true }, { allow: ["cards"] })).toEqual(undecided("name"));
  expect(network({ ...valid, labels: unknownText })).toEqual(accepted);
});

describe("An attachable network of an OverlayNetwork", () => {
  const child = (component: object | undefined, urn: string, name = "payments"): Verdict["violations"] => {
    const props = { ...component };
    if (component !== undefined) evaluateResource(policy, { type: overlayNetworkType, name: "payments", urn, props });
    const network = { ...valid, name: "payments-0a1b2c3d", attachable: true };
    return evaluate(policy, networkType, name, network, {}, { parent: urn }).violations;
  };
  const urn = (name: string): string => urnOf(overlayNetworkType, name);
  const permitting = { sensitive: true, allowAttachable: "payments" };

  test("passes if the component repeats its own name in allowAttachable", () => {
    expect(child(permitting, urn("a"))).toEqual([]);
    expect(child({ sensitive: true, allowAttachable: unknownText }, urn("b"))).toEqual([]);
  });

  test("is refused if the component does not permit it, even if a transformation changed the network", () => {
    expect(child({ sensitive: true }, urn("d"))).toHaveLength(1);
    expect(child({ sensitive: true, allowAttachable: "audit" }, urn("e"))).toHaveLength(1);
  });

  test("is refused if it is another network below the component", () => {
    expect(child(permitting, urn("f"), "other")).toHaveLength(1);
    expect(child(permitting, urn("g"), "payment")).toHaveLength(1);
  });

  test("is refused if the component did not name it", () => {
    const named = (name: string, component: object = permitting): number => {
      const parent = urn(name);
      evaluateResource(policy, { type: overlayNetworkType, name: "payments", urn: parent, props: { ...component } });
      const props = { ...valid, name, attachable: true };
      return evaluate(policy, networkType, "payments", props, {}, { parent }).violations.length;
    };
    expect(named("ledger")).toBe(1);
    expect(named("ledger-0a1b2c3d")).toBe(1);
    expect(named("payments-0a1b2c3d")).toBe(0);
    expect(named("pay", { ...permitting, name: "pay" })).toBe(0);
    expect(named("pai", { ...permitting, name: "pay" })).toBe(1);
  });

  test("is refused below a parent that Pulumi did not show", () => {
    expect(child(undefined, urn("h"))).toHaveLength(1);
  });
});

test("At the level remediate, the rule sets 'attachable' of a sensitive network to false", () => {
  const remediated = (props: object): unknown =>
    remediate(policy, { type: networkType, name: "payments", props: { ...props } });
  expect(remediated({ ...valid, attachable: true })).toEqual(valid);
  expect(remediated(valid)).toBeUndefined();
});
