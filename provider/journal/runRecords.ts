import { randomBytes } from "node:crypto";
import type { Engine } from "../engine/engine";
import { timeoutAfter } from "../engine/timeout";
import { isRunRecord, swarmLabel } from "../../swarm/swarmLabel";
import { entriesIn, recordCollection, RunRecord } from "./runRecord";

/** Milliseconds for which one list of the records serves all resources. */
const sharedMs = 200;

/** The same when the swarm did not answer: a preview without it must not wait for each resource again. */
const lostMs = 60_000;

/** Seconds that a list may take. */
const listTimeoutSeconds = 5;

/**
 * The number of entries in one record. Each edit writes a whole record, so without a limit, an update of many resources
 * would write more and more for each of them, and Swarm refuses a config of more than about a megabyte.
 */
const entriesPerRecord = 100;

/** The configuration names no daemon. */
export class NoEngine extends Error {}

/** An entry in the record of another process. */
interface Listed {
  readonly text: string;
  readonly record: string;
}

/** An entry of this process. */
interface Own {
  readonly record: RunRecord;
  /** @default - not recorded yet */
  text?: string;
}

/** What this provider process, and earlier ones, have recorded in the swarm. */
export class RunRecords {
  /** What this process records, by file name. */
  private readonly own = new Map<string, Own>();
  /** The names of the records of this process. */
  private readonly names = new Set<string>();
  /** The record that takes new entries, and how many it has taken. */
  private newest: { readonly record: RunRecord; taken: number } | undefined;
  /** The records of other processes that this one edits, by name. */
  private readonly others = new Map<string, RunRecord>();
  private listed: Promise<ReadonlyMap<string, Listed>> | undefined;
  private until = 0;

  private readonly engine: () => Engine;

  /** @param engine `undefined` if the configuration names none. All methods then throw {@link NoEngine}. */
  public constructor(engine: () => Engine | undefined) {
    this.engine = () => {
      const named = engine();
      if (named === undefined) throw new NoEngine("The configuration names no daemon.");
      return named;
    };
  }

  /** The texts of all entries, by file name. @throws EngineError when the swarm does not answer */
  public async entries(): Promise<ReadonlyMap<string, string>> {
    const all = [...(await this.list()), ...this.own];
    return new Map(all.flatMap(([file, { text }]) => (text === undefined ? [] : [[file, text]])));
  }

  /** The text of one entry. @throws EngineError when the swarm does not answer */
  public async entry(file: string): Promise<string | undefined> {
    return this.own.get(file)?.text ?? (await this.list()).get(file)?.text;
  }

  /** @throws EngineError when the swarm has not recorded it */
  public async put(file: string, text: string): Promise<void> {
    const own = this.own.get(file) ?? { record: this.recordWithRoom() };
    this.own.set(file, own);
    await own.record.edit(file, text);
    own.text = text;
  }

  /** @throws EngineError when the swarm does not answer */
  public async remove(file: string): Promise<void> {
    const own = this.own.get(file);
    this.own.delete(file);
    await Promise.all([own?.record.edit(file, undefined), this.removeElsewhere(file, own !== undefined)]);
  }

  private recordWithRoom(): RunRecord {
    if (this.newest === undefined || this.newest.taken >= entriesPerRecord) {
      const name = `pulumi-run-${randomBytes(8).toString("hex")}`;
      this.names.add(name);
      this.newest = { record: new RunRecord(name, this.engine, false), taken: 0 };
    }
    this.newest.taken++;
    return this.newest.record;
  }

  /** An earlier process can have an entry for the same change. Its record does not grow, so a former list suffices. */
  private async removeElsewhere(file: string, isOwn: boolean): Promise<void> {
    const listed = await (this.listed ?? this.list()).catch((error: unknown) => {
      if (!isOwn) throw error;
      return undefined;
    });
    const holder = listed?.get(file)?.record;
    if (holder === undefined) return;
    await this.otherRecord(holder).edit(file, undefined);
    this.until = 0;
  }

  private list(): Promise<ReadonlyMap<string, Listed>> {
    if (this.listed === undefined || performance.now() > this.until) {
      this.until = performance.now() + sharedMs;
      this.listed = this.ask();
      this.listed.catch(() => {
        this.until = performance.now() + lostMs;
      });
    }
    return this.listed;
  }

  private async ask(): Promise<ReadonlyMap<string, Listed>> {
    const signal = timeoutAfter(listTimeoutSeconds);
    const filters = { label: [swarmLabel.run.key] };
    const configs = await this.engine().listPayloads(recordCollection, filters, signal);
    return new Map(
      configs
        .filter(({ Spec }) => isRunRecord(Spec.Labels) && !this.names.has(Spec.Name))
        .flatMap((config) => [...entriesIn(config)].map(([file, text]) => [file, { text, record: config.Spec.Name }])),
    );
  }

  private otherRecord(name: string): RunRecord {
    const record = this.others.get(name) ?? new RunRecord(name, this.engine, true);
    this.others.set(name, record);
    return record;
  }
}
