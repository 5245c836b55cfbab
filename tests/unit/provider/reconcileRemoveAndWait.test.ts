import { Deadline } from "../../../provider/reconcile/deadline";
import { removeAndWait, type Removal } from "../../../provider/reconcile/removeAndWait";
import { Cancelled, errorOf, lostAnswer, operationFor, refusal } from "./reconcileSupport";

function remove(removal: Partial<Removal>, seconds = 5, context = operationFor()): Promise<void> {
  const deadline = Deadline.after(seconds, context.controller.signal);
  return removeAndWait({ what: "thing", remove: () => Promise.resolve(), ...removal }, context.operation, deadline);
}

/** Fails with each of these errors in turn, then succeeds. */
function failing(...errors: Error[]): { readonly remove: () => Promise<void>; readonly calls: () => number } {
  let calls = 0;
  const next = async (): Promise<void> => {
    await Promise.resolve();
    const error = errors[calls++];
    if (error !== undefined) throw error;
  };
  return { remove: next, calls: () => calls };
}

test("The removal of an object that is gone already succeeds", async () => {
  const { remove: gone, calls } = failing(refusal(404, "no such thing", "DELETE"));
  await remove({ remove: gone });
  expect(calls()).toBe(1);
});

test("An object that the Engine temporarily does not find is removed later", async () => {
  const { remove: lost, calls } = failing(refusal(404, "no such thing", "DELETE"));
  await remove({ remove: lost, isGone: () => Promise.resolve(false) });
  expect(calls()).toBe(2);
});

test("A lost answer is followed by another request", async () => {
  const { remove: lost, calls } = failing(lostAnswer(), refusal(404, "no such thing", "DELETE"));
  await remove({ remove: lost });
  expect(calls()).toBe(2);
});

test("Nothing is removed while something blocks it", async () => {
  const context = operationFor();
  let tasks = 2;
  const { remove: request, calls } = failing();
  const blockedBy = (): Promise<string | undefined> =>
    Promise.resolve(tasks-- > 0 ? "waiting for a task to stop" : undefined);
  await remove({ remove: request, blockedBy }, 5, context);
  expect([calls(), context.lines]).toEqual([1, ["waiting for a task to stop"]]);
});

test("The removal waits for a user that is removed at the same moment, and names one that stays", async () => {
  const used = refusal(400, "in use", "DELETE");
  const refused = (): Promise<Error> => Promise.resolve(new Error("web uses it"));
  await remove({ remove: failing(used, used).remove, refused });
  const error = await errorOf(remove({ remove: () => Promise.reject(used), refused }, 10));
  expect(error.message).toBe("web uses it");
});

test("A refusal without a meaning is thrown unchanged", async () => {
  const no = refusal(400, "no", "DELETE");
  expect(await errorOf(remove({ remove: () => Promise.reject(no) }))).toBe(no);
});

test("A timeout quotes the Engine's last error", async () => {
  const away = refusal(503, "The swarm does not have a leader", "DELETE");
  expect((await errorOf(remove({ remove: () => Promise.reject(away) }, 0.05))).message).toBe(
    "waited 0.05 s for thing to be removed: DELETE /things (HTTP 503): The swarm does not have a leader",
  );
});

test("The removal waits for what must end after it", async () => {
  let looks = 0;
  const satisfier = (): true | undefined => (++looks > 2 ? true : undefined);
  await remove({ afterwards: { what: "the node to release it", satisfier, intervalMs: 5 } });
  expect(looks).toBe(3);
});

test("A cancellation ends the wait with its reason", async () => {
  const context = operationFor();
  const call = errorOf(remove({ blockedBy: () => Promise.resolve("waiting") }, 60, context));
  const reason = new Cancelled();
  context.controller.abort(reason);
  expect(await call).toBe(reason);
});
