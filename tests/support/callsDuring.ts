import { mkdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { Caller, type Calls, type FailedCall } from "./caller";
import type { KernelLab } from "./kernelLab";
import { checkout } from "./lab";
import { poll } from "./poll";
import { lateStopsIn, missedStopsIn, stallsIn, unhealthyIn } from "./timeLine";

/** Docker gives the nodes two seconds to learn of a change. A longer stall makes every result worthless. */
const longestStallSeconds = 2;

const patienceMs = 30_000;

/** After a longer pause of this process, a call can have reached its timeout although there was a response. */
const longestPauseSeconds = 10;

/** Between the calls of one kind. The guest is slow, and more calls would delay what is tested. */
const pauseMs = 100;

/**
 * Makes calls of several kinds until some work is done, and prints how many. Keeps the time line of the lab if a call
 * fails that was not announced. Calls to a task of whose stop a node has not heard in time are only printed: no
 * provider can avoid them.
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
  const delays = monitorEventLoopDelay();
  delays.enable();
  const callers: [Kind, Caller][] = [];
  const kinds = Object.keys(urls) as Kind[];
  let failure: Error | undefined;
  try {
    const begins = (): Promise<true | undefined> => Promise.resolve(statSync(file).size > 0 || undefined);
    await poll("the time line to begin", begins);
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
  delays.disable();
  const isEvidence = check(calls, file, isExpected, delays.max / 1e9, failure);
  if (failure !== undefined) throw failure;
  if (!isEvidence) rmSync(file);
  return Object.fromEntries(calls) as Record<Kind, Calls>;
}

function sum(calls: readonly Calls[]): Calls {
  const made = calls.reduce((total, some) => total + some.made, 0);
  return { made, failures: calls.flatMap(({ failures }) => failures) };
}

/**
 * @param pauseSeconds the longest pause of this process
 * @param cause the error of the work
 * @returns whether the time line has something to show
 */
function check(
  calls: readonly [string, Calls][],
  file: string,
  isExpected: (kind: string, time: number) => boolean,
  pauseSeconds: number,
  cause: Error | undefined,
): boolean {
  const summary = calls.map(([kind, { made, failures }]) => `${kind}: ${made} calls, ${failures.length} failed`);
  const timeLine = readFileSync(file, "utf8");
  const stalls = stallsIn(timeLine);
  const longest = Math.max(0, ...stalls.map(({ seconds }) => seconds));
  process.stdout.write(`      ${summary.join("; ")}; longest stall ${longest.toFixed(1)} s\n`);
  const missed = [...missedStopsIn(timeLine), ...lateStopsIn(timeLine)];
  // A failed call to several addresses has a reason for each: no load balancer has chosen the task.
  const isMissed = ({ time, reason }: FailedCall): boolean =>
    /ECONNREFUSED|ECONNRESET|connection refused|connection reset/.test(reason) &&
    !reason.includes("; ") &&
    missed.some(({ from, to }) => time > from && time < to);
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
  if (pauseSeconds > longestPauseSeconds) signs.push(`for the test itself (${pauseSeconds.toFixed(1)} s)`);
  if (signs.length > 0) {
    throw new Error(
      `Inconclusive: there was no processor time ${signs.join(", and ")}. ` +
        `Repeat the test on an idle machine.\n${evidence}`,
      { cause },
    );
  }
  if (unexpected.length > 0) throw new Error(`Calls failed.\n${evidence}`, { cause });
  if (unannounced.length > 0) {
    process.stdout.write(
      `      ${unannounced.length} of them at stopped tasks that a node had not heard of; time line: ${file}\n`,
    );
  }
  return unannounced.length > 0;
}
