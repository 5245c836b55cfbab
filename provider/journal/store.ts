/** How the entries of one kind are stored: entries with the same key are one. */
export interface EntryFormat<E, Key> {
  /** The end of the files' names, which tells the kinds in one place apart. */
  readonly suffix: `.${string}`;
  /** The other part of a file's name. */
  fileName(key: Key): string;
  /** Parses a file's text; `undefined` when it is not an entry. */
  parse(text: string): E | undefined;
}

/** The entries of one kind. */
export interface JournalStore<Key, E extends Key> {
  /** Skips what is not an entry. */
  list(): Promise<E[]>;
  get(key: Key): Promise<E | undefined>;
  /** An entry outlives this process as soon as the call resolves. It takes the place of one with the same key. */
  put(entry: E): Promise<void>;
  remove(key: Key): Promise<void>;
}
