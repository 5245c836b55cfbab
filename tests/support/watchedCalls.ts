import { mkdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { Caller, type Calls } from "./caller";
import type { KernelLab } from "./kernelLab";
import { checkout } from "./lab";
import { poll } from "./poll";

/** Docker gives the nodes two seconds to learn of a change. A longer stall makes every result worthless. */
const longestStallSeconds = 2;

const patienceMs = 30_000;
/** The guest is slow, and more calls would delay what is tested. */
const pauseMs = 100;

/** Calls of several kinds, and the time line of the lab meanwhile. */
export class WatchedCalls<Kind extends string> {
  private readonly callers: ReadonlyMap<Kind, Caller>;

  private constructor(
    urls: Readonly<Record<Kind, readonly string[]>>,
    private readonly file: string,
  ) {
    const kinds = Object.entries(urls) as [Kind, readonly string[]][];
    this.callers = new Map(kinds.map(([kind, pages]) => [kind, new Caller(pages, 1, patienceMs, pauseMs)]));
  }

  /**
   * Makes calls until the work is done, and prints how many. Removes the time line if all calls succeeded.
   *
   * @param name of the file of the time line, e.g. `encryption-1`
   * @param urls by kind of call, the same page on each node
   * @param isExpected whether a failure is announced to the user. @default none is
   * @throws Error with the failures and the file of the time line, or that the test is inconclusive; its cause is the
   *   error of the work
   */
  public static async during<Kind extends string>(
    lab: KernelLab,
    name: string,
    urls: Readonly<Record<Kind, readonly string[]>>,
    work: () => Promise<void>,
    isExpected: (kind: string, time: number) => boolean = () => false,
  ): Promise<Readonly<Record<Kind, Calls>>> {
    const file = join(checkout, ".tools", "log", `${name}.timeline`);
    mkdirSync(dirname(file), { recursive: true });
    rmSync(file, { force: true });
    const stopWatching = lab.record(file, "lab/watch");
    let calls: WatchedCalls<Kind> | undefined;
    let failure: Error | undefined;
    try {
      const begins = (): Promise<true | undefined> => Promise.resolve(statSync(file).size > 0 || undefined);
      await poll("the time line to begin", begins, { timeoutSeconds: 60 });
      calls = new WatchedCalls(urls, file);
      await work();
    } catch (error) {
      failure = error instanceof Error ? error : new Error(String(error));
    }
    const ended = (await calls?.stop()) ?? [];
    await stopWatching();
    const results = calls?.evaluate(ended, isExpected, failure);
    if (failure !== undefined || results === undefined) throw failure ?? new Error("no calls were made");
    return results;
  }

  private stop(): Promise<[Kind, Calls][]> {
    return Promise.all(
      [...this.callers].map(async ([kind, caller]): Promise<[Kind, Calls]> => [kind, await caller.stop()]),
    );
  }

  private evaluate(
    ended: readonly [Kind, Calls][],
    isExpected: (kind: string, time: number) => boolean,
    cause: unknown,
  ): Readonly<Record<Kind, Calls>> {
    const summary = ended.map(([kind, { made, failures }]) => `${kind}: ${made} calls, ${failures.length} failed`);
    const stalls = stallsIn(readFileSync(this.file, "utf8"));
    const longest = Math.max(0, ...stalls.map(({ seconds }) => seconds));
    process.stdout.write(`      ${summary.join("; ")}; longest stall ${longest.toFixed(1)} s\n`);
    const unexpected = ended.flatMap(([kind, { failures }]) =>
      failures
        .filter(({ time }) => !isExpected(kind, time))
        .map(({ time, reason }) => `${time.toFixed(3)} ${kind}: ${reason}`),
    );
    const evidence = [...summary, ...unexpected, `time line: ${this.file}`].join("\n");
    if (longest > longestStallSeconds) {
      const when = stalls.map(({ time, seconds }) => `${time.toFixed(3)}: ${seconds.toFixed(1)} s`).join(", ");
      throw new Error(
        `Inconclusive: the lab had no processor time for longer than the ${longestStallSeconds} s in which Docker's ` +
          `nodes must agree (${when}). Repeat the test on an idle machine.\n${evidence}`,
        { cause },
      );
    }
    if (unexpected.length > 0) throw new Error(`Calls failed.\n${evidence}`, { cause });
    if (cause === undefined) rmSync(this.file);
    return Object.fromEntries(ended) as Record<Kind, Calls>;
  }
}

/** Stalls in a time line of `lab/watch`: `<seconds since 1970> stalled for <milliseconds> ms`. */
function stallsIn(timeLine: string): { time: number; seconds: number }[] {
  return [...timeLine.matchAll(/^([0-9.]+) stalled for ([0-9]+) ms$/gm)].map(([, time, milliseconds]) => ({
    time: Number(time),
    seconds: Number(milliseconds) / 1000,
  }));
}
