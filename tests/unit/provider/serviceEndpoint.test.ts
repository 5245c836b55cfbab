import type { ServiceSpec, Task } from "../../../provider/engine/types";
import { withEndpointForTasks } from "../../../provider/resources/service/serviceEndpoint";
import type { Operation } from "../../../provider/handler/handler";

const placement = { Constraints: ["node.role==worker"] };
const live: ServiceSpec = {
  Name: "web",
  TaskTemplate: { ContainerSpec: { Image: "web:1" }, Placement: placement, ForceUpdate: 3 },
  EndpointSpec: { Mode: "vip" },
};
const published: ServiceSpec = { ...live, EndpointSpec: { Mode: "vip", Ports: [{ TargetPort: 80 }] } };

/** The force count that an update sends, for a task that was created with the placement `made`. */
async function count(next: ServiceSpec, made: object): Promise<number | undefined> {
  const task = { Spec: { ...live.TaskTemplate, Placement: made } } as Task;
  const engine = { listTasks: () => Promise.resolve([task]) } as unknown as Operation["engine"];
  const operation = { engine, signal: new AbortController().signal } as Operation;
  return (await withEndpointForTasks("id", live, next, operation)).TaskTemplate.ForceUpdate;
}

test("A new port forces a restart of tasks with an older placement, which Swarm considers up to date", async () => {
  expect(await count(published, {})).toBe(4);
});

test("Swarm itself restarts tasks with the present placement, and without a new port none must restart", async () => {
  expect(await count(published, placement)).toBe(3);
  expect(await count({ ...live, Labels: { a: "b" } }, {})).toBe(3);
});

test("A force count that the update increases itself is enough", async () => {
  expect(await count({ ...published, TaskTemplate: { ...live.TaskTemplate, ForceUpdate: 9 } }, {})).toBe(9);
});
