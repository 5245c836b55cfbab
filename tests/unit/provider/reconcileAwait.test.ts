import { awaitReady, type Awaiter } from "../../../provider/reconcile/await";
import { Deadline } from "../../../provider/reconcile/deadline";
import { TimedOut } from "../../../provider/reconcile/timedOut";
import { Cancelled, errorOf, operationFor, refusal } from "./reconcileSupport";

function wait<T>(awaiter: Partial<Awaiter<T>> & Pick<Awaiter<T>, "satisfier">, seconds = 5, context = operationFor()) {
  const deadline = Deadline.after(seconds, context.controller.signal);
  return awaitReady({ what: "x", intervalMs: 5, ...awaiter }, context.operation, deadline);
}

test("looks at once, and no more often than needed", async () => {
  let looks = 0;
  const started = performance.now();
  expect(await wait({ satisfier: () => ++looks, intervalMs: 60_000 })).toBe(1);
  expect(performance.now() - started).toBeLessThan(500);
});

test("takes 0, false and an empty text for answers", async () => {
  for (const answer of [0, false, ""]) expect(await wait<unknown>({ satisfier: () => answer })).toBe(answer);
});

test("looks again after each interval until it is ready", async () => {
  let looks = 0;
  expect(await wait({ satisfier: () => (++looks < 4 ? undefined : looks) })).toBe(4);
});

test("looks once when there is no time at all", async () => {
  expect(await wait({ satisfier: () => "here" }, 0)).toBe("here");
});

test("shows each new line of the observer once, and names the last one when time is up", async () => {
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

test("a resource can return what it has when time is up", async () => {
  expect(await wait({ satisfier: () => undefined, timedOut: ({ seconds }) => `after ${seconds} s` }, 0)).toBe(
    "after 0 s",
  );
});

test("waits while the Engine elects a leader, and says so", async () => {
  const context = operationFor();
  let looks = 0;
  const satisfier = (): string => {
    if (++looks === 1) throw refusal(503, "rpc error: The swarm does not have a leader", "GET");
    return "here";
  };
  expect(await wait({ satisfier }, 5, context)).toBe("here");
  expect(context.lines).toEqual(["waiting for the Engine at unix:///docker.sock"]);
});

test("names the Engine's last error when it never recovered", async () => {
  const satisfier = (): never => {
    throw refusal(503, "The swarm does not have a leader", "GET");
  };
  expect((await errorOf(wait({ satisfier }, 0.05))).message).toBe(
    "waited 0.05 s for x: GET /things (HTTP 503): The swarm does not have a leader",
  );
});

test("an error that no rule retries ends the wait", async () => {
  const no = new Error("no");
  expect(await errorOf(wait({ satisfier: () => Promise.reject(no) }))).toBe(no);
});

test("a cancellation ends the wait at once, in a pause and in a look", async () => {
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

test("a look that is never answered is given up", async () => {
  const limits: number[] = [];
  const timeout = jest.spyOn(AbortSignal, "timeout").mockImplementation((ms) => {
    limits.push(ms);
    return AbortSignal.abort(new Error("late"));
  });
  const error = await errorOf(wait({ satisfier: () => new Promise<undefined>(() => undefined) }, 1));
  timeout.mockRestore();
  expect(error.message).toBe(
    "waited 1 s for x: The Engine at unix:///docker.sock did not answer within 10 s. A change may have been carried out.",
  );
  expect(limits).toEqual([10_000]);
});
