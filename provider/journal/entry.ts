import { createHash } from "node:crypto";
import { writerIn, type Writer } from "./process";
import type { EntryFormat } from "./store";

/** The record of a create, written before the request. It contains no secrets: names are visible everywhere. */
export interface Entry extends Writer {
  readonly urn: string;
  /** The stack's backend, if known: two backends can have stacks of the same name. */
  readonly backend: string;
  /** Where the object is created: the id of the swarm, or of the daemon outside a swarm. */
  readonly place: string;
  /** The object's name in the Engine. */
  readonly name: string;
  /** An object of this name that was created between these two, by the Engine's clock, is the one. ISO 8601. */
  readonly from: string;
  readonly to: string;
  /** The session of the provider that wrote the entry. While its process runs, it may still create the object. */
  readonly session: string;
  /** The object's id, once the CLI has it: from then on the state may contain the object. */
  readonly id?: string;
}

/** What identifies an entry. */
export type EntryKey = Pick<Entry, "urn" | "backend" | "place" | "name">;

/** The format of the create journal: one entry per backend, place, resource and name. */
export const createFormat: EntryFormat<Entry, EntryKey> = {
  suffix: ".json",
  fileName: ({ urn, backend, place, name }) => hashOf([backend, place, urn, name]),
  parse: parseEntry,
};

/** A file name for an entry with these parts in its key. */
export function hashOf(key: readonly string[]): string {
  return createHash("sha256").update(JSON.stringify(key)).digest("hex").slice(0, 32);
}

function parseEntry(text: string): Entry | undefined {
  try {
    const entry = JSON.parse(text) as Partial<Record<keyof Entry, unknown>>;
    const { urn, backend, place, name, from, to, session, id } = entry;
    const writer = writerIn(entry);
    const areTexts = [urn, backend, place, name, from, to, session].every((one) => typeof one === "string");
    if (!areTexts || writer === undefined || (id !== undefined && typeof id !== "string")) return undefined;
    return { urn, backend, place, name, from, to, session, ...writer, ...(id !== undefined && { id }) } as Entry;
  } catch {
    return undefined;
  }
}

/** The part of a URN that identifies the stack: `urn:pulumi:<stack>::<project>`. */
export function stackOf(urn: string): string {
  return urn.split("::").slice(0, 2).join("::");
}
