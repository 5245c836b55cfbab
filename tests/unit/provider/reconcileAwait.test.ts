import { awaitReady, type Awaiter } from "../../../provider/reconcile/await";
import { Deadline } from "../../../provider/reconcile/deadline";
import { TimedOut } from "../../../provider/reconcile/timedOut";
import { Cancelled, errorOf, operationFor, refusal } from "./reconcileSupport";

function wait<T>(awaiter: Partial<Awaiter<T>> & Pick<Awaiter<T>, "satisfier">, seconds = 5, context = operationFor()) {
  const deadline = Deadline.after(seconds, context.controller.signal);
  return awaitReady({ what: "x", intervalMs: 5, ...awaiter }, context.operation, deadline);
}

test("A wait looks at once, and no more often than necessary", async () => {
  let looks = 0;
  expect(await wait({ satisfier: () => ++looks, intervalMs: 600_000 }, 1200)).toBe(1);
});

test("A wait accepts 0, false and empty text as answers", async () => {
  for (const answer of [0, false, ""]) expect(await wait<unknown>({ satisfier: () => answer })).toBe(answer);
});

test("A wait looks again after each interval until it has an answer", async () => {
  let looks = 0;
  expect(await wait({ satisfier: () => (++looks < 4 ? undefined : looks) })).toBe(4);
});

test("A wait without time looks once", async () => {
  expect(await wait({ satisfier: () => "here" }, 0)).toBe("here");
});

test("A wait shows each new line of its observer once, and the timeout quotes the last one", async () => {
  const context = operationFor();
  let looks = 0;
  const awaiter = {
    what: "its tasks to run",
    satisfier: () => (++looks < 0 ? true : undefined),
    observer: () => `${Math.min(looks, 2)}/3 tasks running`,
  };
  const error = await errorOf(wait(awaiter, 0.05, context));
  expect(error).toBeInstanceOf(TimedOut);
  expect(error.message).toBe("waited 0.05 s for its tasks to run: 2/3 tasks running");
  expect(context.lines).toEqual(["1/3 tasks running", "2/3 tasks running"]);
});

test("A resource can return a result when the time is up", async () => {
  expect(await wait({ satisfier: () => undefined, timedOut: ({ seconds }) => `after ${seconds} s` }, 0)).toBe(
    "after 0 s",
  );
});

test("A wait continues while the managers elect a leader, and shows that", async () => {
  const context = operationFor();
  let looks = 0;
  const satisfier = (): string => {
    if (++looks === 1) throw refusal(503, "rpc error: The swarm does not have a leader", "GET");
    return "here";
  };
  expect(await wait({ satisfier }, 5, context)).toBe("here");
  expect(context.lines).toEqual(["waiting for the Engine at unix:///docker.sock"]);
});

test("A timeout quotes the Engine's last error if it never recovered", async () => {
  const satisfier = (): never => {
    throw refusal(503, "The swarm does not have a leader", "GET");
  };
  expect((await errorOf(wait({ satisfier }, 0.05))).message).toBe(
    "waited 0.05 s for x: GET /things (HTTP 503): The swarm does not have a leader",
  );
});

test("An error that no rule retries ends the wait", async () => {
  const no = new Error("no");
  expect(await errorOf(wait({ satisfier: () => Promise.reject(no) }))).toBe(no);
});

test("A cancellation ends the wait at once, during a pause and during a look", async () => {
  for (const satisfier of [(): undefined => undefined, () => new Promise<undefined>(() => undefined)]) {
    const context = operationFor();
    const call = errorOf(wait({ satisfier, intervalMs: 60_000 }, 60, context));
    const reason = new Cancelled();
    setTimeout(() => {
      context.controller.abort(reason);
    }, 10);
    expect(await call).toBe(reason);
  }
});

test("A look without an answer ends with an error", async () => {
  jest.useFakeTimers();
  try {
    let ended: Error | undefined;
    void errorOf(wait({ satisfier: () => new Promise<undefined>(() => undefined) }, 1)).then(
      (error) => (ended = error),
    );
    await jest.advanceTimersByTimeAsync(9900);
    expect(ended).toBeUndefined();
    await jest.advanceTimersByTimeAsync(100);
    expect(ended?.message).toBe(
      "waited 1 s for x: the Engine at unix:///docker.sock did not answer within 10 s; a change may have been carried out",
    );
  } finally {
    jest.useRealTimers();
  }
});
