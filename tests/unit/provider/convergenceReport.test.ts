import type { Node, Service, Task } from "../../../provider/engine/types";
import { describeTasks } from "../../../provider/resources/service/convergenceReport";

const service = {
  ID: "service",
  Version: { Index: 1 },
  Spec: { Name: "api", TaskTemplate: {}, Mode: { Replicated: { Replicas: 1 } } },
} as Service;
const nodes = ["node1", "node2"].map((name) => ({ ID: name, Description: { Hostname: name } })) as Node[];

function failed(on: string, second: number, error: string): Task {
  const time = `2026-11-29T12:00:0${second}Z`;
  return {
    ID: `task${second}`,
    ServiceID: "service",
    Slot: 1,
    NodeID: on,
    CreatedAt: time,
    UpdatedAt: time,
    DesiredState: "shutdown",
    Spec: {},
    Status: { State: "failed", Err: error, Timestamp: time },
  } as unknown as Task;
}

test("Equal failures on one node are one line with their number, the latest failure first", () => {
  const exit = "task: non-zero exit (1)";
  const tasks = [
    failed("node1", 1, exit),
    failed("node2", 2, exit),
    failed("node1", 3, exit),
    failed("node2", 4, "oom"),
  ];
  expect(describeTasks(service, tasks, nodes)).toEqual([
    'api.1 on node2 failed: "oom"',
    'api.1 on node1 failed: "task: non-zero exit (1)" (2 times)',
    'api.1 on node2 failed: "task: non-zero exit (1)"',
  ]);
});
