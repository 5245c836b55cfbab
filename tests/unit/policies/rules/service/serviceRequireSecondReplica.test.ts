import { serviceRequireSecondReplica as policy } from "../../../../../policies/rules/service/serviceRequireSecondReplica";
import { evaluateService, silent, undecided } from "../../stacks";
import { unknownText } from "../../violations";

type Said = ReturnType<typeof evaluateService>;

const endpointSpec = { ports: [{ targetPort: 80, publishedPort: 8080 }] };
const running = (props: object, taskSpec: object = {}, settings = {}): Said =>
  evaluateService(policy, { taskSpec, endpointSpec, ...props }, settings);
const replicas = (count: unknown): object => ({ mode: { replicated: { replicas: count } } });

const refusal: Said = {
  violations: [
    'Service "api" publishes a port and has one replica: when its node fails, nothing answers until a task runs on ' +
      "another node. Set mode.replicated.replicas to 2 or more, with a placement preference such as " +
      '"spread=node.labels.zone" if nodes can fail together.',
  ],
};

test("A service with a published port and one replica is refused", () => {
  expect(running(replicas(1))).toEqual(refusal);
  expect(running({})).toEqual(refusal);
  expect(running(replicas(1), { containerSpec: { mounts: [{ type: "tmpfs", target: "/tmp" }] } })).toEqual(refusal);
});

test("Other services pass: with more replicas or none, global, without a port, with data, tied to a node", () => {
  expect(running(replicas(2))).toEqual(silent);
  expect(running(replicas(0))).toEqual(silent);
  expect(running({ mode: { global: true } })).toEqual(silent);
  for (const mode of [{ globalJob: true }, { replicatedJob: {} }]) expect(running({ mode })).toEqual(silent);
  expect(evaluateService(policy, { taskSpec: {} })).toEqual(silent);
  for (const type of ["volume", "bind"])
    expect(running({}, { containerSpec: { mounts: [{ type, source: "/x", target: "/x" }] } })).toEqual(silent);
  expect(running({}, { placement: { constraints: ["node.hostname==node1"] } })).toEqual(silent);
  expect(running({}, { placement: { constraints: ["node.role==worker"] } })).toEqual(refusal);
  expect(running({}, {}, { nodes: 1 })).toEqual(silent);
  expect(running({}, {}, { nodes: 2 })).toEqual(refusal);
});

test("The rule cannot decide while the number of replicas or every port is unknown", () => {
  expect(running(replicas(unknownText))).toEqual(undecided("", "mode.replicated.replicas"));
  const publishing = (...ports: readonly object[]): Said => running({ endpointSpec: { ports } });
  const open = { targetPort: 80, publishMode: unknownText };
  expect(publishing(open)).toEqual(undecided("", "endpointSpec.ports[0].publishMode"));
  expect(publishing(open, { targetPort: 80 })).toEqual(refusal);
});
