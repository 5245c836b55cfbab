import { mkdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { Caller, type Calls, type FailedCall } from "./caller";
import type { KernelLab } from "./kernelLab";
import { checkout } from "./lab";
import { poll } from "./poll";

/** Docker gives the nodes two seconds to learn of a change. A longer stall makes every result worthless. */
const longestStallSeconds = 2;

/**
 * How long a node that missed a stop (`canMissStop`) can go on sending calls to the task: Swarm's two seconds before
 * the signal, the grace period of the tests' services, and the news of the task's end.
 */
const missedStopSeconds = 2 + 30 + 3;

const patienceMs = 30_000;
/** Between the calls of one kind. The guest is slow, and more calls would delay what is tested. */
const pauseMs = 100;

/**
 * Makes calls of several kinds until some work is done, and prints how many. Keeps the time line of the lab if a call
 * fails that was not announced. A refused call after a node missed a stop is the Engine's fault: it is only printed.
 *
 * @param name of the file of the time line, e.g. `encryption-1`
 * @param urls by kind of call, the addresses that are called: each without an alternative, or, in a list, the next one
 *   if one does not respond
 * @param isExpected whether a failure is announced to the user. @default none is
 * @throws Error with the failures and the file of the time line, or that the test is inconclusive; its cause is the
 *   error of the work
 */
export async function callsDuring<Kind extends string>(
  lab: KernelLab,
  name: string,
  urls: Readonly<Record<Kind, readonly (string | readonly string[])[]>>,
  work: () => Promise<void>,
  isExpected: (kind: string, time: number) => boolean = () => false,
): Promise<Readonly<Record<Kind, Calls>>> {
  const file = join(checkout, ".tools", "log", `${name}.timeline`);
  mkdirSync(dirname(file), { recursive: true });
  rmSync(file, { force: true });
  const stopWatching = lab.record(file, "lab/watch");
  const callers: [Kind, Caller][] = [];
  const kinds = Object.keys(urls) as Kind[];
  let failure: Error | undefined;
  try {
    const begins = (): Promise<true | undefined> => Promise.resolve(statSync(file).size > 0 || undefined);
    await poll("the time line to begin", begins, { timeoutSeconds: 60 });
    for (const kind of kinds) {
      for (const address of urls[kind]) {
        callers.push([kind, new Caller([address].flat(), 1, patienceMs, pauseMs * urls[kind].length)]);
      }
    }
    await work();
  } catch (error) {
    failure = error instanceof Error ? error : new Error(String(error));
  }
  const results = await Promise.all(
    callers.map(async ([kind, caller]): Promise<[Kind, Calls]> => [kind, await caller.stop()]),
  );
  const calls = kinds.map((kind): [Kind, Calls] => [
    kind,
    sum(results.flatMap(([of, some]) => (of === kind ? some : []))),
  ]);
  await stopWatching();
  const isEvidence = check(calls, file, isExpected, failure);
  if (failure !== undefined) throw failure;
  if (!isEvidence) rmSync(file);
  return Object.fromEntries(calls) as Record<Kind, Calls>;
}

function sum(calls: readonly Calls[]): Calls {
  const made = calls.reduce((total, some) => total + some.made, 0);
  return { made, failures: calls.flatMap(({ failures }) => failures) };
}

/**
 * @param cause the error of the work
 * @returns whether the time line has something to show
 */
function check(
  calls: readonly [string, Calls][],
  file: string,
  isExpected: (kind: string, time: number) => boolean,
  cause: Error | undefined,
): boolean {
  const summary = calls.map(([kind, { made, failures }]) => `${kind}: ${made} calls, ${failures.length} failed`);
  const timeLine = readFileSync(file, "utf8");
  const stalls = stallsIn(timeLine);
  const longest = Math.max(0, ...stalls.map(({ seconds }) => seconds));
  process.stdout.write(`      ${summary.join("; ")}; longest stall ${longest.toFixed(1)} s\n`);
  const missed = missedStopsIn(timeLine);
  const isMissed = ({ time, reason }: FailedCall): boolean =>
    /ECONNREFUSED|connection refused/.test(reason) &&
    missed.some((since) => time > since && time < since + missedStopSeconds);
  const unannounced = calls.flatMap(([kind, { failures }]) =>
    failures.filter(({ time }) => !isExpected(kind, time)).map((one) => ({ kind, ...one })),
  );
  const unexpected = unannounced
    .filter((one) => !isMissed(one))
    .map(({ time, kind, reason }) => `${time.toFixed(3)} ${kind}: ${reason}`);
  const evidence = [...summary, ...unexpected, `time line: ${file}`].join("\n");
  const signs = [];
  if (longest > longestStallSeconds) {
    const when = stalls.map(({ time, seconds }) => `${time.toFixed(3)}: ${seconds.toFixed(1)} s`).join(", ");
    signs.push(`for longer than the ${longestStallSeconds} s in which Docker's nodes must agree (${when})`);
  }
  const unhealthy = unhealthyIn(timeLine);
  if (unhealthy.length > 0) signs.push(`for the health checks (${unhealthy.join(", ")})`);
  if (signs.length > 0) {
    throw new Error(
      `Inconclusive: the lab had no processor time ${signs.join(", and ")}. ` +
        `Repeat the test on an idle machine.\n${evidence}`,
      { cause },
    );
  }
  if (unexpected.length > 0) throw new Error(`Calls failed.\n${evidence}`, { cause });
  if (unannounced.length > 0) {
    process.stdout.write(`      ${unannounced.length} of them at stopped tasks (moby#41896); time line: ${file}\n`);
  }
  return unannounced.length > 0;
}

/** When a node missed a stop, in a time line of `lab/watch`. */
function missedStopsIn(timeLine: string): number[] {
  return [...timeLine.matchAll(/^([0-9.]+) \S+ missed a stop$/gm)].map(([, time]) => Number(time));
}

/** Stalls in a time line of `lab/watch`: `<seconds since 1970> stalled for <milliseconds> ms`. */
function stallsIn(timeLine: string): { time: number; seconds: number }[] {
  return [...timeLine.matchAll(/^([0-9.]+) stalled for ([0-9]+) ms$/gm)].map(([, time, milliseconds]) => ({
    time: Number(time),
    seconds: Number(milliseconds) / 1000,
  }));
}

/** Failed health checks in a time line of `lab/watch`. The test's server always passes its own. */
function unhealthyIn(timeLine: string): string[] {
  return [...timeLine.matchAll(/^([0-9.]+) (\S+) health_status: unhealthy (\S+)$/gm)].map(
    ([, time, node, container]) => `${time}: ${container} on ${node}`,
  );
}
