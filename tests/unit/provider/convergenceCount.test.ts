import type { Node, Service, ServiceSpec, Task, TaskState } from "../../../provider/engine/types";
import { countTasks, isPresent } from "../../../provider/resources/service/convergenceCount";
import { meetsConstraints } from "../../../swarm/scheduling/constraints";

function node(id: string, change: object = {}): Node {
  return {
    ID: id,
    Version: { Index: 1 },
    Spec: { Labels: { zone: "A" }, Role: "worker", Availability: "active" },
    Description: {
      Hostname: `host-${id}`,
      Platform: { Architecture: "x86_64", OS: "linux" },
      Engine: { Labels: { disk: "ssd" } },
    },
    Status: { State: "ready", Addr: "10.0.0.7" },
    ...change,
  };
}

function task(state: TaskState, change: Partial<Task> = {}): Task {
  return {
    ID: `${change.Slot ?? ""}${change.NodeID ?? ""}${state}${change.CreatedAt ?? ""}`,
    Version: { Index: 1 },
    Spec: {},
    ServiceID: "s",
    NodeID: "a",
    DesiredState: "running",
    Status: { State: state },
    ...change,
  };
}

function service(spec: Partial<ServiceSpec>): Service {
  return { ID: "s", Version: { Index: 1 }, Spec: { Name: "web", TaskTemplate: {}, ...spec } };
}

const replicated = (replicas: number, condition = "any"): Service =>
  service({ Mode: { Replicated: { Replicas: replicas } }, TaskTemplate: { RestartPolicy: { Condition: condition } } });
const global = (...constraints: string[]): Service =>
  service({ Mode: { Global: {} }, TaskTemplate: { Placement: { Constraints: constraints } } });

function summary(...args: Parameters<typeof countTasks>): string {
  const { done, expected, alive } = countTasks(...args);
  return `${done}/${expected}, ${alive.size} alive`;
}

const nodes = [node("a"), node("b")];

test("A replicated service expects its replicas, and each slot counts once", () => {
  const tasks = [task("running", { Slot: 1 }), task("running", { Slot: 1 }), task("starting", { Slot: 2 })];
  expect(summary(replicated(3), tasks, nodes)).toBe("1/3, 2 alive");
});

test("A task that should stop does not count, nor does a task on a node that is down", () => {
  const tasks = [
    task("running", { Slot: 1, DesiredState: "shutdown" }),
    task("running", { Slot: 2, NodeID: "b" }),
    task("running", { Slot: 3 }),
  ];
  const lost = [node("a"), node("b", { Status: { State: "down" } })];
  expect(summary(replicated(3), tasks, lost)).toBe("1/3, 1 alive");
});

test("A service with zero replicas has converged at once", () => {
  expect(summary(replicated(0), [], nodes)).toBe("0/0, 0 alive");
});

test("A completed one-shot task is done; a task that Swarm restarts is not", () => {
  const ended = [task("complete", { Slot: 1, DesiredState: "shutdown" })];
  expect(summary(replicated(1, "none"), ended, nodes)).toBe("1/1, 1 alive");
  expect(summary(replicated(1, "any"), ended, nodes)).toBe("0/1, 0 alive");
});

test("The latest attempt of a one-shot task counts", () => {
  const tries = [
    task("complete", { Slot: 1, DesiredState: "shutdown", CreatedAt: "2026-01-01T00:00:01Z" }),
    task("failed", { Slot: 1, DesiredState: "shutdown", CreatedAt: "2026-01-01T00:00:02Z" }),
  ];
  expect(summary(replicated(1, "on-failure"), tries, nodes)).toBe("0/1, 0 alive");
});

