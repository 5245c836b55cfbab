import type { Engine } from "../engine/engine";
import { changeFormat } from "./changeEntry";
import { ChangeJournal } from "./changeJournal";
import { createFormat } from "./entry";
import { journalFolder } from "./folder";
import { FolderStore } from "./folderStore";
import { Journal } from "./journal";
import { LayeredStore } from "./layeredStore";
import { RunRecords } from "./runRecords";
import type { EntryFormat, JournalStore } from "./store";
import { SwarmStore } from "./swarmStore";

/** The records of the creates, and of the updates and deletes, of one stack. */
export interface Journals {
  readonly creates: Journal;
  readonly changes: ChangeJournal;
}

/**
 * Opens the journals, for one run of the CLI.
 *
 * @param environment of the CLI: `PULUMI_BACKEND_URL`, and the folders of the user
 * @param engine `undefined` if the configuration names none
 */
export function openJournals(
  environment: Readonly<Record<string, string | undefined>>,
  engine: () => Engine | undefined,
): Journals {
  const backend = backendOf(environment);
  const folder = journalFolder(environment);
  const records = new RunRecords(engine);
  const open = <Key, E extends Key & { readonly session: string }>(format: EntryFormat<E, Key>): JournalStore<Key, E> =>
    new LayeredStore(
      new SwarmStore(records, format),
      folder === undefined ? undefined : new FolderStore(folder, format),
      format,
    );
  return {
    creates: new Journal(open(createFormat), backend),
    changes: new ChangeJournal(open(changeFormat), backend),
  };
}

/** The backend without the options of a folder, which only say how the CLI writes its files. */
function backendOf({ PULUMI_BACKEND_URL: url = "" }: Readonly<Record<string, string | undefined>>): string {
  return url.startsWith("file:") ? url.replace(/\?.*/, "") : url;
}
