import { stackRequireOddManagers as policy } from "../../../../../policies/rules/stack/stackRequireOddManagers";
import { evaluateRule, silent } from "../../stacks";
import type { EvaluatedResource } from "../../../../../policies/evaluation/evaluate";
import { nodeType } from "../../../../../policies/facts/node";

const joins = { remoteAddresses: ["192.168.1.11:2377"], joinToken: "SWMTKN-1-x" };
const node = (name: string, props: object): EvaluatedResource => ({ type: nodeType, name, props: { ...props } });
const manager = (name: string): EvaluatedResource => node(name, { ...joins, role: "manager" });
const first = node("m1", {});

const refusal = (count: number, names: string, loss: number): ReturnType<typeof evaluateRule> => ({
  violations: [
    [
      "m1",
      `The swarm has ${count} managers (${names}), an even number: it survives the loss of ${loss}, as with ` +
        `${count - 1}. Make it an odd number with 'role'.`,
    ],
  ],
});

test("An even number of managers is refused", () => {
  expect(evaluateRule(policy, [first, manager("m2")])).toEqual(refusal(2, '"m1", "m2"', 0));
  expect(evaluateRule(policy, [manager("m4"), manager("m3"), manager("m2"), first])).toEqual(
    refusal(4, '"m1", "m2", "m3", "m4"', 1),
  );
  expect(evaluateRule(policy, [node("m1", { managerHosts: ["ssh://m2"] }), manager("m2")])).toEqual(
    refusal(2, '"m1", "m2"', 0),
  );
});

test("An odd number of managers passes, with workers and nodes whose role is unknown", () => {
  const others = [node("w1", { ...joins, role: "worker" }), node("x1", joins)];
  expect(evaluateRule(policy, [first, ...others])).toEqual(silent);
  expect(evaluateRule(policy, [first, manager("m2"), manager("m3"), ...others])).toEqual(silent);
});

test("Stacks that do not start one swarm pass", () => {
  expect(evaluateRule(policy, [manager("m2"), manager("m3")])).toEqual(silent);
  expect(evaluateRule(policy, [first, node("m2", {})])).toEqual(silent);
  expect(evaluateRule(policy, [])).toEqual(silent);
});
