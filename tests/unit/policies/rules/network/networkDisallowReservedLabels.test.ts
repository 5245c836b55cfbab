import { networkType } from "../../../../../policies/facts/network";
import { networkDisallowReservedLabels as policy } from "../../../../../policies/rules/network/networkDisallowReservedLabels";
import type { Verdict } from "../../violations";
import { accepted, evaluate, undecided, unknownText } from "../../violations";

const network = (labels: unknown): Verdict => evaluate(policy, networkType, "backend", { driver: "overlay", labels });
const refused = (key: string): Verdict => ({
  violations: [
    `Network "backend" has the label "${key}": Swarm reserves labels that start with "com.docker.swarm.". Use a ` +
      "prefix of your own.",
  ],
});

test.each(["com.example.team", "com.docker.stack.namespace", "com.docker.swarmpit", "my.com.docker.swarm.x"])(
  "A network with the label %j passes",
  (label) => {
    expect(network([{ label, value: "true" }])).toEqual(accepted);
  },
);

test.each(["com.docker.swarm.internal", "com.docker.swarm.predefined", "com.docker.swarm.anything"])(
  "A network with the label %j is refused, whatever the value",
  (label) => {
    for (const value of ["true", "", unknownText])
      expect(
        network([
          { label: "team", value: "a" },
          { label, value },
        ]),
      ).toEqual(refused(label));
    expect(network({ [label]: "true" })).toEqual(refused(label));
  },
);

test("A bridge network with a label that Swarm reserves is refused", () => {
  expect(
    evaluate(policy, networkType, "backend", { labels: [{ label: "com.docker.swarm.internal", value: "" }] })
      .violations,
  ).toHaveLength(1);
});

test("The rule on reserved labels needs the keys of labels, not their values", () => {
  expect(network(unknownText)).toEqual(undecided("labels"));
  expect(network([{ label: unknownText, value: "" }])).toEqual(undecided("labels[0].label"));
  expect(network([{ label: "team", value: unknownText }])).toEqual(accepted);
});
