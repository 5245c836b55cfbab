import { poll, PollTimeout } from "../../../provider/engine/poll";

async function errorOf(call: Promise<unknown>): Promise<Error> {
  return call.then(
    () => {
      throw new Error("the call did not fail");
    },
    (error: unknown) => error as Error,
  );
}

test("asks at once, and no more than it needs", async () => {
  let asked = 0;
  const started = performance.now();

  expect(await poll("x", () => ++asked, { timeoutSeconds: 5, intervalMs: 1000 })).toBe(1);
  expect(performance.now() - started).toBeLessThan(500);
});

test("takes 0, false and an empty text for answers", async () => {
  for (const answer of [0, false, ""]) expect(await poll("x", () => answer, { timeoutSeconds: 1 })).toBe(answer);
});

test("asks again after each interval until there is an answer", async () => {
  let asked = 0;
  const answer = await poll("x", () => (++asked < 4 ? undefined : asked), { timeoutSeconds: 5, intervalMs: 5 });

  expect(answer).toBe(4);
});

test("asks once when there is no time at all", async () => {
  expect(await poll("x", () => "here", { timeoutSeconds: 0 })).toBe("here");
});

test("says what it waited for, and what was missing at the end", async () => {
  let running = 0;
  const missing = (): string => `${running}/3 tasks running`;
  const ask = (): undefined => {
    running = 1;
  };
  const error = await errorOf(poll("its tasks to run", ask, { timeoutSeconds: 0.05, intervalMs: 10, missing }));

  expect(error).toBeInstanceOf(PollTimeout);
  expect(error.message).toBe("waited 0.05 s for its tasks to run: 1/3 tasks running");
});

test("ends at once when it is cancelled, in a pause and in a question", async () => {
  const reason = new Error("cancelled");
  for (const ask of [(): undefined => undefined, () => new Promise<undefined>(() => undefined)]) {
    const controller = new AbortController();
    const call = errorOf(poll("x", ask, { timeoutSeconds: 60, intervalMs: 60_000, signal: controller.signal }));
    setTimeout(() => {
      controller.abort(reason);
    }, 10);

    expect(await call).toBe(reason);
  }
});

test("an error of the question ends the wait", async () => {
  const refusal = new Error("no");

  expect(await errorOf(poll("x", () => Promise.reject(refusal), { timeoutSeconds: 5 }))).toBe(refusal);
});

test("a question that is never answered is given up", async () => {
  const limits: number[] = [];
  const timeout = jest.spyOn(AbortSignal, "timeout").mockImplementation((ms) => {
    limits.push(ms);
    return AbortSignal.abort(new Error("late"));
  });
  const error = await errorOf(poll("x", () => new Promise<undefined>(() => undefined), { timeoutSeconds: 1 }));
  timeout.mockRestore();

  expect(error.message).toBe("waited 1 s for x");
  expect(limits).toEqual([10_000]);
});
