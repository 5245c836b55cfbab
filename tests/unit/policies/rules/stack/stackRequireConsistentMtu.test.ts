import { stackRequireConsistentMtu as policy } from "../../../../../policies/rules/stack/stackRequireConsistentMtu";
import type { EvaluatedResource } from "../../../../../policies/evaluation/evaluate";
import { evaluateRule, overlay, silent, undecided } from "../../stacks";
import { unknownText } from "../../violations";

const option = "com.docker.network.driver.mtu";
const sized = (name: string, mtu?: unknown, more = {}): EvaluatedResource =>
  overlay(name, { ...(mtu === undefined ? {} : { options: { [option]: mtu } }), ...more });

const said = (name: string, mtu: number, fault: string): readonly [string, string] => [
  name,
  `Network "${name}" has the MTU ${mtu}, ${fault}. All overlays of a swarm share the network between its nodes. ` +
    `Give each the option ${option} with that network's MTU; the driver subtracts its headers itself.`,
];

it("accepts networks that agree, or that all leave the option out", () => {
  expect(
    evaluateRule(policy, [sized("a", "1450"), sized("b", "1450"), sized("edge", "1450", { ingress: true })]),
  ).toEqual(silent);
  expect(evaluateRule(policy, [sized("a"), sized("b"), sized("c", "1500"), sized("d", "0")])).toEqual(silent);
  expect(evaluateRule(policy, [sized("a", "9000")])).toEqual(silent);
});

it("names the one that differs from most, encrypted or not", () => {
  expect(evaluateRule(policy, [sized("a", "1450"), sized("b", "1450"), sized("c", "1400")])).toEqual({
    violations: [said("c", 1400, "not that of the 2 other networks that have 1450")],
  });
});

it("takes a network without the option, and a misspelt one, for 1500", () => {
  const stack = [sized("a", "1450"), sized("b", "1450")];
  const fault = said("c", 1500, "not that of the 2 other networks that have 1450");
  expect(evaluateRule(policy, [...stack, sized("c")])).toEqual({ violations: [fault] });
  expect(evaluateRule(policy, [...stack, overlay("c", { options: { "com.docker.network.mtu": "1450" } })])).toEqual({
    violations: [fault],
  });
});

it("reads numbers as Docker does", () => {
  expect(evaluateRule(policy, [sized("a", "1450"), sized("b", "+1450"), sized("c", 1450)])).toEqual(silent);
});

it("counts docker_gwbridge, and no other bridge", () => {
  const bridge = (name: string): EvaluatedResource => sized("gw", "1400", { driver: "bridge", name });
  expect(evaluateRule(policy, [sized("a", "1450"), sized("b", "1450"), bridge("docker_gwbridge")]).violations).toEqual([
    said("gw", 1400, "not that of the 2 other networks that have 1450"),
  ]);
  expect(evaluateRule(policy, [sized("a", "1450"), sized("b", "1450"), bridge("other")])).toEqual(silent);
});

it("compares with the network between the nodes when that is known", () => {
  const fault = "above that of the network between the nodes, which is 1400";
  expect(evaluateRule(policy, [sized("a"), sized("b", "1400")], { underlay: 1400 })).toEqual({
    violations: [said("a", 1500, fault)],
  });
  expect(evaluateRule(policy, [sized("a", "1400"), sized("b", "1400")], { underlay: 9000 })).toEqual(silent);
});

it("looks at each swarm by itself", () => {
  expect(
    evaluateRule(policy, [
      { ...sized("a", "1450"), provider: { host: "east" } },
      { ...sized("b", "9000"), provider: { host: "west" } },
    ]),
  ).toEqual(silent);
});

it("leaves a value that is no number to another rule", () => {
  expect(evaluateRule(policy, [sized("a", "1450"), sized("b", "big")])).toEqual(silent);
});

it("checks what is known, and says which network it could not check", () => {
  const stack = [
    sized("a", "1450"),
    sized("b", "1450"),
    sized("c"),
    overlay("d", { options: { x: unknownText, [option]: unknownText } }),
  ];
  const verdict = evaluateRule(policy, stack);
  expect(verdict.violations).toHaveLength(1);
  expect(verdict.undecided).toBe(undecided(`network "d"`, `options["${option}"]`).undecided);
  expect(evaluateRule(policy, [sized("d", unknownText)])).toEqual(silent);
});

it("is not held up by an option that has nothing to do with it", () => {
  const vxlan = { options: { "com.docker.network.driver.overlay.vxlanid_list": unknownText } };
  expect(evaluateRule(policy, [overlay("a", vxlan), overlay("b", vxlan)])).toEqual(silent);
});

it("holds a node's docker_gwbridge against the only swarm of the stack, though its provider is that of the node", () => {
  const at = (host: string, resource: EvaluatedResource): EvaluatedResource => ({ ...resource, provider: { host } });
  const bridge = at("tcp://node2:2376", sized("bridge", "1500", { driver: "bridge", name: "docker_gwbridge" }));
  const overlays = [sized("a", "1450"), sized("b", "1450")].map((one) => at("tcp://manager:2376", one));
  expect(evaluateRule(policy, [...overlays, bridge])).toEqual({
    violations: [said("bridge", 1500, "not that of the 2 other networks that have 1450")],
  });
  expect(evaluateRule(policy, [...overlays, at("tcp://other:2376", sized("c", "1450")), bridge])).toEqual(silent);
});
