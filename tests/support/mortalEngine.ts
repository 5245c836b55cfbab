import type { Engine } from "../../provider/engine/engine";

/** The error of every call once the process counts as dead. */
class Dead extends Error {
  public constructor() {
    super("the process is dead");
    this.name = "Dead";
  }
}

/**
 * The Engine of a process that dies: it receives a number of changes and then no further calls. The process does not
 * even receive the answer to the last change.
 *
 * @param counts the calls that count as changes
 */
export function mortalEngine(engine: Engine, changes: number, counts: readonly (keyof Engine)[]): Engine {
  let left = changes;
  return new Proxy(engine, {
    get: (target, property) => {
      const value: unknown = Reflect.get(target, property, target);
      if (typeof value !== "function") return value;
      return async (...args: unknown[]): Promise<unknown> => {
        if (left <= 0) throw new Dead();
        const isChange = counts.some((name) => name === property);
        const answer: unknown = await (value.apply(target, args) as Promise<unknown>);
        if (isChange) left--;
        if (left <= 0) throw new Dead();
        return answer;
      };
    },
  });
}
