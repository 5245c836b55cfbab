import { tasksOf } from "../../../policies/facts/tasks";
import { unknown } from "../../../swarm/draft";

test.each([
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
])(
  "A service with %j has this number of tasks, and adds this number during an update: %i, %i",
  (service, running, surge) => {
    expect(tasksOf(service, 7)).toEqual({ running, surge });
  },
);

test("The number of tasks is unknown if a value that it depends on is", () => {
  expect(tasksOf({ mode: unknown }, 7)).toEqual({ running: unknown, surge: unknown });
  expect(tasksOf({ mode: { replicated: { replicas: unknown } } }, 7)).toEqual({ running: unknown, surge: unknown });
  expect(tasksOf({ updateConfig: { parallelism: unknown } }, 7)).toEqual({ running: 1, surge: unknown });
});

test("A service is global even if the flag is text", () => {
  expect(tasksOf({ mode: { global: "true" as never } }, 7)).toEqual({ running: 7, surge: 1 });
});
