import { mkdir, open, readdir, readFile, rename, stat, unlink } from "node:fs/promises";
import { join } from "node:path";
import { types } from "node:util";
import type { EntryFormat, JournalStore } from "./store";

/**
 * The entries of one kind in a folder, one file each. A file is complete or absent, and on the disk before {@link put}
 * resolves.
 */
export class FolderStore<Key, E extends Key & { readonly session: string }> implements JournalStore<Key, E> {
  private made: Promise<unknown> | undefined;
  private writes = 0;

  public constructor(
    private readonly folder: string,
    private readonly format: EntryFormat<E, Key>,
  ) {}

  /** Skips files that are not entries, and removes temporary files that a writer left behind. */
  public async list(): Promise<E[]> {
    const names = await readdir(this.folder).catch(unlessMissing([]));
    await Promise.all(names.filter((name) => name.endsWith(".temporary")).map((name) => this.removeTemporary(name)));
    const texts = await Promise.all(
      names
        .filter((name) => name.endsWith(this.format.suffix))
        .map((name) => readFile(join(this.folder, name), "utf8").catch(unlessMissing(""))),
    );
    return texts.flatMap((text) => this.format.parse(text) ?? []);
  }

  public async get(key: Key): Promise<E | undefined> {
    return this.format.parse(await readFile(this.fileOf(key), "utf8").catch(unlessMissing("")));
  }

  public async put(entry: E): Promise<void> {
    this.made ??= mkdir(this.folder, { recursive: true, mode: 0o700 });
    await this.made;
    const temporary = join(this.folder, `${entry.session}-${this.writes++}${this.format.suffix}.temporary`);
    const file = await open(temporary, "wx", 0o600);
    try {
      await file.writeFile(JSON.stringify(entry));
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, this.fileOf(entry));
    await this.sync();
  }

  public async remove(key: Key): Promise<void> {
    // Each create calls this twice, and `rm` would ask what is at the path several times.
    await unlink(this.fileOf(key)).catch(unlessMissing(undefined));
  }

  private fileOf(key: Key): string {
    return join(this.folder, `${this.format.fileName(key)}${this.format.suffix}`);
  }

  /** A temporary file exists for milliseconds, unless its writer dies. */
  private async removeTemporary(name: string): Promise<void> {
    const path = join(this.folder, name);
    const { mtimeMs } = await stat(path).catch(unlessMissing({ mtimeMs: Date.now() }));
    if (Date.now() - mtimeMs > 60_000) await unlink(path).catch(unlessMissing(undefined));
  }

  /** A rename survives a power failure once the folder is synced. */
  private async sync(): Promise<void> {
    const folder = await open(this.folder, "r");
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  }
}

function unlessMissing<T>(instead: T): (error: unknown) => T {
  return (error) => {
    if (types.isNativeError(error) && "code" in error && error.code === "ENOENT") return instead;
    throw error;
  };
}
