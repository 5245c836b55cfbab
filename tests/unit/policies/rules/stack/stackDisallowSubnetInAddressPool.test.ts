import { stackDisallowSubnetInAddressPool as policy } from "../../../../../policies/rules/stack/stackDisallowSubnetInAddressPool";
import { evaluateRule, overlay, silent } from "../../stacks";
import { unknownText } from "../../violations";
import type { EvaluatedResource } from "../../../../../policies/evaluation/evaluate";
import { nodeType } from "../../../../../policies/facts/node";

const node = { type: nodeType, name: "m1", props: { defaultAddressPools: ["10.9.0.0/16", "10.128.0.0/12"] } };
const network = (subnet: string): EvaluatedResource => overlay("n", { ipamConfigs: [{ subnet }] });

test("A subnet inside an address pool of a node is refused", () => {
  expect(evaluateRule(policy, [network("10.130.0.0/24"), node])).toEqual({
    violations: [
      [
        "n",
        'Network "n" has the subnet "10.130.0.0/24" in "10.128.0.0/12", an address pool of node "m1": Swarm may have ' +
          "given it to another network. Use a subnet outside the pools, or leave it out to let Swarm choose.",
      ],
    ],
  });
});

test("A subnet that Swarm has given to the network passes", () => {
  const deployed = (gateway: object): EvaluatedResource =>
    overlay("n", { id: "ndz5n2mkn4xqq6iolrhjfmsbk", ipamConfigs: [{ subnet: "10.130.0.0/24", ...gateway }] });
  expect(evaluateRule(policy, [deployed({ gateway: "10.130.0.1" }), node])).toEqual(silent);
  // The network exists, but its subnet is that of another network.
  expect(evaluateRule(policy, [deployed({}), node]).violations).toHaveLength(1);
});

test("In a preview with the official plugin, the unknown id of a new network leaves nothing undecided", () => {
  const fresh = (subnet: string): EvaluatedResource => overlay("n", { id: unknownText, ipamConfigs: [{ subnet }] });
  expect(evaluateRule(policy, [fresh("10.90.0.0/24"), node])).toEqual(silent);
  const { violations, undecided } = evaluateRule(policy, [fresh("10.130.0.0/24"), node]);
  expect([violations.length, undecided]).toEqual([1, undefined]);
});

test("A subnet outside the pools passes, and so do stacks without pools, subnets or a single swarm", () => {
  expect(evaluateRule(policy, [network("10.90.0.0/24"), node])).toEqual(silent);
  expect(evaluateRule(policy, [network("10.130.0.0/24")])).toEqual(silent);
  expect(evaluateRule(policy, [overlay("n"), node])).toEqual(silent);
  const elsewhere = { ...overlay("e"), provider: { host: "ssh://e" } };
  expect(evaluateRule(policy, [network("10.130.0.0/24"), node, elsewhere])).toEqual(silent);
});
