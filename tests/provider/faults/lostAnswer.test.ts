import { refusals, type Fault } from "../../support/fakeEngine/faults";
import { operations, rowsOf } from "./table";
import { Trial } from "./trial";

interface Transient extends Pick<Fault, "carriedOut" | "answer" | "times"> {
  /** Only where the daemon asks the swarm's leader. @default false */
  readonly asksLeader?: boolean;
  /** Only where the request names a version. @default false */
  readonly isVersioned?: boolean;
}

/** What passes by itself: the operation ends well all the same. */
const transients: readonly (Transient & { readonly title: string })[] = [
  { title: "the answer is lost after the change was made", carriedOut: true, answer: "lost" },
  { title: "the connection breaks before the change is made", answer: "lost" },
  { title: "the daemon restarts after it has made the change", carriedOut: true, answer: { downMs: 300 } },
  { title: "the daemon restarts before it has made the change", answer: { downMs: 300 } },
  {
    title: "the leader is lost after the change was made",
    carriedOut: true,
    answer: refusals.leaderLost,
    asksLeader: true,
  },
  { title: "the leader is lost before the change is made", answer: refusals.leaderLost, asksLeader: true },
  { title: "the swarm has no leader for two requests", answer: refusals.leaderless, times: 2, asksLeader: true },
  { title: "the version is stale twice", answer: refusals.staleVersion, times: 2, isVersioned: true },
];

const cases = operations.flatMap(rowsOf).flatMap((row) =>
  transients
    .filter(({ asksLeader = false }) => !asksLeader || row.change.asksLeader !== false)
    .filter(({ isVersioned = false }) => !isVersioned || row.change.isVersioned !== undefined)
    .map(({ title, ...fault }) => ({ ...row, fault, fully: `${row.title}: ${title}` })),
);

test.concurrent.each(cases)("$fully", async ({ subject, operation, change, fault: { carriedOut, answer, times } }) => {
  await Trial.of(subject, async (trial) => {
    await trial.prepare(operation);
    const planned = trial.fail(change, { carriedOut, answer, times });
    const error = await trial.run(operation);
    expect(error?.details).toBeUndefined();
    await planned.struck;
    const isDone = answer === refusals.staleVersion && change.isVersioned === "any write";
    expect(trial.countChanges(operation)).toEqual(
      subject.changes[operation]?.map((one) => (one === change && isDone ? 0 : 1)),
    );
    trial.expectKnown();
    await trial.expectFinished(operation, trial.second);
    await trial.expectRemovable();
  });
});
