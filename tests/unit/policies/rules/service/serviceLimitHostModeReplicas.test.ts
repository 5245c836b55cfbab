import { evaluateResource, urnOf } from "../../../../../policies/evaluation/evaluate";
import { serviceType, swarmServiceType } from "../../../../../policies/facts/service";
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
  `Service "api" has ${replicas} replicas that all publish port 8080 in host mode`;

const apart = (replicas: number): ReturnType<typeof evaluateService> => ({
  violations: [
    `${start(replicas)}, but nothing limits them to one per node. Set taskSpec.placement.maxReplicas to 1 or use ` +
      `the mode global, and make sure that the swarm has at least ${replicas} nodes.`,
  ],
});

test("A fixed port in host mode passes with maxReplicas 1, with the mode global, and with a single replica", () => {
  expect(evaluate({ placement: { maxReplicas: 1 } })).toEqual(silent);
  expect(evaluate({ mode: { global: true } })).toEqual(silent);
  expect(evaluate({ replicas: 1 })).toEqual(silent);
  expect(evaluate({ replicas: 0 })).toEqual(silent);
  expect(evaluateService(policy, { endpointSpec: { ports: [host] } })).toEqual(silent);
});

test("Several replicas may publish a port that each node chooses, and ports through the ingress network", () => {
  expect(
    evaluate({ ports: [{ targetPort: 8080, publishMode: "host" }, port(0, { publishMode: "host" }), port(8080)] }),
  ).toEqual(silent);
});

test("A fixed port in host mode is refused if several tasks can run on one node", () => {
  expect(evaluate({})).toEqual(apart(3));
  expect(evaluate({ replicas: "3" })).toEqual(apart(3));
  expect(evaluate({ placement: { maxReplicas: 0 } })).toEqual(apart(3));
  expect(evaluate({ placement: { maxReplicas: 2 } })).toEqual(apart(3));
  expect(evaluate({ ports: [port("8080", { publishMode: "HOST" })] })).toEqual(apart(3));
});

test("A fixed port in host mode is refused if there are more replicas than nodes", () => {
  expect(evaluate({ placement: { maxReplicas: 1 } }, { nodes: 2 })).toEqual({
    violations: [
      `${start(3)}, but the swarm has room for only 2, one per node: the others stay pending. Reduce the ` +
        "replicas to 2, or use the mode global.",
    ],
  });
  expect(evaluate({ placement: { maxReplicas: 1 } }, { nodes: 3 })).toEqual(silent);
});

test("The rule on host mode cannot decide while an unknown value matters", () => {
  expect(evaluate({ replicas: unknownText })).toEqual(undecided("", "mode.replicated.replicas"));
  expect(evaluate({ mode: unknownText })).toEqual(undecided("", "mode"));
  expect(evaluate({ placement: unknownText })).toEqual(undecided("", "taskSpec.placement"));
  expect(evaluate({ placement: { maxReplicas: unknownText } })).toEqual(
    undecided("", "taskSpec.placement.maxReplicas"),
  );
  expect(evaluate({ ports: [port(80, { publishMode: unknownText })] })).toEqual(
    undecided("", "endpointSpec.ports[0].publishMode"),
  );
  expect(evaluate({ ports: unknownText })).toEqual(undecided("", "endpointSpec.ports"));
  expect(evaluate({ replicas: unknownText, ports: [port(80)] })).toEqual(silent);
  expect(evaluate({ replicas: 1, ports: unknownText })).toEqual(silent);
});

test("The rule on host mode reads numbers and booleans that are given as text", () => {
  expect(evaluate({ mode: { global: "true" } })).toEqual(silent);
  expect(evaluate({ replicas: "3", placement: { maxReplicas: "1" } })).toEqual(silent);
  expect(evaluate({ replicas: "3", placement: { maxReplicas: "2" } })).toEqual(apart(3));
});

describe("A port of a SwarmService, whose publish mode waits for an ingress", () => {
  const verdict = (asked: object, name = "api") => {
    const urn = urnOf(swarmServiceType, `api-${JSON.stringify(asked)}`);
    evaluateResource(policy, { type: swarmServiceType, name: "api", urn, props: { ports: [asked] } });
    const props = {
      mode: { replicated: { replicas: 2 } },
      endpointSpec: { ports: [port(8080, { publishMode: unknownText })] },
      taskSpec: {},
    };
    return evaluateResource(policy, { type: serviceType, name, props, opts: { parent: urn } });
  };

  test("has the mode that the component was asked for", () => {
    expect(verdict({ targetPort: 8080, ingress: unknownText })).toEqual({ violations: [] });
    expect(verdict({ targetPort: 8080, publishMode: "ingress", ingress: unknownText })).toEqual({ violations: [] });
    expect(verdict({ targetPort: 8080, publishMode: "host" }).violations).toHaveLength(1);
  });

  test("leaves the rule undecided if the component does not know it either, or is not the service's own", () => {
    expect(verdict({ targetPort: 8080, publishMode: unknownText }).undecided).toBeDefined();
    expect(verdict({ targetPort: 8080 }, "other").undecided).toBeDefined();
  });
});
