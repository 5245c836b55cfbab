import { stackDisallowSharedHostPort as policy } from "../../../../../policies/rules/stack/stackDisallowSharedHostPort";
import { evaluateRule, port, publish, service, silent } from "../../stacks";
import type { EvaluatedResource } from "../../../../../policies/evaluation/evaluate";
import { unknownText } from "../../violations";

const host = { publishMode: "host" };
const global = { mode: { global: true } };
const on = (...constraints: unknown[]): object => ({ taskSpec: { placement: { constraints } } });
const web = (name: string, props: object, published: unknown = 8080, more: object = host): EvaluatedResource =>
  service(name, [], { ...publish(port(published, { ...more })), ...props });

const refusal = (what: string): ReturnType<typeof evaluateRule> => ({
  violations: [
    [
      "b",
      'Services "b" and "a" both publish port 8080/tcp in host mode (endpointSpec.ports[0]) and can run on the same ' +
        `nodes: ${what}. Publish another port, or give them constraints that exclude each other.`,
    ],
  ],
});
const starved = refusal("where one runs, the tasks of the other stay pending");

test("Two services on the same nodes must not publish one port in host mode", () => {
  expect(evaluateRule(policy, [web("b", global), web("a", global)])).toEqual(starved);
  expect(evaluateRule(policy, [web("b", {}), web("a", global)])).toEqual(starved);
  expect(evaluateRule(policy, [web("b", global), web("a", {})])).toEqual(starved);
  expect(evaluateRule(policy, [web("b", {}), web("a", {})])).toEqual(refusal("they compete for nodes"));
  expect(evaluateRule(policy, [web("b", on("node.role==worker")), web("a", global)])).toEqual(starved);
  expect(evaluateRule(policy, [web("b", global), web("a", on("node.role==worker"))])).toEqual(starved);
  expect(evaluateRule(policy, [web("b", on("x==1", "y==2")), web("a", { ...global, ...on("x==1") })])).toEqual(starved);
  expect(evaluateRule(policy, [web("b", on("x==1", "y==2")), web("a", on("y == 2", "x==1"))])).toEqual(
    refusal("they compete for nodes"),
  );
});

test("Other ports, protocols, modes, constraints and swarms pass", () => {
  const one = web("a", global);
  expect(evaluateRule(policy, [one, web("b", global, 8081)])).toEqual(silent);
  expect(evaluateRule(policy, [one, web("b", global, 8079)])).toEqual(silent);
  expect(evaluateRule(policy, [one, web("b", global, 8080, { ...host, protocol: "udp" })])).toEqual(silent);
  expect(evaluateRule(policy, [one, web("b", global, 8080, {})])).toEqual(silent);
  expect(evaluateRule(policy, [one, web("b", global, 0)])).toEqual(silent);
  expect(evaluateRule(policy, [one, { ...web("b", global), provider: { host: "ssh://b" } }])).toEqual(silent);
  expect(
    evaluateRule(policy, [web("a", { ...global, ...on("zone==a") }), web("b", { ...global, ...on("zone==b") })]),
  ).toEqual(silent);
  expect(evaluateRule(policy, [web("a", on("x==1")), web("b", { ...global, ...on("x==1", "y==2") })])).toEqual(silent);
  expect(evaluateRule(policy, [one])).toEqual(silent);
});

test("Services of which something is unknown pass", () => {
  expect(evaluateRule(policy, [web("a", global), web("b", { mode: unknownText })])).toEqual(silent);
  expect(evaluateRule(policy, [web("a", global), web("b", on(unknownText))])).toEqual(silent);
  expect(evaluateRule(policy, [web("a", global), web("b", global, unknownText)])).toEqual(silent);
});
