import type { RunRecords } from "./runRecords";
import type { EntryFormat, JournalStore } from "./store";

/** The entries of one kind in the swarm, where a run on another machine finds them. Its methods throw EngineErrors. */
export class SwarmStore<Key, E extends Key> implements JournalStore<Key, E> {
  public constructor(
    private readonly records: RunRecords,
    private readonly format: EntryFormat<E, Key>,
  ) {}

  public async list(): Promise<E[]> {
    return [...(await this.records.entries())]
      .filter(([file]) => file.endsWith(this.format.suffix))
      .flatMap(([, text]) => this.format.parse(text) ?? []);
  }

  public async get(key: Key): Promise<E | undefined> {
    return this.format.parse((await this.records.entry(this.fileOf(key))) ?? "");
  }

  public put(entry: E): Promise<void> {
    return this.records.put(this.fileOf(entry), JSON.stringify(entry));
  }

  public remove(key: Key): Promise<void> {
    return this.records.remove(this.fileOf(key));
  }

  private fileOf(key: Key): string {
    return this.format.fileName(key) + this.format.suffix;
  }
}
