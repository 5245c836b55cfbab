import { stackDisallowTakenSubnet as policy } from "../../../../../policies/rules/stack/stackDisallowTakenSubnet";
import { evaluateRule, overlay, silent } from "../../stacks";
import { unknownText } from "../../violations";
import type { EvaluatedResource } from "../../../../../policies/evaluation/evaluate";
import { nodeType } from "../../../../../policies/facts/node";

const network = (subnet: string, props = {}): EvaluatedResource =>
  overlay("n", { ipamConfigs: [{ subnet }], ...props });
const node = (props: object): EvaluatedResource => ({ type: nodeType, name: "m1", props: { ...props } });

const refusal = (subnet: string, what: string): ReturnType<typeof evaluateRule> => ({
  violations: [
    [
      "n",
      `Network "n" has the subnet "${subnet}", which ${what}. Use another subnet, or leave it out to let Swarm choose.`,
    ],
  ],
});
const ofNode = (address: string, property: string): string =>
  `contains ${address}, the '${property}' of node "m1": its tasks could not reach it`;

test.each(["advertiseAddress", "listenAddress", "dataPathAddress"])(
  "A subnet must not contain the '%s' of a node",
  (property) => {
    const nodes = node({ [property]: "10.20.0.11:2377" });
    expect(evaluateRule(policy, [network("10.20.0.0/24"), nodes])).toEqual(
      refusal("10.20.0.0/24", ofNode("10.20.0.11", property)),
    );
    expect(evaluateRule(policy, [network("10.20.1.0/24"), nodes])).toEqual(silent);
  },
);

test("A subnet must not contain the address of a manager that a node joins", () => {
  expect(
    evaluateRule(policy, [network("10.20.0.0/24"), node({ remoteAddresses: ["10.9.0.1:2377", "10.20.0.11"] })]),
  ).toEqual(refusal("10.20.0.0/24", ofNode("10.20.0.11", "remoteAddresses")));
});

test("The wildcard address and names of interfaces are in no subnet", () => {
  const nodes = node({ listenAddress: "0.0.0.0:2377", advertiseAddress: "eth0", defaultAddressPools: ["10.9.0.0/16"] });
  expect(evaluateRule(policy, [network("0.0.0.0/8"), nodes])).toEqual(silent);
});

test("A subnet must not be that of the default ingress network", () => {
  const what = "overlaps 10.0.0.0/24, the subnet of the default ingress network: Swarm would assign no addresses on it";
  expect(evaluateRule(policy, [network("10.0.0.0/24")])).toEqual(refusal("10.0.0.0/24", what));
  expect(evaluateRule(policy, [network("10.0.0.128/25"), node({})])).toEqual(refusal("10.0.0.128/25", what));
  expect(evaluateRule(policy, [network("10.0.1.0/24")])).toEqual(silent);
});

test("The default ingress network may be elsewhere, by the stack or by the settings", () => {
  const subnet = "10.0.0.0/24";
  expect(evaluateRule(policy, [network(subnet), overlay("edge", { ingress: true })])).toEqual(silent);
  expect(evaluateRule(policy, [network(subnet, { ingress: true })])).toEqual(silent);
  expect(evaluateRule(policy, [network(subnet), node({ defaultAddressPools: ["10.128.0.0/12"] })])).toEqual(silent);
  expect(evaluateRule(policy, [network(subnet)], { defaultIngress: [] })).toEqual(silent);
});

/** A network as the state of a deployed stack describes it. */
const deployed = (gateway: object, id = "ndz5n2mkn4xqq6iolrhjfmsbk"): EvaluatedResource =>
  overlay("n", { id, ipamConfigs: [{ subnet: "10.0.0.0/24", ...gateway }] });

test("Where a deployed network has its addresses, the default ingress network is elsewhere", () => {
  expect(evaluateRule(policy, [deployed({ gateway: "10.0.0.1" })])).toEqual(silent);
  // Its tasks still cannot reach a node with one of the addresses.
  expect(evaluateRule(policy, [deployed({ gateway: "10.0.0.1" }), node({ advertiseAddress: "10.0.0.11" })])).toEqual(
    refusal("10.0.0.0/24", ofNode("10.0.0.11", "advertiseAddress")),
  );
});

test.each([
  ["exists without addresses", deployed({})],
  ["exists with an empty gateway", deployed({ gateway: "" })],
  ["is new, with a gateway", deployed({ gateway: "10.0.0.9" }, "")],
])("A network with the subnet of the default ingress network that %s is refused", (_, subject) => {
  const what = "overlaps 10.0.0.0/24, the subnet of the default ingress network: Swarm would assign no addresses on it";
  expect(evaluateRule(policy, [subject])).toEqual(refusal("10.0.0.0/24", what));
});

test("In a preview with the official plugin, the unknown id of a new network leaves nothing undecided", () => {
  expect(evaluateRule(policy, [overlay("n", { id: unknownText, ipamConfigs: [{ subnet: "10.5.0.0/24" }] })])).toEqual(
    silent,
  );
  const what = "overlaps 10.0.0.0/24, the subnet of the default ingress network: Swarm would assign no addresses on it";
  expect(evaluateRule(policy, [deployed({ gateway: unknownText }, unknownText)])).toEqual(refusal("10.0.0.0/24", what));
});

test("Stacks with two swarms pass, because their nodes cannot be told apart", () => {
  const elsewhere = { ...overlay("e"), provider: { host: "ssh://e" } };
  expect(evaluateRule(policy, [network("10.0.0.0/24"), elsewhere])).toEqual(silent);
});
