import { tasksOf } from "../../../policies/facts/tasks";
import { unknown } from "../../../swarm/draft";

it.each([
  [{}, 1, 1],
  [{ mode: { replicated: {} } }, 1, 1],
  [{ mode: { replicated: { replicas: 5 } } }, 5, 1],
  [{ mode: { replicated: { replicas: 0 } } }, 0, 0],
  [{ mode: { global: true } }, 7, 1],
  [{ mode: { global: false, replicated: { replicas: 2 } } }, 2, 1],
  [{ mode: { replicated: { replicas: 5 } }, updateConfig: { parallelism: 3 } }, 5, 3],
  [{ mode: { replicated: { replicas: 2 } }, updateConfig: { parallelism: 3 } }, 2, 2],
  [{ mode: { replicated: { replicas: 5 } }, updateConfig: { parallelism: 0 } }, 5, 5],
  [{ mode: { replicated: { replicas: 5 } }, updateConfig: {} }, 5, 1],
])("counts the tasks of %j as %i, and %i more in an update", (service, running, surge) => {
  expect(tasksOf(service, 7)).toEqual({ running, surge });
});

it("keeps what is unknown", () => {
  expect(tasksOf({ mode: unknown }, 7)).toEqual({ running: unknown, surge: unknown });
  expect(tasksOf({ mode: { replicated: { replicas: unknown } } }, 7)).toEqual({ running: unknown, surge: unknown });
  expect(tasksOf({ updateConfig: { parallelism: unknown } }, 7)).toEqual({ running: 1, surge: unknown });
});

it("counts a global service whose flag is text", () => {
  expect(tasksOf({ mode: { global: "true" as never } }, 7)).toEqual({ running: 7, surge: 1 });
});
