import { randomBytes } from "node:crypto";
import type { Engine } from "../engine/engine";
import { createFormat, stackOf, type Entry, type EntryKey } from "./entry";
import { ignoreFileError, isFileError } from "./fileError";
import type { Leftover } from "./leftover";
import { findPlace, type Place } from "./place";
import { isAlive, thisProcess, waitForProcess } from "./process";
import { Settling } from "./settling";
import type { JournalStore } from "./store";

/** The record of a create, so that the next run finds its object if the create is interrupted. */
export interface CreationJournal {
  /** Whether interrupted creates of this stack may have left objects behind. */
  hasLeftovers(): Promise<boolean>;
  /** The object that an interrupted create of this resource may have created under this name. */
  leftover(name: string): Promise<Leftover | undefined>;
  /**
   * Records that an object of this name is about to be created. Call it right before each request, when the name is
   * free.
   */
  announce(name: string): Promise<void>;
  /** Removes the record: the Engine refused the request, or the object is gone again. */
  withdraw(name: string): Promise<void>;
  /** Notes that this create adopts an existing object, which may be the very one that it replaces. */
  adopt(): void;
}

/**
 * Margins around a request, for clocks that differ: no other client creates an object of exactly this name in this
 * time.
 */
const margin = { beforeMs: 60_000, afterMs: 120_000 } as const;

/**
 * A write-ahead record of creates: between the Engine's answer and the state file lie this process, the CLI and the
 * disk, and each of them can fail. An entry is written before the request, and deleted once the state must contain the
 * object. README.md shows its life.
 */
export class Journal {
  private readonly session = randomBytes(8).toString("hex");
  private readonly places = new WeakMap<Engine, Promise<Place>>();
  /**
   * Resources that this session has adopted, or taken over from an earlier one, and their ids once the CLI has them.
   */
  private readonly takenOver = new Map<string, string | undefined>();
  private readonly settling = new Settling();
  /** The entries of this session, by file. */
  private readonly own = new Map<string, Entry>();
  /** The entries from before this session. No other provider writes about a stack while its lock is held. */
  private loaded: Promise<Entry[]> | undefined;

  /**
   * @param store where the entries are
   * @param backend where the stack's state is, as far as it is known
   */
  public constructor(
    private readonly store: JournalStore<EntryKey, Entry>,
    private readonly backend: string,
  ) {}

  /** @param warn called when the folder cannot be used, which does not fail the create */
  public of(urn: string, engine: Engine, signal: AbortSignal, warn: (message: string) => void): CreationJournal {
    const { store } = this;
    const guarded = async <T>(work: () => Promise<T>, otherwise: T): Promise<T> => {
      try {
        return await work();
      } catch (error) {
        if (!isFileError(error)) throw error;
        warn(
          `The provider's journal cannot be used, so an interrupted update may leave objects behind: ${error.message}.`,
        );
        return otherwise;
      }
    };
    return {
      adopt: () => {
        this.takenOver.set(urn, undefined);
      },
      hasLeftovers: async () => (await this.found()).some((entry) => stackOf(entry.urn) === stackOf(urn)),
      leftover: (name) =>
        guarded(async () => {
          const entry = await this.find(urn, name, engine, signal);
          if (entry === undefined || entry.session === this.session) return undefined;
          await waitForProcess(entry, Date.parse(entry.to), signal);
          return leftoverOf(entry);
        }, undefined),
      announce: (name) =>
        guarded(async () => {
          const { id: place, clockOffset } = await this.place(engine, signal);
          const now = Date.now() + clockOffset;
          const earlier = await this.find(urn, name, engine, signal);
          if (earlier !== undefined && earlier.session !== this.session) this.takenOver.set(urn, undefined);
          const entry: Entry = {
            urn,
            backend: this.backend,
            place,
            name,
            from: earlier?.from ?? new Date(now - margin.beforeMs).toISOString(),
            to: new Date(now + margin.afterMs).toISOString(),
            session: this.session,
            ...thisProcess,
          };
          await store.put(entry);
          this.own.set(createFormat.fileName(entry), entry);
        }, undefined),
      withdraw: (name) =>
        guarded(async () => {
          const entry = await this.find(urn, name, engine, signal);
          if (entry === undefined) return;
          await store.remove(entry);
          this.own.delete(createFormat.fileName(entry));
        }, undefined),
    };
  }

