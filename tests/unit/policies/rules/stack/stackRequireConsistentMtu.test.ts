import { stackRequireConsistentMtu as policy } from "../../../../../policies/rules/stack/stackRequireConsistentMtu";
import type { EvaluatedResource } from "../../../../../policies/evaluation/evaluate";
import { evaluateRule, overlay, silent, undecided } from "../../stacks";
import { unknownText } from "../../violations";

const option = "com.docker.network.driver.mtu";
const sized = (name: string, mtu?: unknown, more = {}): EvaluatedResource =>
  overlay(name, { ...(mtu === undefined ? {} : { options: { [option]: mtu } }), ...more });

const said = (name: string, mtu: number, fault: string): readonly [string, string] => [
  name,
  `Network "${name}" has the MTU ${mtu}, ${fault}. All overlay networks of a swarm share the network between its ` +
    `nodes. Set the option ${option} of each to the MTU of that network; the driver subtracts its own headers.`,
];

test("The rule accepts networks with the same MTU, and networks without the option", () => {
  expect(
    evaluateRule(policy, [sized("a", "1450"), sized("b", "1450"), sized("edge", "1450", { ingress: true })]),
  ).toEqual(silent);
  expect(evaluateRule(policy, [sized("a"), sized("b"), sized("c", "1500"), sized("d", "0")])).toEqual(silent);
  expect(evaluateRule(policy, [sized("a", "9000")])).toEqual(silent);
});

test("The rule reports the network that differs from the majority, encrypted or not", () => {
  expect(evaluateRule(policy, [sized("a", "1450"), sized("b", "1450"), sized("c", "1400")])).toEqual({
    violations: [said("c", 1400, "unlike 2 other networks with 1450")],
  });
});

test("The rule assumes 1500 without the option, or if it is misspelled", () => {
  const stack = [sized("a", "1450"), sized("b", "1450")];
  const fault = said("c", 1500, "unlike 2 other networks with 1450");
  expect(evaluateRule(policy, [...stack, sized("c")])).toEqual({ violations: [fault] });
  expect(evaluateRule(policy, [...stack, overlay("c", { options: { "com.docker.network.mtu": "1450" } })])).toEqual({
    violations: [fault],
  });
});

test("The rule parses numbers like Docker", () => {
  expect(evaluateRule(policy, [sized("a", "1450"), sized("b", "+1450"), sized("c", 1450)])).toEqual(silent);
});

test("The rule includes docker_gwbridge, but no other bridge", () => {
  const bridge = (name: string): EvaluatedResource => sized("gw", "1400", { driver: "bridge", name });
  expect(evaluateRule(policy, [sized("a", "1450"), sized("b", "1450"), bridge("docker_gwbridge")]).violations).toEqual([
    said("gw", 1400, "unlike 2 other networks with 1450"),
  ]);
  expect(evaluateRule(policy, [sized("a", "1450"), sized("b", "1450"), bridge("other")])).toEqual(silent);
});

test("The rule compares with the MTU of the network between the nodes if the setting names it", () => {
  const fault = "larger than the MTU 1400 of the network between the nodes";
  expect(evaluateRule(policy, [sized("a"), sized("b", "1400")], { underlay: 1400 })).toEqual({
    violations: [said("a", 1500, fault)],
  });
  expect(evaluateRule(policy, [sized("a", "1400"), sized("b", "1400")], { underlay: 9000 })).toEqual(silent);
});

test("The rule checks each swarm separately", () => {
  expect(
    evaluateRule(policy, [
      { ...sized("a", "1450"), provider: { host: "east" } },
      { ...sized("b", "9000"), provider: { host: "west" } },
    ]),
  ).toEqual(silent);
});

test("The rule leaves a value that is not a number to another rule", () => {
  expect(evaluateRule(policy, [sized("a", "1450"), sized("b", "big")])).toEqual(silent);
});

test("The rule reports what is certain, and names the network that it could not check", () => {
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

test("The rule ignores other unknown options", () => {
  const vxlan = { options: { "com.docker.network.driver.overlay.vxlanid_list": unknownText } };
  expect(evaluateRule(policy, [overlay("a", vxlan), overlay("b", vxlan)])).toEqual(silent);
});

test("The rule compares the docker_gwbridge of a node with the only swarm of the stack", () => {
  const at = (host: string, resource: EvaluatedResource): EvaluatedResource => ({ ...resource, provider: { host } });
  const bridge = at("tcp://node2:2376", sized("bridge", "1500", { driver: "bridge", name: "docker_gwbridge" }));
  const overlays = [sized("a", "1450"), sized("b", "1450")].map((one) => at("tcp://manager:2376", one));
  expect(evaluateRule(policy, [...overlays, bridge])).toEqual({
    violations: [said("bridge", 1500, "unlike 2 other networks with 1450")],
  });
  expect(evaluateRule(policy, [...overlays, at("tcp://other:2376", sized("c", "1450")), bridge])).toEqual(silent);
});

test.each<[string, (name: string) => EvaluatedResource]>([
  ["option is", (name) => sized(name, unknownText)],
  ["options are", (name) => overlay(name, { options: unknownText })],
])("The rule counts a network whose %s unknown for each value", (_, open) => {
  const reported = (...stack: readonly EvaluatedResource[]): unknown => evaluateRule(policy, stack).violations;
  const three = [sized("a", "1450"), sized("b", "1450"), sized("c", "1450")];
  const two = [sized("d", "1400"), sized("e", "1400")];
  // With the unknown one, 1400 may be as frequent as 1450, and smaller. 1300 cannot be.
  const fault = said("f", 1300, "unlike 3 other networks with 1450");
  expect(reported(...three, ...two, sized("f", "1300"), open("g"))).toEqual([fault]);
  expect(reported(sized("a", "1450"), sized("b", "1450"), sized("c", "1500"), open("d"), open("e"))).toEqual([]);
  expect(reported(sized("a", "1450"), sized("b", "1400"), open("c"))).toEqual([]);
});
