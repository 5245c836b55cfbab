import type { Node, Service, Task } from "../../../provider/engine/types";
import { namePausedTasks } from "../../../provider/resources/network/pausedTasks";

function node(name: string, change: Partial<Node> = {}, Availability: "active" | "pause" | "drain" = "pause"): Node {
  return {
    ID: name,
    Version: { Index: 1 },
    Spec: { Labels: {}, Role: "worker", Availability },
    Description: { Hostname: name },
    Status: { State: "ready" },
    ...change,
  };
}

function service(Mode: Service["Spec"]["Mode"], ...Constraints: string[]): Service {
  const TaskTemplate = { Placement: { Constraints } };
  return { ID: "s", Version: { Index: 1 }, Spec: { Name: "agent", TaskTemplate, Mode } };
}

function task(NodeID: string, change: Partial<Task> = {}): Task {
  return {
    ID: NodeID,
    Version: { Index: 1 },
    Spec: {},
    ServiceID: "s",
    NodeID,
    Status: { State: "running" },
    DesiredState: "running",
    ...change,
  };
}

const agent = service({ Global: {} });

test("Tasks of a global service on paused nodes are named with their nodes, also while a node is unknown", () => {
  const nodes = [node("b"), node("a", { Status: { State: "unknown" } }), node("c", {}, "active")];
  const tasks = nodes.map(({ ID }) => task(ID));
  expect(namePausedTasks(tasks, { services: [agent], nodes })).toBe('"agent" on node "a", "agent" on node "b"');
});

test.each<[string, Service[], Node, Partial<Task>]>([
  ["of a replicated service, which starts on another node", [service({ Replicated: {} })], node("a"), {}],
  ["of a job, which Swarm removes", [service({ GlobalJob: {} })], node("a"), {}],
  ["of a removed service", [], node("a"), {}],
  ["on a node that no longer meets the constraints", [service({ Global: {} }, "node.role==manager")], node("a"), {}],
  ["on a node that is down", [agent], node("a", { Status: { State: "down" } }), {}],
  ["on a drained node", [agent], node("a", {}, "drain"), {}],
  ["on a removed node", [agent], node("b"), {}],
  ["that is stopping", [agent], node("a"), { DesiredState: "shutdown" }],
  ["that has ended", [agent], node("a"), { Status: { State: "failed" } }],
])("A task %s is not named", (_what, services, place, change) => {
  expect(namePausedTasks([task("a", change)], { services, nodes: [place] })).toBeUndefined();
});
