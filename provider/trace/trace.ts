import { AsyncLocalStorage } from "node:async_hooks";
import { mkdirSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";

/** Details of an event: never bodies, queries or messages, because those can contain secrets. */
export type Details = Readonly<Record<string, string | number | undefined>>;

/** What an event is about. Viewers can filter by it. */
export type Category = "operation" | "engine" | "wait" | "retry";

/** An event of the Chrome trace format. Times are in microseconds. */
interface Event {
  readonly name: string;
  readonly cat?: Category | "__metadata";
  /** A span, a moment, or the name of a row. */
  readonly ph: "X" | "i" | "M";
  readonly ts: number;
  readonly dur?: number;
  readonly tid: number;
  readonly s?: "t";
  readonly args: Details;
}

const current = new AsyncLocalStorage<Track>();

/** The rows of an operation: the first one, and one for each request that runs beside another. */
const rowsPerTrack = 100;

/**
 * Records what a provider process does, in the Chrome trace format:
 * https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU. The file is complete after each
 * event, also when the process dies.
 */
export class Trace {
  private readonly file: number;
  private position = 0;
  private tracks = 0;

  /**
   * @param folder is created if it is missing. Each process writes a file of its own, named after its start
   * @param scrub removes the secrets that the process knows from a text
   */
  public constructor(
    folder: string,
    private readonly scrub: (text: string) => string,
  ) {
    mkdirSync(folder, { recursive: true });
    const started = new Date().toISOString().replaceAll(":", "-");
    this.file = openSync(join(folder, `${started}-${process.pid}.json`), "wx", 0o600);
    this.append("[\n]\n");
    this.write({ name: "process_name", cat: "__metadata", ph: "M", ts: 0, tid: 0, args: { name: "docker provider" } });
  }

  /** Records an operation of the CLI as a row, with everything that it does. */
  public operation<T>(name: string, work: () => Promise<T>): Promise<T> {
    const track = new Track(this, ++this.tracks * rowsPerTrack, name);
    return current.run(track, () => track.span("operation", name, work, () => ({})));
  }

  public write(event: Event): void {
    const args = Object.entries(event.args).map(([key, value]) => [key, this.clean(value)] as const);
    const line = { ...event, pid: process.pid, name: this.scrub(event.name), args: Object.fromEntries(args) };
    this.append(`${this.position > 4 ? "," : ""}${JSON.stringify(line)}\n]\n`, 2);
  }

  private clean(value: Details[string]): Details[string] {
    return typeof value === "string" ? this.scrub(value) : value;
  }

  /** Writes over the last bytes of the file. */
  private append(text: string, over = 0): void {
    this.position += writeSync(this.file, text, this.position - over) - over;
  }
}

/** The rows of one operation. */
class Track {
  private readonly isUsed: boolean[] = [];

  public constructor(
    private readonly trace: Trace,
    private readonly firstRow: number,
    private readonly name: string,
  ) {}

  public async span<T>(
    category: Category,
    name: string,
    work: () => Promise<T>,
    details: (end: End<T>) => Details,
  ): Promise<T> {
    const row = this.takeRow(category);
    const ts = now();
    const end = (how: End<T>): void => {
      this.isUsed[row] = false;
      const tid = this.firstRow + row;
      this.trace.write({ name, cat: category, ph: "X", ts, dur: now() - ts, tid, args: details(how) });
    };
    try {
      const result = await work();
      end({ result });
      return result;
    } catch (error) {
      end({ error });
      throw error;
    }
  }

  public mark(category: Category, name: string, args: Details): void {
    this.trace.write({ name, cat: category, ph: "i", ts: now(), tid: this.firstRow, s: "t", args });
  }

  /** Requests can overlap, and a viewer shows only nested spans in one row. Everything else is nested. */
  private takeRow(category: Category): number {
    const free = category === "engine" ? this.isUsed.indexOf(false) : 0;
    const row = free < 0 ? this.isUsed.length : free;
    if (this.isUsed[row] === undefined) {
      const name = row === 0 ? this.name : `${this.name} (${row + 1})`;
      const tid = this.firstRow + row;
      this.trace.write({ name: "thread_name", cat: "__metadata", ph: "M", ts: 0, tid, args: { name } });
    }
    this.isUsed[row] = category === "engine";
    return row;
  }
}

/** How the work of a span ended. */
export type End<T> = { readonly result: T } | { readonly error: unknown };

/**
 * Runs `work`, and records it as a span if the present operation is traced. Otherwise it costs nothing.
 *
 * @param details of the end
 */
export function span<T>(
  category: Category,
  name: () => string,
  work: () => Promise<T>,
  details: (end: End<T>) => Details,
): Promise<T> {
  const track = current.getStore();
  return track === undefined ? work() : track.span(category, name(), work, details);
}

/** Records a moment if the present operation is traced. */
export function mark(category: Category, name: string, details: () => Details): void {
  current.getStore()?.mark(category, name, details());
}

function now(): number {
  return Math.round((performance.timeOrigin + performance.now()) * 1000);
}
