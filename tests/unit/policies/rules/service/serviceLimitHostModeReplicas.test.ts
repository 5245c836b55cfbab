import { serviceLimitHostModeReplicas as policy } from "../../../../../policies/rules/service/serviceLimitHostModeReplicas";
import { evaluateService, port, silent, undecided } from "../../stacks";
import { unknownText } from "../../violations";

const host = port(8080, { publishMode: "host" });

interface Given {
  readonly mode?: unknown;
  readonly replicas?: unknown;
  readonly ports?: unknown;
  readonly placement?: unknown;
}

const evaluate = (
  { replicas = 3, mode = { replicated: { replicas } }, ports = [host], placement }: Given,
  settings = {},
): ReturnType<typeof evaluateService> =>
  evaluateService(
    policy,
    { mode, endpointSpec: { ports }, taskSpec: { ...(placement === undefined ? {} : { placement }) } },
    settings,
  );

const start = (replicas: number): string =>
  `Service "api" wants ${replicas} tasks that all publish port 8080 of their node in host mode`;

const apart = (replicas: number): ReturnType<typeof evaluateService> => ({
  violations: [
    `${start(replicas)}, but not that a node gets only one of them. Set taskSpec.placement.maxReplicas to 1 or use the mode global, ` +
      `and have at least ${replicas} nodes.`,
  ],
});

it("accepts one task a node: by maxReplicas, by the mode global, or with a single replica", () => {
  expect(evaluate({ placement: { maxReplicas: 1 } })).toEqual(silent);
  expect(evaluate({ mode: { global: true } })).toEqual(silent);
  expect(evaluate({ replicas: 1 })).toEqual(silent);
  expect(evaluate({ replicas: 0 })).toEqual(silent);
  expect(evaluateService(policy, { endpointSpec: { ports: [host] } })).toEqual(silent);
});

it("accepts a port that each node chooses, and ports through the ingress", () => {
  expect(
    evaluate({ ports: [{ targetPort: 8080, publishMode: "host" }, port(0, { publishMode: "host" }), port(8080)] }),
  ).toEqual(silent);
});

it("refuses several tasks that may meet on a node", () => {
  expect(evaluate({})).toEqual(apart(3));
  expect(evaluate({ replicas: "3" })).toEqual(apart(3));
  expect(evaluate({ placement: { maxReplicas: 0 } })).toEqual(apart(3));
  expect(evaluate({ placement: { maxReplicas: 2 } })).toEqual(apart(3));
  expect(evaluate({ ports: [port("8080", { publishMode: "HOST" })] })).toEqual(apart(3));
});

it("refuses more tasks than nodes when it knows how many there are", () => {
  expect(evaluate({ placement: { maxReplicas: 1 } }, { nodes: 2 })).toEqual({
    violations: [
      `${start(3)}, and the swarm has 2 nodes: the others stay pending. Use at most 2 replicas, or the mode global.`,
    ],
  });
  expect(evaluate({ placement: { maxReplicas: 1 } }, { nodes: 3 })).toEqual(silent);
});

it("cannot decide while the replicas, the placement or the mode of a port is unknown and matters", () => {
  expect(evaluate({ replicas: unknownText })).toEqual(undecided("", "mode.replicated.replicas"));
  expect(evaluate({ placement: unknownText })).toEqual(undecided("", "taskSpec.placement"));
  expect(evaluate({ placement: { maxReplicas: unknownText } })).toEqual(
    undecided("", "taskSpec.placement.maxReplicas"),
  );
  expect(evaluate({ ports: [port(80, { publishMode: unknownText })] })).toEqual(
    undecided("", "endpointSpec.ports.0.publishMode"),
  );
  expect(evaluate({ ports: unknownText })).toEqual(undecided("", "endpointSpec.ports"));
  expect(evaluate({ replicas: unknownText, ports: [port(80)] })).toEqual(silent);
  expect(evaluate({ replicas: 1, ports: unknownText })).toEqual(silent);
});

it("reads what a language without types gives as text", () => {
  expect(evaluate({ mode: { global: "true" } })).toEqual(silent);
  expect(evaluate({ replicas: "3", placement: { maxReplicas: "1" } })).toEqual(silent);
  expect(evaluate({ replicas: "3", placement: { maxReplicas: "2" } })).toEqual(apart(3));
});
