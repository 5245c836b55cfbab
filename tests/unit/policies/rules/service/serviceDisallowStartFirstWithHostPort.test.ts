import { serviceDisallowStartFirstWithHostPort as policy } from "../../../../../policies/rules/service/serviceDisallowStartFirstWithHostPort";
import { evaluateService, silent, undecided } from "../../stacks";
import { unknownText } from "../../violations";

type Said = ReturnType<typeof evaluateService>;

const updating = (order: unknown, mode: unknown, more: object = {}, settings = {}): Said =>
  evaluateService(
    policy,
    {
      taskSpec: {},
      mode,
      updateConfig: { order },
      endpointSpec: { ports: [{ targetPort: 80, publishedPort: 8080, publishMode: "host", ...more }] },
    },
    settings,
  );
const replicas = (count: unknown): object => ({ replicated: { replicas: count } });

const refusal = (spare: string): Said => ({
  violations: [
    'Service "api" publishes the fixed port 8080 in host mode (endpointSpec.ports[0]) and updates with the order ' +
      `"start-first", but it ${spare}: the new task waits for the port that the old one has. Use updateConfig.order ` +
      "\"stop-first\", or leave 'publishedPort' out.",
  ],
});
const global = refusal("is global and has a task on every node");
const replicated = refusal("may have no node to spare");

test("A global service is refused, whatever the number of nodes", () => {
  expect(updating("start-first", { global: true })).toEqual(global);
  expect(updating(" Start-First", { global: "true" }, {}, { nodes: 5 })).toEqual(global);
});

test("A replicated service is refused unless a node is to spare", () => {
  expect(updating("start-first", replicas(2))).toEqual(replicated);
  expect(updating("start-first", undefined)).toEqual(replicated);
  expect(updating("start-first", replicas(3), {}, { nodes: 3 })).toEqual(replicated);
  expect(updating("start-first", replicas(2), {}, { nodes: 3 })).toEqual(silent);
  expect(updating("start-first", replicas(0))).toEqual(silent);
});

test("Another order, the ingress mode and a port that each node chooses pass", () => {
  expect(updating("stop-first", { global: true })).toEqual(silent);
  expect(updating(undefined, { global: true })).toEqual(silent);
  expect(updating("start-first", { global: true }, { publishMode: "ingress" })).toEqual(silent);
  expect(updating("start-first", { global: true }, { publishedPort: 0 })).toEqual(silent);
});

test("A rollback has an order of its own", () => {
  const rolling = (orders: readonly [unknown, unknown]): readonly string[] =>
    evaluateService(policy, {
      taskSpec: {},
      mode: { global: true },
      updateConfig: { order: orders[0] },
      rollbackConfig: { order: orders[1] },
      endpointSpec: { ports: [{ targetPort: 80, publishedPort: 8080, publishMode: "host" }] },
    }).violations.map(String);
  const rollback = global.violations.map((text) =>
    String(text).replace("updates with", "rolls back with").replace("Use updateConfig", "Use rollbackConfig"),
  );
  expect(rolling(["stop-first", "start-first"])).toEqual(rollback);
  expect(rolling(["start-first", "start-first"])).toEqual([...global.violations, ...rollback]);
  expect(rolling([unknownText, "start-first"])).toEqual(rollback);
  expect(rolling(["start-first", "stop-first"])).toEqual(global.violations);
});

test("The rule cannot decide while the order or the mode matters and is unknown", () => {
  expect(updating(unknownText, { global: true })).toEqual(undecided("", "updateConfig.order"));
  expect(updating(unknownText, { global: true }, { publishMode: "ingress" })).toEqual(silent);
  expect(updating("start-first", replicas(unknownText))).toEqual(undecided("", "mode.replicated.replicas"));
});
