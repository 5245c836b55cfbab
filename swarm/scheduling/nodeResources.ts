import type { NodeResources, SchedulableNode } from "./schedulableNode";

/**
 * An amount of each resource: nanoseconds of CPU time per second (10⁹ is one CPU), bytes of memory, generic resources.
 */
export type Amounts = ReadonlyMap<string, number>;

/**
 * The resources as amounts. Each value of a named generic resource is a resource of its own: `GPU=UUID1` is one
 * `GPU=UUID1` and one more `GPU`, as in swarmkit (api/genericresource).
 */
export function amountsOf({ NanoCPUs = 0, MemoryBytes = 0, GenericResources }: NodeResources): Amounts {
  const amounts = new Map<string, number>();
  const add = (name: string, amount: number): void => {
    if (amount > 0) amounts.set(name, (amounts.get(name) ?? 0) + amount);
  };
  add(cpu, NanoCPUs);
  add(memory, MemoryBytes);
  for (const { NamedResourceSpec: named, DiscreteResourceSpec: discrete } of GenericResources ?? []) {
    if (named !== undefined) {
      add(named.Kind, 1);
      add(`${named.Kind}=${named.Value}`, 1);
    }
    if (discrete !== undefined) add(discrete.Kind, discrete.Value ?? 0);
  }
  return amounts;
}

/** The name of processor time in {@link Amounts}. No generic resource has a space in its name. */
export const cpu = "CPU time";

/** The name of memory in {@link Amounts}. */
export const memory = "memory of a node";

/** How many tasks that reserve these amounts fit in what a node has. `Infinity` if they reserve nothing. */
export function tasksIn(available: Amounts, reserved: Amounts): number {
  let most = Infinity;
  for (const [name, amount] of reserved) most = Math.min(most, Math.floor((available.get(name) ?? 0) / amount));
  return Math.max(0, most);
}

/** What a node has; `undefined` while that is not known. */
export function capacityOf({ Description }: SchedulableNode): Amounts | undefined {
  return Description?.Resources === undefined ? undefined : amountsOf(Description.Resources);
}

/** What is left of `total`. */
export function without(total: Amounts, taken: Iterable<Amounts>): Amounts {
  const left = new Map(total);
  for (const amounts of taken) {
    for (const [name, amount] of amounts) left.set(name, (left.get(name) ?? 0) - amount);
  }
  return left;
}

/** An amount in messages: `1.5 CPUs`, `512 MiB of memory`, `2 GPU`. */
export function showAmount(name: string, amount: number): string {
  if (name === cpu) return `${round(amount / 1e9)} CPU${amount === 1e9 ? "" : "s"}`;
  if (name === memory) {
    return amount >= 2 ** 30 ? `${round(amount / 2 ** 30)} GiB of memory` : `${round(amount / 2 ** 20)} MiB of memory`;
  }
  return name.includes("=") ? name : `${amount} ${name}`;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
