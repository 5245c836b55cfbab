import { status } from "@grpc/grpc-js";
import { setTimeout as pause } from "node:timers/promises";
import { partialFailure } from "../../support/partialFailure";
import { refusals, type PlannedFault } from "../../support/fakeEngine/faults";
import { operations, rowsOf, type Row } from "./table";
import type { World } from "./subjects";
import { Trial } from "./trial";

/** When the user presses Ctrl-C. */
interface Moment {
  readonly title: string;
  /** Prepares the Engine. The answer resolves when the moment has come. */
  readonly plan: (trial: Trial, row: Row) => Promise<unknown>;
  readonly applies?: (row: Row) => boolean;
  /** Whether the Engine answers soon enough for the provider to learn the id of what it has made. @default true */
  readonly isAnswered?: boolean;
}

/**
 * Milliseconds from the cancellation to the end of the operation. The provider waits 2 s for the answer of the Engine;
 * the rest is for a busy machine that runs many cases at once. An operation that is not cancelled takes minutes.
 */
const promptMs = 60_000;

const moments: readonly Moment[] = [
  {
    title: "before anything is sent",
    plan: ({ world }) => delayReads(world).struck,
    // The removal of a secret or config begins with its request.
    applies: ({ subject, operation }) => !(operation === "delete" && /secret|config/.test(subject.title)),
  },
  {
    title: "while the Engine takes its time to make the change",
    plan: (trial, { change }) => soonAfter(trial.fail(change, { answer: { delayMs: 600 } })),
  },
  {
    title: "after the change was made and before its answer",
    plan: (trial, { change }) => soonAfter(trial.fail(change, { carriedOut: true, answer: { delayMs: 600 } })),
  },
  {
    title: "in the middle of the answer",
    plan: (trial, { change }) => soonAfter(trial.fail(change, { carriedOut: true, answer: { halvedMs: 500 } })),
  },
  {
    title: "right after the answer",
    plan: async (trial, { change }) => {
      await trial.fail(change, { carriedOut: true, answer: { delayMs: 0 } }).struck;
      await Promise.race([delayReads(trial.world).struck, pause(500)]);
    },
  },
  {
    title: "while the provider waits for a leader",
    plan: (trial, { change }) => soonAfter(trial.fail(change, { answer: refusals.leaderless, times: 1000 })),
    applies: ({ change }) => change.asksLeader !== false,
  },
  {
    title: "while the provider tries again on a newer version",
    plan: (trial, { change }) => soonAfter(trial.fail(change, { answer: refusals.staleVersion, times: 1000 })),
    applies: ({ change }) => change.isVersioned !== undefined,
  },
  {
    title: "while the connection breaks again and again",
    plan: (trial, { change }) => soonAfter(trial.fail(change, { answer: "lost", times: 1000 })),
  },
  {
    title: "while the daemon restarts, which has made the change",
    plan: (trial, { change }) => soonAfter(trial.fail(change, { carriedOut: true, answer: { downMs: 2500 } })),
    isAnswered: false,
  },
  {
    title: "while the daemon, which has made the change, does not answer any more",
    plan: (trial, { change }) => soonAfter(trial.fail(change, { carriedOut: true, answer: "never" })),
    isAnswered: false,
  },
];

/** The next request that reads something is answered late. */
function delayReads({ engine }: World): PlannedFault {
  return engine.fail({ method: "GET", path: /^\/(?!_ping|version)/, answer: { delayMs: 400 } });
}

async function soonAfter({ struck }: PlannedFault): Promise<void> {
  await struck;
  await pause(200);
}

const cases = operations.flatMap(rowsOf).flatMap((row) =>
  moments
    .filter(({ applies }) => applies?.(row) ?? true)
    .map(({ plan, isAnswered = true, ...moment }) => ({
      ...row,
      plan,
      isAnswered,
      full: `${row.title}, cancelled ${moment.title}`,
    })),
);

test.concurrent.each(cases)("$full", async ({ plan, isAnswered, ...row }) => {
  const { subject, operation } = row;
  await Trial.of(subject, async (trial) => {
    await trial.prepare(operation);
    let cancelledAt = Infinity;
    const moment = plan(trial, row);
    const error = await trial.run(operation, {
      machine: trial.first,
      meanwhile: async (provider) => {
        await moment;
        // To put things back takes an Engine that answers.
        if (subject.restores === true) trial.forgive();
        cancelledAt = performance.now();
        await provider.cancel();
      },
    });
    expect(performance.now() - cancelledAt).toBeLessThan(promptMs);
    if (error !== undefined) {
      expect(error.details).toMatch(/cancelled/i);
      if (partialFailure(error) === undefined) expect(error.code).toBe(status.CANCELLED);
    }
    await trial.settled();
    if (isAnswered && subject.isJournaled) trial.expectKnown();
    trial.forgive();
    await trial.expectFinished(operation, isAnswered ? trial.second : trial.first);
    await trial.expectRemovable();
  });
});
