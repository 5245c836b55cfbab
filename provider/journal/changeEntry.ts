import { hashOf } from "./entry";
import { writerIn, type Writer } from "./process";
import type { EntryFormat } from "./store";

/** The record of an update or delete, written before the request. Ids are unique across swarms. */
export interface ChangeEntry extends Writer {
  readonly urn: string;
  /** The stack's backend, if known: two backends can have stacks of the same name. */
  readonly backend: string;
  /** The object's id. */
  readonly id: string;
  /** When the change began, ISO 8601. */
  readonly at: string;
  /** The session of the provider that wrote the entry. */
  readonly session: string;
}

/** What identifies an entry. */
export type ChangeKey = Pick<ChangeEntry, "urn" | "backend" | "id">;

/** The format of the change journal: one entry per backend, resource and object. */
export const changeFormat: EntryFormat<ChangeEntry, ChangeKey> = {
  suffix: ".change",
  fileName: ({ urn, backend, id }) => hashOf([backend, urn, id]),
  parse: (text) => {
    try {
      const entry = JSON.parse(text) as Partial<Record<keyof ChangeEntry, unknown>>;
      const { urn, backend, id, at, session } = entry;
      const writer = writerIn(entry);
      const areTexts = [urn, backend, id, at, session].every((one) => typeof one === "string");
      if (!areTexts || writer === undefined) return undefined;
      return { urn, backend, id, at, session, ...writer } as ChangeEntry;
    } catch {
      return undefined;
    }
  },
};
