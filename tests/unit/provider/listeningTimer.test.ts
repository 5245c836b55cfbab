import { ListeningTimer } from "../../../provider/engine/listeningTimer";
import { isTimeout, timeoutAfter } from "../../../provider/engine/timeout";

/** A timer whose ends are counted. */
function timerOf(seconds: number): { readonly timer: ListeningTimer; readonly ends: () => number } {
  let ends = 0;
  const timer = new ListeningTimer(seconds, () => {
    ends++;
  });
  return { timer, ends: () => ends };
}

describe("A timer of the time in which answers can be read", () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });

  afterEach(() => {
    jest.useRealTimers();
  });

  test("ends once, after its seconds", () => {
    const { ends } = timerOf(3);
    jest.advanceTimersByTime(2999);
    expect(ends()).toBe(0);
    jest.advanceTimersByTime(60_000);
    expect(ends()).toBe(1);
  });

  test("counts from zero after a restart, also from the middle of a second", () => {
    const { timer, ends } = timerOf(3);
    jest.advanceTimersByTime(2500);
    timer.restart();
    jest.advanceTimersByTime(2999);
    expect(ends()).toBe(0);
    jest.advanceTimersByTime(1);
    expect(ends()).toBe(1);
  });

  test("never ends once it is stopped", () => {
    const { timer, ends } = timerOf(3);
    jest.advanceTimersByTime(2000);
    timer.stop();
    jest.advanceTimersByTime(60_000);
    expect(ends()).toBe(0);
  });

  test("ends a request with a timeout", () => {
    const signal = timeoutAfter(3);
    jest.advanceTimersByTime(2999);
    expect(signal.aborted).toBe(false);
    jest.advanceTimersByTime(1);
    expect(isTimeout(signal.reason)).toBe(true);
  });
});

test("A process that stands still for longer than the limit reads what has arrived before the limit ends", async () => {
  const events: string[] = [];
  const timer = new ListeningTimer(2, () => events.push("end"));
  const arrived = new Promise<void>((resolve) => {
    setImmediate(() => {
      events.push("answer");
      timer.stop();
      resolve();
    });
  });
  const until = performance.now() + 2500;
  while (performance.now() < until);
  await arrived;
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(events).toEqual(["answer"]);
});
