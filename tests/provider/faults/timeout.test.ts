import { setTimeout as pause } from "node:timers/promises";
import { refusals, type Fault } from "../../support/fakeEngine/faults";
import { subjects, type OperationName } from "./subjects";
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
      const error = await trial.run(operation, { machine: trial.first, timeout: 1, meanwhile });
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
);

/** Reads of one kind, as a fault matches them. */
interface Read {
  readonly of: "engine" | "manager";
  readonly path: RegExp;
}

/** Every kind of read that an undisturbed operation sends. */
async function readsOf(operation: OperationName, trial: Trial): Promise<Read[]> {
  const { world } = trial;
  await trial.prepare(operation);
  for (const { requests } of [world.engine, world.manager]) requests.length = 0;
  expect(await trial.run(operation)).toBeUndefined();
  const daemons = world.engine === world.manager ? (["engine"] as const) : (["engine", "manager"] as const);
  return daemons.flatMap((of) => {
    const paths = world[of].requests.filter(({ method }) => method === "GET").map(({ path }) => path);
    const kinds = paths.map((path) => path.replace(/^\/v[\d.]+/, "").replace(/^(\/\w+\/).+$/, "$1.+"));
    return [...new Set(kinds)].map((kind) => ({ of, path: new RegExp(`^${kind}$`) }));
  });
}

const silences = [
  { title: "one answer is lost", times: 1, timeout: {} },
  { title: "no answer comes", times: 1000, timeout: { timeout: 1 } },
];

/** The last words are those of a node whose managers do not answer. */
const saysNoAnswer = /no answer from the Engine|did not answer within \d+ s|None of 'managerHosts' .* answers as one/;

const reading = operations.flatMap((operation) =>
  subjects
    .filter(({ changes }) => changes[operation] !== undefined)
    // A node that does not answer counts as lost, and a manager that does not answer has no part in its removal.
    .filter(({ type }) => operation !== "delete" || type !== "docker:swarm/node:Node")
    .map((subject) => ({ subject, operation, title: `${operation} of ${subject.title}` })),
);

test.concurrent.each(reading)(
  "$title ends in time when a read gets no answer, and the next run succeeds",
  async ({ subject, operation }) => {
    let reads: readonly Read[] = [];
    await Trial.of(subject, async (trial) => {
      reads = await readsOf(operation, trial);
    });
    expect(reads).not.toEqual([]);
    const tryOne = async ({ of, path }: Read, { title, times, timeout }: (typeof silences)[number]): Promise<void> => {
      const attempt = async (trial: Trial): Promise<void> => {
        await trial.prepare(operation);
        trial.world[of].fail({ method: "GET", path, answer: "never", times });
        const error = await trial.run(operation, { machine: trial.first, ...timeout });
        const problems = error === undefined || saysNoAnswer.test(error.details) ? [] : [error.details];
        expect({ daemon: of, path, title, problems }).toEqual({ daemon: of, path, title, problems: [] });
        expect(Math.max(...trial.countChanges(operation))).toBeLessThanOrEqual(subject.restores === true ? 2 : 1);
        trial.forgive();
        await trial.expectFinished(operation, trial.first);
        await trial.expectRemovable();
      };
      await Trial.of(subject, attempt);
    };
    await Promise.all(reads.flatMap((read) => silences.map((silence) => tryOne(read, silence))));
  },
);
