import { setTimeout as pause } from "node:timers/promises";
import fc from "fast-check";
import { refusals, type Fault } from "../../support/fakeEngine/faults";
import { engineOf, subjects, type OperationName } from "./subjects";
import { operations } from "./table";
import { Trial } from "./trial";

/** A fault, and which of the operation's changes it strikes; every other one strikes something that is read. */
interface Drawn {
  readonly of: number;
  readonly isRead: boolean;
  readonly after: number;
  readonly carriedOut: boolean;
  readonly answer: Fault["answer"];
}

/** How one run of the CLI is disturbed. */
interface Disturbance {
  readonly faults: readonly Drawn[];
  /** Milliseconds until the user presses Ctrl-C. */
  readonly cancelAfterMs: number | undefined;
  readonly cleanly: boolean;
}

const disturbance: fc.Arbitrary<Disturbance> = fc.record({
  faults: fc.array(
    fc.record({
      of: fc.nat({ max: 2 }),
      isRead: fc.boolean(),
      after: fc.nat({ max: 1 }),
      carriedOut: fc.boolean(),
      answer: fc.constantFrom<Fault["answer"]>(
        "lost",
        refusals.leaderLost,
        refusals.leaderless,
        { downMs: 100 },
        { delayMs: 150 },
        { halvedMs: 100 },
      ),
    }),
    { minLength: 1, maxLength: 3 },
  ),
  cancelAfterMs: fc.option(fc.integer({ min: 0, max: 250 }), { nil: undefined, freq: 1 }),
  cleanly: fc.boolean(),
});

/** Disturbed runs for each of the operations. Once they are used up, a run goes well. */
const sequence = fc.record({
  create: fc.array(disturbance, { minLength: 1, maxLength: 2 }),
  update: fc.array(disturbance, { minLength: 1, maxLength: 2 }),
  delete: fc.array(disturbance, { minLength: 1, maxLength: 2 }),
});

const samples = fc.sample(sequence, { numRuns: 10, seed: 20261129 });
const cases = subjects.flatMap((subject) =>
  samples.map((sample, index) => ({ subject, sample, full: `sequence ${index + 1} of faults on ${subject.title}` })),
);

test.concurrent.each(cases)(
  "$full: it can be created, updated and deleted, and nothing is left",
  async ({ subject, sample }) => {
    await Trial.of(subject, async (trial) => {
      for (const operation of operations.filter((name) => subject.changes[name] !== undefined)) {
        for (const disturbed of sample[operation]) await disturb(trial, operation, disturbed);
        await trial.expectFinished(operation, trial.first);
      }
      expect(await trial.recordedCreates()).toBe(0);
    });
  },
);

async function disturb(trial: Trial, operation: OperationName, disturbed: Disturbance): Promise<void> {
  const { world, subject } = trial;
  const { faults, cancelAfterMs, cleanly } = disturbed;
  for (const { of, isRead, after, carriedOut, answer } of faults) {
    const changes = subject.changes[operation] ?? [];
    const change = changes[of % changes.length];
    if (change === undefined) continue;
    const asksLeader = change.asksLeader !== false;
    const fault = {
      after,
      carriedOut,
      answer: !asksLeader && Object(answer) === answer && "status" in Object(answer) ? "lost" : answer,
    } as const;
    if (isRead) engineOf(change, world).fail({ ...fault, method: "GET", path: /^\/(?!_ping|version)/, records: true });
    else trial.fail(change, fault);
  }
  const meanwhile = async (provider: { cancel(): Promise<void> }): Promise<void> => {
    if (cancelAfterMs === undefined) return;
    await pause(cancelAfterMs);
    await provider.cancel();
  };
  await trial.run(operation, { machine: trial.first, cleanly, meanwhile });
  trial.forgive();
  await trial.settled();
  expect(world.live().length).toBeLessThanOrEqual(1);
}
