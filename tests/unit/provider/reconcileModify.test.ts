import { Deadline } from "../../../provider/reconcile/deadline";
import { modify, type Versioned } from "../../../provider/reconcile/modify";
import { Cancelled, errorOf, lostAnswer, operationFor, refusal, stale } from "./reconcileSupport";

interface Spec {
  readonly replicas: number;
  readonly labels?: Record<string, string>;
}

/** An object in a store that refuses stale versions, as Swarm's does. */
class Store {
  public spec: Spec = { replicas: 1 };
  public version = 10;
  public writes: Spec[] = [];
  /** What goes wrong with the next writes, in turn: before or after they are carried out. */
  public faults: ((carryOut: () => void) => void)[] = [];

  public readonly read = (): Promise<Versioned<Spec, Spec>> =>
    Promise.resolve({ object: this.spec, spec: this.spec, version: this.version });

  public readonly write = async (spec: Spec, { version }: Versioned<Spec, Spec>): Promise<void> => {
    await Promise.resolve();
    this.writes.push(spec);
    if (version !== this.version) throw stale();
    const carryOut = (): void => {
      this.put(spec);
    };
    const fault = this.faults.shift();
    if (fault === undefined) carryOut();
    else fault(carryOut);
  };

  public put(spec: Spec): void {
    this.spec = spec;
    this.version++;
  }
}

function change(store: Store, to: Partial<Spec>, seconds = 5, context = operationFor()): Promise<Spec | undefined> {
  const { read, write } = store;
  return modify<Spec, Spec>(
    { what: "thing", read, write, change: ({ spec }) => ({ ...spec, ...to }) },
    context.operation,
    Deadline.after(seconds, context.controller.signal),
  );
}

const raise = (error: Error): ((carryOut: () => void) => void) => {
  return () => {
    throw error;
  };
};

const raiseAfter = (error: Error): ((carryOut: () => void) => void) => {
  return (carryOut) => {
    carryOut();
    throw error;
  };
};

test("A change is written once, and the object before it is returned", async () => {
  const store = new Store();
  expect(await change(store, { replicas: 3 })).toEqual({ replicas: 1 });
  expect([store.spec, store.writes.length]).toEqual([{ replicas: 3 }, 1]);
});

test("Nothing is written when there is nothing to change", async () => {
  const store = new Store();
  const { read, write } = store;
  const context = operationFor();
  const deadline = Deadline.after(5, context.controller.signal);
  expect(await modify({ what: "thing", read, write, change: () => undefined }, context.operation, deadline)).toBe(
    undefined,
  );
  expect(store.writes).toEqual([]);
});

test("A stale version is read and changed again, and the other client's change stays", async () => {
  const store = new Store();
  store.faults.push(() => {
    store.put({ ...store.spec, labels: { by: "another client" } });
    throw stale();
  });
  await change(store, { replicas: 3 });
  expect(store.spec).toEqual({ replicas: 3, labels: { by: "another client" } });
});

test("A change with a lost answer is not repeated if it was carried out", async () => {
  const store = new Store();
  store.faults.push(raiseAfter(lostAnswer()));
  expect(await change(store, { replicas: 3 })).toEqual({ replicas: 1 });
  expect([store.spec, store.writes.length]).toEqual([{ replicas: 3 }, 1]);
});

test("A change with a lost answer is repeated if it was not carried out", async () => {
  const store = new Store();
  store.faults.push(raise(lostAnswer()));
  await change(store, { replicas: 3 });
  expect([store.spec, store.writes.length]).toEqual([{ replicas: 3 }, 2]);
});

test("Another client's write is not mistaken for the change with a lost answer", async () => {
  const store = new Store();
  store.faults.push(() => {
    store.put({ ...store.spec, labels: { by: "another client" } });
    throw lostAnswer();
  });
  await change(store, { replicas: 3 });
  expect(store.spec).toEqual({ replicas: 3, labels: { by: "another client" } });
});

test.each([
  ["a swarm without a leader", refusal(503, "rpc error: The swarm does not have a leader")],
  ["a swarm without an ingress", refusal(400, "service needs ingress network, but no ingress network is present")],
])("%s is waited for", async (_, error) => {
  const store = new Store();
  store.faults.push(raise(error));
  await change(store, { replicas: 3 });
  expect(store.spec).toEqual({ replicas: 3 });
});

test("A refusal is final", async () => {
  const store = new Store();
  const no = refusal(400, "invalid");
  store.faults.push(raise(no));
  expect(await errorOf(change(store, { replicas: 3 }))).toBe(no);
  expect(store.writes.length).toBe(1);
});

test("A timeout quotes the last error", async () => {
  const store = new Store();
  store.faults = Array.from({ length: 100 }, () => raise(stale()));
  expect((await errorOf(change(store, { replicas: 3 }, 0.05))).message).toContain("update out of sequence");
});

test("A cancellation during the pause before another attempt throws its reason", async () => {
  const store = new Store();
  store.faults = Array.from({ length: 100 }, () => raise(refusal(503, "The swarm does not have a leader")));
  const context = operationFor();
  const call = errorOf(change(store, { replicas: 3 }, 60, context));
  const reason = new Cancelled();
  setTimeout(() => {
    context.controller.abort(reason);
  }, 20);
  expect(await call).toBe(reason);
});
