import type { Engine } from "./engine";
import { isNotFound } from "./meaning";
import { Recently } from "./recently";
import type { Filters, Service, Task } from "./types";

/**
 * How many tasks one answer should have at most, without the ended ones that Swarm keeps, five per slot by default. A
 * task takes two to five kB, and no string in Node.js can be longer than 512 MiB.
 */
const tasksPerRequest = 5000;

/** How many services one request names at most, so that its request line does not become too long for a proxy. */
const servicesPerRequest = 100;

/** The number of tasks that a global service is assumed to have. */
const tasksOfGlobal = 100;

const wanted = new Recently(1000, (engine) =>
  listTasksInParts(engine, { filters: { "desired-state": ["ready", "running"] }, pick: (task) => task }),
);

/**
 * The tasks that Swarm wants to run, without those that have ended or are stopping. In a preview, all resources share
 * one array, so that they can cache what they derive from it.
 */
export function findWantedTasks(engine: Engine, signal: AbortSignal | undefined): Promise<readonly Task[]> {
  return wanted.at(engine, signal);
}

/** Which tasks {@link listTasksInParts} returns, and what of them. */
export interface TaskSelection<T> {
  /** Filters of the Engine. @default none */
  readonly filters?: Filters;
  /** What to keep of a task; `undefined` leaves it out. Everything else leaves the memory with the task's part. */
  readonly pick: (task: Task) => T | undefined;
}

/**
 * The tasks of the whole swarm, including those of removed services. In a swarm with many tasks, it reads those of some
 * services at a time: the Engine finds them by an index, and no answer becomes too long.
 */
export async function listTasksInParts<T>(
  engine: Engine,
  { filters = {}, pick }: TaskSelection<T>,
  signal?: AbortSignal,
): Promise<T[]> {
  const services = await engine.listServices({}, {}, signal);
  const found = new Map<string, T>();
  const add = (tasks: readonly Task[]): void => {
    for (const task of tasks) {
      const picked = pick(task);
      if (picked !== undefined) found.set(task.ID, picked);
    }
  };
  if (services.reduce((sum, service) => sum + expectedTasks(service), 0) <= tasksPerRequest) {
    add(await engine.listTasks(filters, signal));
    return [...found.values()];
  }
  for (const ids of parts(services)) add(await tasksOf(ids, engine, filters, signal));
  // A service can be removed while its tasks still stop.
  if (filters["desired-state"] === undefined)
    add(await engine.listTasks({ ...filters, "desired-state": ["remove"] }, signal));
  return [...found.values()];
}

function expectedTasks({ Spec: { Mode } }: Service): number {
  return Mode?.Global === undefined ? (Mode?.Replicated?.Replicas ?? 1) : tasksOfGlobal;
}

/** The ids of the services, in groups. A service with more tasks than a request should return is a group of its own. */
function parts(services: readonly Service[]): string[][] {
  const groups: string[][] = [];
  let room = 0;
  for (const service of services) {
    const group = groups.at(-1);
    room -= expectedTasks(service);
    if (group !== undefined && room >= 0 && group.length < servicesPerRequest) {
      group.push(service.ID);
    } else {
      groups.push([service.ID]);
      room = tasksPerRequest - expectedTasks(service);
    }
  }
  return groups;
}

async function tasksOf(
  ids: readonly string[],
  engine: Engine,
  filters: Filters,
  signal: AbortSignal | undefined,
): Promise<Task[]> {
  if (ids.length === 0) return [];
  try {
    return await engine.listTasks({ ...filters, service: ids }, signal);
  } catch (error) {
    // The Engine refuses a filter with a service that was removed meanwhile.
    if (!isNotFound(error)) throw error;
    const present = await engine.listServices({ id: ids }, {}, signal);
    return tasksOf(
      present.map(({ ID }) => ID),
      engine,
      filters,
      signal,
    );
  }
}
