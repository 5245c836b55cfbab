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

test("The numbers of tasks may be text, and other types count as absent", () => {
  const service = (replicas: unknown, parallelism: unknown): object => ({
    mode: { replicated: { replicas } },
    updateConfig: { parallelism },
  });
  expect(tasksOf(service("5", "3"), 7)).toEqual({ running: 5, surge: 3 });
  for (const other of ["", "many", { toString: 1, valueOf: 1 }, [4], true])
    expect(tasksOf(service(other, other), 7)).toEqual({ running: 1, surge: 1 });
});

test("A service is global even if the flag is text", () => {
  expect(tasksOf({ mode: { global: "true" as never } }, 7)).toEqual({ running: 7, surge: 1 });
});
