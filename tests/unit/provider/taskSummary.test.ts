import type { Task } from "../../../provider/engine/types";
import { summaryOf } from "../../../provider/inspection/taskSummary";

const ports = [{ Protocol: "tcp", TargetPort: 80, PublishedPort: 8080, PublishMode: "host" }];

test("The summary of a task has no spec and no copies of its networks", () => {
  const network = { ID: "backend", Spec: { Name: "backend", DriverConfiguration: { Name: "overlay" } } };
  const task: Task = {
    ID: "task",
    Version: { Index: 1 },
    CreatedAt: "2026-01-01T00:00:00Z",
    Spec: { ContainerSpec: { Image: "shop:1" } },
    ServiceID: "web",
    Slot: 2,
    NodeID: "node1",
    Status: {
      Timestamp: "2026-01-01T00:00:00Z",
      State: "failed",
      Message: "started",
      Err: "exit code 1",
      ContainerStatus: { ContainerID: "container" },
      PortStatus: { Ports: ports },
    },
    DesiredState: "running",
    NetworksAttachments: [{ Network: network, Addresses: ["10.0.1.3/24"] }],
  };
  expect(summaryOf(task)).toEqual({
    ID: "task",
    ServiceID: "web",
    Slot: 2,
    NodeID: "node1",
    Status: { State: "failed", Message: "started", Err: "exit code 1", PortStatus: { Ports: ports } },
    DesiredState: "running",
    NetworksAttachments: [{ Network: { ID: "backend" }, Addresses: ["10.0.1.3/24"] }],
  });
});
