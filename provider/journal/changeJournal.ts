import { randomBytes } from "node:crypto";
import type { ChangeEntry, ChangeKey } from "./changeEntry";
import { stackOf } from "./entry";
import { ignoreFileError } from "./fileError";
import { isAlive, thisProcess, waitForProcess } from "./process";
import { Settling } from "./settling";
import type { JournalStore } from "./store";

/** Milliseconds for which the record of an interrupted change is kept: 30 days. */
const keptMs = 30 * 24 * 3_600_000;

/**
 * A write-ahead record of updates and deletes. If one is interrupted, the state still describes the object as it was
 * before. Should the program then return to that description, the CLI would see no difference, and the swarm would keep
 * the interrupted change. So the next run compares the program with the live object as well.
 *
 * The record is a precaution: when the folder cannot be used, changes go on without it.
 */
export class ChangeJournal {
  private readonly session = randomBytes(8).toString("hex");
  /** The entries from before this session, by {@link keyOf}, without those that this session has settled. */
  private loaded: Promise<Map<string, ChangeEntry>> | undefined;
  /** The changes whose results the CLI knows. */
  private readonly told = new Map<string, ChangeKey>();
  private readonly settling = new Settling();

  /**
   * @param store where the entries are
   * @param backend where the stack's state is, as far as it is known
   */
  public constructor(
    private readonly store: JournalStore<ChangeKey, ChangeEntry>,
    private readonly backend: string,
  ) {}

  /** Whether the state of an object may be older than the object, because an earlier change was interrupted. */
  public async isInterrupted(urn: string, id: string): Promise<boolean> {
    const entry = (await this.interrupted()).get(keyOf(urn, id));
    if (entry === undefined) return false;
    await waitForProcess(entry);
    return true;
  }

  /** Records that a change of an object is about to be requested. */
  public async begin(urn: string, id: string): Promise<void> {
    const { backend, session } = this;
    const entry: ChangeEntry = { urn, backend, id, at: new Date().toISOString(), session, ...thisProcess };
    this.told.delete(keyOf(urn, id));
    await this.store.put(entry).catch(ignoreFileError);
  }

  /** Notes that the response to the CLI, which follows, says what the object is now. The state will contain it soon. */
  public async tell(urn: string, id: string): Promise<void> {
    const key = keyOf(urn, id);
    (await this.interrupted()).delete(key);
    this.told.set(key, { urn, backend: this.backend, id });
    this.settling.later(() => void this.drop(key));
  }

  /** Deletes the entry of an object that is as the state and the program say. */
  public async settle(urn: string, id: string): Promise<void> {
    await this.tell(urn, id);
    await this.drop(keyOf(urn, id));
  }

  /**
   * Deletes the entries of objects that nothing refers to any more: a provider can die after the CLI has learnt of a
   * delete.
   *
   * @param stack of which a whole update has succeeded
   * @param isForgotten whether the state no longer has the object
   */
  public async forget(stack: string, isForgotten: (urn: string, id: string) => boolean): Promise<void> {
    const forgotten = [...(await this.interrupted())].filter(
      ([, entry]) => stackOf(entry.urn) === stack && !isAlive(entry) && isForgotten(entry.urn, entry.id),
    );
    await Promise.all(forgotten.map(([, entry]) => this.store.remove(entry).catch(ignoreFileError)));
  }

  /** Deletes the entries of the changes that the CLI knows: it shuts the provider down after writing its state. */
  public async close(): Promise<void> {
    this.settling.stop();
    await Promise.all([...this.told.keys()].map((key) => this.drop(key)));
  }

  private interrupted(): Promise<Map<string, ChangeEntry>> {
    this.loaded ??= this.load();
    return this.loaded;
  }

  private async load(): Promise<Map<string, ChangeEntry>> {
    const entries = (await this.store.list().catch(ignoreFileError)) ?? [];
    // Another machine may have finished the change, or the resource may have left the state.
    const isOld = ({ at }: ChangeEntry): boolean => Date.now() - Date.parse(at) > keptMs;
    for (const entry of entries.filter(isOld)) await this.store.remove(entry).catch(ignoreFileError);
    const mine = entries.filter(
      (entry) => entry.backend === this.backend && entry.session !== this.session && !isOld(entry),
    );
    return new Map(mine.map((entry) => [keyOf(entry.urn, entry.id), entry]));
  }

  private async drop(key: string): Promise<void> {
    const told = this.told.get(key);
    if (told === undefined) return;
    this.told.delete(key);
    await this.store.remove(told).catch(ignoreFileError);
  }
}

function keyOf(urn: string, id: string): string {
  return `${id} ${urn}`;
}
