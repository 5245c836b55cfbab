import { createHash } from "node:crypto";

/** That an object is about to be made, written down before the Engine is asked for it. Holds no secret: names are in the clear everywhere. */
export interface Entry {
  readonly urn: string;
  /** The stack's backend as far as it is known: stacks of one name in two backends are two. */
  readonly backend: string;
  /** Where the object is made: the swarm's id, or the daemon's where there is no swarm. */
  readonly place: string;
  /** The object's name in the Engine. */
  readonly name: string;
  /** By the Engine's clock: what has this name and was created between the two is that object. ISO 8601. */
  readonly from: string;
  readonly to: string;
  /** Which provider wrote it, and its process: one that still runs may still be about to make the object. */
  readonly session: string;
  readonly pid: number;
  /** The object's id, once the CLI was told: from then on the state may know it. */
  readonly id?: string;
}

/** A file name that one name of one resource in one place has to itself. */
export function fileNameOf({ urn, backend, place, name }: Pick<Entry, "urn" | "backend" | "place" | "name">): string {
  const key = JSON.stringify([backend, place, urn, name]);
  return `${createHash("sha256").update(key).digest("hex").slice(0, 32)}.json`;
}

/** The entry that a file's text is; `undefined` when it is none. */
export function parseEntry(text: string): Entry | undefined {
  try {
    const { urn, backend, place, name, from, to, session, pid, id } = JSON.parse(text) as Partial<
      Record<keyof Entry, unknown>
    >;
    const texts = [urn, backend, place, name, from, to, session];
    if (!texts.every((one) => typeof one === "string") || typeof pid !== "number") return undefined;
    if (id !== undefined && typeof id !== "string") return undefined;
    return { urn, backend, place, name, from, to, session, pid, ...(id === undefined ? {} : { id }) } as Entry;
  } catch {
    return undefined;
  }
}

/** The part of a URN that tells stacks apart: `urn:pulumi:<stack>::<project>`. */
export function stackOf(urn: string): string {
  return urn.split("::").slice(0, 2).join("::");
}
