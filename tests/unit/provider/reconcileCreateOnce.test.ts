import { sleep } from "../../../provider/engine/sleep";
import { createOnce, type Creation } from "../../../provider/reconcile/createOnce";
import { Deadline } from "../../../provider/reconcile/deadline";
import { Cancelled, errorOf, lostAnswer, operationFor, refusal } from "./reconcileSupport";

const conflict = (): Error => refusal(409, "name conflicts with an existing object");

/** An Engine's collection of named objects. */
class Things {
  public readonly ids: string[] = [];
  public requests = 0;

  /** @param answer what comes back: after `create` was called, or without */
  public constructor(private readonly answers: ((create: () => void) => Promise<void> | void)[] = []) {}

  public creation(more: Partial<Creation<string>> = {}): Creation<string> {
    return {
      kind: "thing",
      name: "a",
      interrupted: {
        find: () => Promise.resolve(undefined),
        idOf: (id) => id,
        isUsable: () => true,
        remove: () => Promise.resolve(),
      },
      send: async () => {
        this.requests++;
        const create = (): void => {
          if (this.ids.length > 0) throw conflict();
          this.ids.push(`id${this.requests}`);
        };
        await (
          this.answers.shift() ??
          ((make) => {
            make();
          })
        )(create);
        return { id: this.ids.at(-1) ?? "", warnings: [] };
      },
      findOwn: () => Promise.resolve(this.ids[0]),
      ...more,
    };
  }
}

function create(creation: Creation<string>, context = operationFor(), seconds = 30): Promise<string> {
  return createOnce(creation, context.operation, Deadline.after(seconds, context.controller.signal));
}

test("An object is recorded in the journal before the request, and stays recorded", async () => {
  const context = operationFor();
  expect(await create(new Things().creation(), context)).toBe("id1");
  expect(context.journal).toEqual(["announce a"]);
});

test("After a lost answer, the existing object is the result", async () => {
  const things = new Things([
    (make) => {
      make();
      throw lostAnswer();
    },
  ]);
  expect(await create(things.creation())).toBe("id1");
  expect([things.ids, things.requests]).toEqual([["id1"], 1]);
});

test("After a lost answer without an object, the request is sent again", async () => {
  const things = new Things([
    () => {
      throw lostAnswer();
    },
  ]);
  expect(await create(things.creation())).toBe("id2");
  expect(things.ids).toEqual(["id2"]);
});

test("An object that appears after the search is found when the second request conflicts with it", async () => {
  const things = new Things([
    (make) => {
      setTimeout(make, 50);
      throw lostAnswer();
    },
  ]);
  expect(await create(things.creation())).toBe("id1");
  expect([things.ids.length, things.requests]).toEqual([1, 2]);
});

test("A refused request withdraws its record", async () => {
  const context = operationFor();
  const no = refusal(400, "invalid");
  const send = (): Promise<never> => Promise.reject(no);
  expect(await errorOf(create(new Things().creation({ send }), context))).toBe(no);
  expect(context.journal).toEqual(["announce a", "withdraw a"]);
});

test("A name that another client uses is explained, and its object is not taken over", async () => {
  const send = (): Promise<never> => Promise.reject(conflict());
  const findOwn = (): Promise<string> => Promise.resolve("other");
  const explain = (): Error => new Error("the name is taken by other");
  const error = await errorOf(create(new Things().creation({ send, findOwn, explain })));
  expect(error.message).toBe("the name is taken by other");
});

test("A missing ingress network is waited for", async () => {
  const context = operationFor();
  const things = new Things([
    () => {
      throw refusal(400, "service needs ingress network, but no ingress network is present");
    },
  ]);
  expect(await create(things.creation(), context)).toBe("id2");
  expect(context.lines).toEqual(["waiting for an ingress network"]);
});

describe("A cancellation", () => {
  test("before the request creates nothing", async () => {
    const context = operationFor();
    const reason = new Cancelled();
    context.controller.abort(reason);
    const things = new Things();
    expect(await errorOf(create(things.creation(), context))).toBe(reason);
    expect([things.requests, context.journal]).toEqual([0, []]);
  });

  test("200 ms into a request that takes 600 ms still returns the id", async () => {
    const context = operationFor();
    const things = new Things([
      async (make) => {
        make();
        await sleep(600);
      },
    ]);
    setTimeout(() => {
      context.controller.abort(new Cancelled());
    }, 200);
    expect(await create(things.creation(), context)).toBe("id1");
  });

  test("during a request finds the object although the answer is lost", async () => {
    const context = operationFor();
    const things = new Things([
      async (make) => {
        make();
        context.controller.abort(new Cancelled());
        await sleep(50);
        throw lostAnswer();
      },
    ]);
    expect(await create(things.creation(), context)).toBe("id1");
  });

  test("during a request that the Engine never carried out throws its reason, and the record stays", async () => {
    const context = operationFor();
    const reason = new Cancelled();
    const things = new Things([
      () => {
        context.controller.abort(reason);
        throw lostAnswer();
      },
    ]);
    expect(await errorOf(create(things.creation(), context))).toBe(reason);
    expect(context.journal).toEqual(["announce a"]);
  });
});

describe("The object of an interrupted run", () => {
  const leftover = { name: "a", from: 0, to: 1 };

  test("is taken over and updated, without a request", async () => {
    const context = operationFor(leftover);
    const things = new Things();
    const steps: string[] = [];
    const interrupted = {
      find: () => Promise.resolve("old"),
      idOf: (id: string) => id,
      isUsable: () => true,
      update: (id: string) => Promise.resolve(void steps.push(`update ${id}`)),
      remove: (id: string) => Promise.resolve(void steps.push(`remove ${id}`)),
    };
    expect(await create(things.creation({ interrupted }), context)).toBe("old");
    expect([steps, things.requests, context.journal]).toEqual([["update old"], 0, ["announce a"]]);
  });

  test("is removed when it cannot be updated to the present inputs", async () => {
    const context = operationFor(leftover);
    const steps: string[] = [];
    const interrupted = {
      find: () => Promise.resolve("old"),
      idOf: (id: string) => id,
      isUsable: () => false,
      remove: (id: string) => Promise.resolve(void steps.push(`remove ${id}`)),
    };
    expect(await create(new Things().creation({ interrupted }), context)).toBe("id1");
    expect([steps, context.journal]).toEqual([["remove old"], ["withdraw a", "announce a"]]);
  });
});
