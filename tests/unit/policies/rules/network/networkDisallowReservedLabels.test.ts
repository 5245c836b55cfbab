import { networkType } from "../../../../../policies/facts/network";
import { networkDisallowReservedLabels as policy } from "../../../../../policies/rules/network/networkDisallowReservedLabels";
import type { Verdict } from "../../violations";
import { accepted, evaluate, undecided, unknownText } from "../../violations";

const network = (labels: unknown): Verdict => evaluate(policy, networkType, "backend", { driver: "overlay", labels });
const refused = (key: string): Verdict => ({
  violations: [
    `Network "backend" has the label "${key}": labels that start with "com.docker.swarm." belong to Swarm. Use a prefix of your own.`,
  ],
});

it.each(["com.example.team", "com.docker.stack.namespace", "com.docker.swarmpit", "my.com.docker.swarm.x"])(
  "accepts %j",
  (label) => {
    expect(network([{ label, value: "true" }])).toEqual(accepted);
  },
);

it.each(["com.docker.swarm.internal", "com.docker.swarm.predefined", "com.docker.swarm.anything"])(
  "refuses %j, with any value",
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

it("refuses it on a bridge as well", () => {
  expect(
    evaluate(policy, networkType, "backend", { labels: [{ label: "com.docker.swarm.internal", value: "" }] })
      .violations,
  ).toHaveLength(1);
});

it("waits for the keys, not for the values", () => {
  expect(network(unknownText)).toEqual(undecided("labels"));
  expect(network([{ label: unknownText, value: "" }])).toEqual(undecided("labels.0.label"));
  expect(network([{ label: "team", value: unknownText }])).toEqual(accepted);
});
