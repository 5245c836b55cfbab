import { sleep } from "../../../provider/engine/sleep";
import { Deadline, uncancelled } from "../../../provider/reconcile/deadline";
import { Cancelled, errorOf, operationFor } from "./reconcileSupport";

const { signal } = new AbortController();

test("A deadline counts down to zero and never below", async () => {
  const deadline = Deadline.after(0.5, signal);
  expect(deadline.secondsLeft).toBeGreaterThan(0);
  expect(deadline.isOver).toBe(false);
  await sleep(550);
  expect([deadline.secondsLeft, deadline.isOver]).toEqual([0, true]);
});

test("The deadline of an operation is its customTimeouts, or the default", () => {
  const { operation } = operationFor();
  expect(Deadline.of(operation, 30).seconds).toBe(30);
  expect(Deadline.of({ ...operation, timeoutSeconds: 5 }, 30).seconds).toBe(5);
});

test("The deadline of a step is never later than that of its operation", () => {
  const operation = Deadline.after(10, signal);
  expect(operation.within(3).secondsLeft).toBeLessThanOrEqual(3);
  expect(operation.within(60).secondsLeft).toBeLessThanOrEqual(10);
  expect(operation.within(60).seconds).toBe(10);
});

test("A sleep ends at the deadline", async () => {
  const started = performance.now();
  await Deadline.after(0.5, signal).sleep(60_000);
  expect(performance.now() - started).toBeLessThan(30_000);
});

test("A cancelled sleep throws the reason of the cancellation, not an AbortError", async () => {
  const controller = new AbortController();
  const sleeping = errorOf(Deadline.after(60, controller.signal).sleep(60_000));
  const reason = new Cancelled();
  controller.abort(reason);
  expect(await sleeping).toBe(reason);
});

test("Work that must be finished does not see the cancellation", () => {
  const { operation, controller } = operationFor();
  const late = uncancelled(operation, 60);
  controller.abort(new Cancelled());
  expect([operation.signal.aborted, late.signal.aborted]).toEqual([true, false]);
});