describe("A global service", () => {
  test("expects a task on each node that is not down, active and meets its constraints", () => {
    const all = [
      node("a"),
      node("b", { Spec: { Labels: { zone: "B" }, Role: "worker", Availability: "active" } }),
      node("c", { Spec: { Labels: { zone: "A" }, Role: "worker", Availability: "drain" } }),
      node("d", { Status: { State: "down" } }),
      node("e"),
    ];
    const tasks = [
      task("running", { NodeID: "a" }),
      task("preparing", { NodeID: "e" }),
      task("running", { NodeID: "c" }),
    ];
    expect(summary(global("node.labels.zone==a"), tasks, all)).toBe("1/2, 2 alive");
  });

  test.each(["unknown", "disconnected"])("expects a task on a node whose state is %s, as Swarm does", (State) => {
    const Description = { Engine: { EngineVersion: "29.2.1" } };
    const all = [node("a"), node("b", { Status: { State }, Description }), node("c", { Status: { State: "down" } })];
    expect(summary(global(), [task("running", { NodeID: "a" })], all)).toBe("1/2, 1 alive");
  });

  test("expects no task on a node that has never been connected to its manager", () => {
    const all = [node("a"), node("b", { Status: { State: "unknown" } })];
    expect(summary(global(), [task("running", { NodeID: "a" })], all)).toBe("1/1, 1 alive");
  });

  test("without a matching node expects no tasks, and does not hang", () => {
    expect(summary(global("node.labels.zone==c"), [], nodes)).toBe("0/0, 0 alive");
  });
});

test.each([
  ["node.id==a", true],
  ["node.id != a", false],
  ["node.hostname==HOST-A", true],
  ["node.role==worker", true],
  ["node.role!=manager", true],
  ["node.labels.zone==a", true],
  ["node.labels.Zone==a", false],
  ["node.labels.rack==", true],
  ["node.labels.rack!=r1", true],
  ["engine.labels.disk==ssd", true],
  ["node.platform.os==linux", true],
  ["node.platform.arch==amd64", true],
  ["node.platform.arch==arm64", false],
  ["node.ip==10.0.0.7", true],
  ["node.ip==10.0.0.0/24", true],
  ["node.ip==10.0.1.0/24", false],
  ["node.colour==red", false],
  ["node.colour!=red", false],
])("Constraint %j: met is %s", (constraint, expected) => {
  expect(meetsConstraints(node("a"), [constraint])).toBe(expected);
});

describe("A job", () => {
  const job = (spec: Partial<ServiceSpec>): Service => ({
    ...service(spec),
    JobStatus: { JobIteration: { Index: 2 } },
  });
  const replicatedJob = job({ Mode: { ReplicatedJob: { MaxConcurrent: 1, TotalCompletions: 3 } } });
  const wanted = { DesiredState: "complete" } as const;

  test("expects its completions, and a task that runs is alive but not done", () => {
    const tasks = [task("complete", { ...wanted }), task("running", { ...wanted, Slot: 1 })];
    expect(summary(replicatedJob, tasks, nodes)).toBe("1/3, 2 alive");
  });

  test("counts its first slot, which the Engine leaves out, once on all nodes", () => {
    const tasks = [task("failed", { NodeID: "a", ...wanted }), task("complete", { NodeID: "b", ...wanted })];
    expect(summary(replicatedJob, tasks, nodes)).toBe("1/3, 1 alive");
  });

  test("on each node expects a completion on each node that matches", () => {
    const globalJob = job({ Mode: { GlobalJob: {} } });
    const tasks = [task("complete", { NodeID: "a", ...wanted }), task("running", { NodeID: "b", ...wanted })];
    expect(summary(globalJob, tasks, nodes)).toBe("1/2, 2 alive");
  });

  test("is done when it has completed, whatever its restart policy says", () => {
    const any = job({ Mode: { GlobalJob: {} }, TaskTemplate: { RestartPolicy: { Condition: "any" } } });
    expect(summary(any, [task("complete", wanted)], [node("a")])).toBe("1/1, 1 alive");
  });

  test("ignores the tasks of earlier executions; the number of the first one is absent", () => {
    const present = (JobIteration?: object): boolean =>
      isPresent(replicatedJob, task("complete", { ...wanted, ...(JobIteration && { JobIteration }) }));
    expect([present({ Index: 2 }), present({ Index: 1 }), present({}), present()]).toEqual([true, false, false, false]);
    const first = { ...replicatedJob, JobStatus: { JobIteration: {} } };
    expect(isPresent(first, task("complete", { JobIteration: {} }))).toBe(true);
    expect(isPresent(replicated(1), task("running"))).toBe(true);
  });
});
