import { randomBytes } from "node:crypto";
import type { Engine } from "../engine/engine";
import { isRunRecord, swarmLabel } from "../../swarm/swarmLabel";
import { entriesIn, recordCollection, RunRecord } from "./runRecord";

/** Milliseconds for which one list of the records serves all resources. */
const sharedMs = 200;

/** The same when the swarm did not answer: a preview without it must not wait for each resource again. */
const lostMs = 60_000;

/** Milliseconds that a list may take. */
const listTimeoutMs = 5000;

/** The configuration names no daemon. */
export class NoEngine extends Error {}

/** An entry in the record of another process. */
interface Listed {
  readonly text: string;
  readonly record: string;
}

/** What this provider process, and earlier ones, have recorded in the swarm. */
export class RunRecords {
  /** What this process has recorded, by file name. */
  private readonly own = new Map<string, string>();
  private readonly record: RunRecord;
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
    this.record = new RunRecord(`pulumi-run-${randomBytes(8).toString("hex")}`, this.engine, false);
  }

  /** The texts of all entries, by file name. @throws EngineError when the swarm does not answer */
  public async entries(): Promise<ReadonlyMap<string, string>> {
    const listed = [...(await this.list())].map(([file, { text }]) => [file, text] as const);
    return new Map([...listed, ...this.own]);
  }

  /** @throws EngineError when the swarm has not recorded it */
  public async put(file: string, text: string): Promise<void> {
    await this.record.edit(file, text);
    this.own.set(file, text);
  }

  /** @throws EngineError when the swarm does not answer */
  public async remove(file: string): Promise<void> {
    const isOwn = this.own.delete(file);
    await Promise.all([isOwn ? this.record.edit(file, undefined) : undefined, this.removeElsewhere(file, isOwn)]);
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
    const signal = AbortSignal.timeout(listTimeoutMs);
    const filters = { label: [swarmLabel.run.key] };
    const configs = await this.engine().listPayloads(recordCollection, filters, signal);
    return new Map(
      configs
        .filter(({ Spec }) => isRunRecord(Spec.Labels) && Spec.Name !== this.record.name)
        .flatMap((config) => [...entriesIn(config)].map(([file, text]) => [file, { text, record: config.Spec.Name }])),
    );
  }

  private otherRecord(name: string): RunRecord {
    const record = this.others.get(name) ?? new RunRecord(name, this.engine, true);
    this.others.set(name, record);
    return record;
  }
}
