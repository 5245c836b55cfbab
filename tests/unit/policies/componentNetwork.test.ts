import { evaluateResource } from "../../../policies/evaluation/evaluate";
import { asDeployed, mayBeHidden } from "../../../policies/facts/componentNetwork";
import { ingressConfigType, networkType, overlayNetworkType } from "../../../policies/facts/network";
import { networkDisallowReservedVxlanId } from "../../../policies/rules/network/networkDisallowReservedVxlanId";
import { networkLimitMtu } from "../../../policies/rules/network/networkLimitMtu";
import { networkRequireEncryptionWhenSensitive } from "../../../policies/rules/network/networkRequireEncryptionWhenSensitive";
import { networkRequirePrivateSubnet } from "../../../policies/rules/network/networkRequirePrivateSubnet";

type Properties = Record<string, unknown>;
type Rule = Parameters<typeof evaluateResource>[0];

let count = 0;

/**
 * Shows a rule a component, and then its network with the inputs of the old one, as Pulumi does while it replaces the
 * network.
 */
function evaluateReplacement(
  rule: Rule,
  type: string,
  component: Properties,
  old: Properties,
  ignoreChanges: string[],
) {
  const name = `net-${count++}`;
  const urn = `urn:pulumi:dev::test::${type}::${name}`;
  evaluateResource(rule, { type, name, urn, props: component });
  const child = { type: networkType, name, props: old, opts: { parent: urn, ignoreChanges } };
  return evaluateResource(rule, child);
}

const hidden = ["options", "ipamConfigs"];
const marked = { driver: "overlay", labels: [{ label: "swarm.network.sensitive", value: "true" }] };

test("A network that becomes sensitive passes, although its old options are not encrypted", () => {
  const verdict = evaluateReplacement(
    networkRequireEncryptionWhenSensitive,
    overlayNetworkType,
    { sensitive: true },
    { ...marked, options: {} },
    hidden,
  );
  expect(verdict.violations).toEqual([]);
});

test("A sensitive network that loses its encryption is refused, although its old options are encrypted", () => {
  const verdict = evaluateReplacement(
    networkRequireEncryptionWhenSensitive,
    overlayNetworkType,
    { sensitive: "true", encrypted: false },
    { ...marked, options: { encrypted: "true" } },
    hidden,
  );
  expect(verdict.violations).toHaveLength(1);
});

test("Without ignoreChanges, the network's own inputs count", () => {
  const verdict = evaluateReplacement(
    networkRequireEncryptionWhenSensitive,
    overlayNetworkType,
    { sensitive: true },
    { ...marked, options: {} },
    [],
  );
  expect(verdict.violations).toHaveLength(1);
});

test("A rule evaluates the new subnet of a component, including an IngressConfig", () => {
  const old = { driver: "overlay", ipamConfigs: [{ subnet: "8.8.0.0/24" }] };
  const evaluate = (type: string, component: Properties) =>
    evaluateReplacement(networkRequirePrivateSubnet, type, component, old, hidden).violations.length;
  expect(evaluate(overlayNetworkType, { subnets: [{ subnet: "10.9.0.0/24" }] })).toBe(0);
  expect(evaluate(overlayNetworkType, { subnets: [{ subnet: "9.9.0.0/24" }] })).toBe(1);
  expect(evaluate(overlayNetworkType, {})).toBe(0);
  expect(evaluate(ingressConfigType, { subnet: "10.9.0.0/24" })).toBe(0);
  expect(evaluate(ingressConfigType, { subnet: "9.9.0.0/24" })).toBe(1);
});

test("A rule evaluates the new MTU of a component", () => {
  const old = { driver: "overlay", options: { "com.docker.network.driver.mtu": "70" } };
  const evaluate = (component: Properties) =>
    evaluateReplacement(networkLimitMtu, overlayNetworkType, component, old, hidden).violations.length;
  expect(evaluate({ mtu: 1450 })).toBe(0);
  expect(evaluate({ mtu: 71 })).toBe(1);
});

test("A rule cannot decide if an input of the component is unknown", () => {
  const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
  const verdict = evaluateReplacement(
    networkRequireEncryptionWhenSensitive,
    overlayNetworkType,
    { encrypted: unknown },
    { ...marked, options: {} },
    hidden,
  );
  expect(verdict.violations).toEqual([]);
  expect(verdict.undecided).toBeDefined();
});

test("The network of a sensitive OverlayNetwork is sensitive even if a transform has removed its label", () => {
  const evaluate = (sensitive: unknown) =>
    evaluateReplacement(
      networkRequireEncryptionWhenSensitive,
      overlayNetworkType,
      { sensitive },
      { driver: "overlay" },
      [],
    );
  expect(evaluate(true).violations).toHaveLength(1);
  expect(evaluate("true").violations).toHaveLength(1);
  expect(evaluate(false)).toEqual({ violations: [] });
  expect(evaluate("04da6b54-80e4-46f7-96ec-b56ff0331ba9")).toEqual({
    violations: [],
    undecided: expect.stringMatching(/^overlaynetwork "net-\d+": not known before deployment: sensitive$/) as string,
  });
});

describe("At the end of a preview or update, a rule", () => {
  const overlay = { driver: "overlay" };
  const bad = { ...overlay, ipamConfigs: [{ subnet: "8.8.0.0/24" }] };
  const good = { subnets: [{ subnet: "10.9.0.0/24" }] };

  const atEnd = (component: Properties, props: Properties, made: readonly string[] = []) => {
    const name = `net-${count++}`;
    const urn = `urn:pulumi:dev::test::${overlayNetworkType}::${name}`;
    evaluateResource(networkRequirePrivateSubnet, { type: overlayNetworkType, name, urn, props: component });
    const child = { type: networkType, name, props, opts: { parent: urn, ignoreChanges: hidden } };
    return asDeployed(new Set(made), () => Promise.resolve(evaluateResource(networkRequirePrivateSubnet, child)));
  };

  test("evaluates what is deployed, whatever the inputs of the component are", async () => {
    expect((await atEnd(good, bad)).violations).toHaveLength(1);
    expect((await atEnd(good, { ...overlay, ipamConfigs: [{ subnet: "10.9.1.0/24" }] })).violations).toEqual([]);
  });

  test("accepts the VXLAN IDs that Swarm has assigned", async () => {
    const options = { "com.docker.network.driver.overlay.vxlanid_list": "4099" };
    const props = { ...overlay, options };
    const child = { type: networkType, name: "assigned", props, opts: { ignoreChanges: hidden } };
    const evaluate = () => evaluateResource(networkDisallowReservedVxlanId, child);
    expect(evaluate().violations).toHaveLength(1);
    expect(await asDeployed(new Set(), () => Promise.resolve(evaluate()))).toEqual({ violations: [] });
  });

  test("does not wait for values that Swarm fills in, but for those of other resources", async () => {
    const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
    const open = { ...overlay, ipamConfigs: [{ subnet: unknown }], labels: unknown };
    expect(await atEnd(good, open)).toEqual({ violations: [] });
    expect((await atEnd(good, open, ["ipamConfigs"])).undecided).toBe(
      "not known before deployment: ipamConfigs[0].subnet",
    );
  });
});

test("Pulumi may show old values of each resource of the docker package that ignores changes", () => {
  expect(mayBeHidden(networkType, ["options"])).toBe(true);
  expect(mayBeHidden("docker:index/service:Service", ["taskSpec"])).toBe(true);
  expect(mayBeHidden(networkType, [])).toBe(false);
  expect(mayBeHidden("random:index:Any", ["x"])).toBe(false);
});