  /** The objects that interrupted creates of a resource may have created under other names. */
  public async leftoversBeside(urn: string, name: string, engine: Engine, signal: AbortSignal): Promise<Leftover[]> {
    const isBeside = (entry: Entry): boolean => entry.urn === urn && entry.name !== name;
    if (!(await this.found()).some(isBeside)) return [];
    const entries = await this.foreign(engine, signal, isBeside);
    for (const entry of entries) await waitForProcess(entry, Date.parse(entry.to), signal);
    return entries.map(leftoverOf);
  }

  /** The objects that interrupted creates of a stack may have created and its state cannot contain, by URN. */
  public async leftoversOf(stack: string, engine: Engine, signal: AbortSignal): Promise<[urn: string, Leftover][]> {
    const entries = await this.foreign(
      engine,
      signal,
      (entry) => stackOf(entry.urn) === stack && entry.id === undefined && !isAlive(entry),
    );
    return entries.map((entry) => [entry.urn, leftoverOf(entry)]);
  }

  /** Records the id of a created object. Call it right before the response to the CLI. */
  public async recordId(urn: string, id: string): Promise<void> {
    if (this.takenOver.has(urn)) this.takenOver.set(urn, id);
    const recorded = [...this.own.values()].filter((entry) => entry.urn === urn);
    for (const entry of recorded) {
      const told: Entry = { ...entry, id };
      this.own.set(createFormat.fileName(told), told);
      // Better no entry than one without the id: the next update would remove its object.
      await this.store.put(told).catch(() => this.drop(told));
      this.settling.later(() => void this.drop(told));
    }
  }

  /** Whether a forced replacement has taken over the very object that it should replace. */
  public isTakenOver(urn: string, id: string): boolean {
    return this.takenOver.get(urn) === id;
  }

  /** Deletes the entry of an object: the CLI has referred to it by id, so the state contains it. */
  public async confirm(urn: string, id: string): Promise<void> {
    const entries = await this.found();
    await Promise.all(entries.filter((entry) => entry.urn === urn && entry.id === id).map((entry) => this.drop(entry)));
  }

  /** Deletes the entries with an id: the CLI has shut the provider down, which it does after writing its state. */
  public async close(): Promise<void> {
    this.settling.stop();
    const told = [...this.own.values()].filter(({ id }) => id !== undefined);
    await Promise.all(told.map((entry) => this.drop(entry)));
  }

  private found(): Promise<Entry[]> {
    this.loaded ??= this.list();
    return this.loaded;
  }

  private async foreign(engine: Engine, signal: AbortSignal, wanted: (entry: Entry) => boolean): Promise<Entry[]> {
    const entries = (await this.list()).filter((entry) => entry.session !== this.session && wanted(entry));
    if (entries.length === 0) return [];
    const { id } = await this.place(engine, signal);
    return entries.filter(({ place }) => place === id);
  }

  private async find(urn: string, name: string, engine: Engine, signal: AbortSignal): Promise<Entry | undefined> {
    const { id: place } = await this.place(engine, signal);
    return this.store.get({ urn, backend: this.backend, place, name });
  }

  /** The entries of this backend; none when the folder cannot be read. */
  private async list(): Promise<Entry[]> {
    const entries = await this.store.list().catch(ignoreFileError);
    return (entries ?? []).filter(({ backend }) => backend === this.backend);
  }

  private async drop(entry: Entry): Promise<void> {
    this.own.delete(createFormat.fileName(entry));
    await this.store.remove(entry).catch(ignoreFileError);
  }

  private place(engine: Engine, signal: AbortSignal): Promise<Place> {
    const present = this.places.get(engine);
    if (present !== undefined) return present;
    const asked = findPlace(engine, signal).catch((error: unknown) => {
      this.places.delete(engine);
      throw error;
    });
    this.places.set(engine, asked);
    return asked;
  }
}

/** Records nothing, and so finds nothing. */
export const noJournal: CreationJournal = {
  hasLeftovers: () => Promise.resolve(false),
  leftover: () => Promise.resolve(undefined),
  announce: () => Promise.resolve(),
  withdraw: () => Promise.resolve(),
  adopt: () => undefined,
};

function leftoverOf({ name, from, to }: Entry): Leftover {
  return { name, from: Date.parse(from), to: Date.parse(to) };
}
