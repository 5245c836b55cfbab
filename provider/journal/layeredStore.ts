import { EngineError } from "../engine/error";
import { isTimeout } from "../engine/timeout";
import { NoEngine } from "./runRecords";
import type { EntryFormat, JournalStore } from "./store";

/**
 * Entries in the swarm, or in a folder of this machine if the swarm does not take them: because the daemon is not in a
 * swarm or no manager, because a proxy in front of it refuses configs, or because it does not answer at the moment.
 */
export class LayeredStore<Key, E extends Key> implements JournalStore<Key, E> {
  /**
   * @param swarm where a run on another machine finds the entries
   * @param folder absent without a home directory
   */
  public constructor(
    private readonly swarm: JournalStore<Key, E>,
    private readonly folder: JournalStore<Key, E> | undefined,
    private readonly format: EntryFormat<E, Key>,
  ) {}

  public async list(): Promise<E[]> {
    const entries = [...((await this.folder?.list()) ?? []), ...((await this.swarm.list().catch(unlessRefused)) ?? [])];
    return [...new Map(entries.map((entry) => [this.format.fileName(entry), entry])).values()];
  }

  public async get(key: Key): Promise<E | undefined> {
    return (await this.swarm.get(key).catch(unlessRefused)) ?? this.folder?.get(key);
  }

  /** If neither takes it, the change goes on without a record. @throws file errors of the folder */
  public async put(entry: E): Promise<void> {
    try {
      await this.swarm.put(entry);
    } catch (error) {
      unlessRefused(error);
      return this.folder?.put(entry);
    }
    await this.folder?.remove(entry);
  }

  public async remove(key: Key): Promise<void> {
    await Promise.all([this.swarm.remove(key).catch(unlessRefused), this.folder?.remove(key)]);
  }
}

/** @throws every error but those of the Engine */
function unlessRefused(error: unknown): undefined {
  if (!isTimeout(error) && !(error instanceof EngineError) && !(error instanceof NoEngine)) throw error;
  return undefined;
}
