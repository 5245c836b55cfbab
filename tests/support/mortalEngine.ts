import type { Engine } from "../../provider/engine/engine";

/** What everything ends with once the process counts as dead. */
class Dead extends Error {
  public constructor() {
    super("the process is dead");
    this.name = "Dead";
  }
}

/**
 * An Engine that is asked by a process which dies: a number of changes get through, and after that nothing does any more, not even
 * the answer to the last one.
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
