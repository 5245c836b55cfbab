import { setTimeout as pause } from "node:timers/promises";
import { refusals, type Fault } from "../../support/fakeEngine/faults";
import { operations, rowsOf } from "./table";
import { Trial } from "./trial";

interface Lasting extends Pick<Fault, "carriedOut" | "answer" | "times"> {
  readonly title: string;
  /** Only where the daemon asks the swarm's leader. @default false */
  readonly asksLeader?: boolean;
}

/** What does not pass in the time that the resource has. */
const lasting: readonly Lasting[] = [
  { title: "the daemon makes the change and never answers", carriedOut: true, answer: "never", times: 1000 },
  { title: "the daemon neither makes the change nor answers", answer: "never", times: 1000 },
  { title: "the connection breaks every time", answer: "lost", times: 1000 },
  { title: "the swarm elects no leader", answer: refusals.leaderless, times: 1000, asksLeader: true },
];

const cases = operations
  .flatMap(rowsOf)
  .flatMap((row) =>
    lasting
      .filter(({ asksLeader = false }) => !asksLeader || row.change.asksLeader !== false)
      .map((fault) => ({ ...row, fault, full: `${row.title}: ${fault.title}` })),
  );

test.concurrent.each(cases)(
  "$full, and the operation ends in time with what it waited for",
  async ({ subject, operation, change, fault }) => {
    await Trial.of(subject, async (trial) => {
      await trial.prepare(operation);
      const { carriedOut, answer, times } = fault;
      const { struck } = trial.fail(change, { carriedOut, answer, times });
      const meanwhile = async (): Promise<void> => {
        // What was removed is put back once the Engine answers again.
        if (subject.restores !== true) return;
        await struck;
        await pause(1500);
        trial.forgive();
      };
      const { error, ms } = await trial.run(operation, { machine: trial.first, timeout: 1, meanwhile });
      expect(ms).toBeLessThan(40_000);
      // A change that was made without an answer can be seen to be made.
      if (error === undefined) expect(carriedOut).toBe(true);
      else
        expect(error.details).toMatch(
          new RegExp(`${subject.named.source}.* \\d+ s\\b|\\d+ s for .*${subject.named.source}`, "i"),
        );
      // At most once; what is undone is changed a second time.
      expect(Math.max(...trial.countChanges(operation))).toBeLessThanOrEqual(subject.restores === true ? 2 : 1);
      trial.forgive();
      await trial.expectFinished(operation, trial.first);
      await trial.expectRemovable();
    });
  },
  60_000,
);
