import type { Engine } from "../engine/engine";
import { isNotFound } from "../engine/meaning";
import { timeoutAfter } from "../engine/timeout";
import type { Payload } from "../engine/types";
import { swarmLabel } from "../../swarm/swarmLabel";

/** The collection that the records are in. A config is the only object of a swarm that runs nothing and has labels. */
export const recordCollection = "configs";

/** Before the file name of an entry, in the key of its label. */
const entryPrefix = "swarm.run.entry.";

/** Seconds that the swarm may take to record something. Then the journal's folder takes the entry. */
const writeTimeoutSeconds = 10;

/** What `docker config inspect` shows as the data of a record. */
const explanation =
  "A record of a running pulumi update. If no update is running, the next update of the stack needs it to find what " +
  "an interrupted one has created, and then removes it.\n";

/** The entries in a record, by file name. */
export function entriesIn({ Spec }: Pick<Payload, "Spec">): Map<string, string> {
  return new Map(
    Object.entries(Spec.Labels ?? {}).flatMap(([key, text]) =>
      key.startsWith(entryPrefix) ? [[key.slice(entryPrefix.length), text] as const] : [],
    ),
  );
}

/**
 * The record of one provider process in the swarm: a config whose labels are the entries of the journals. It exists
 * while it has an entry. Edits that are made while the swarm is being asked are written together.
 */
export class RunRecord {
  /** Edits that are not written yet: the text of an entry by its file name; `undefined` removes it. */
  private edits = new Map<string, string | undefined>();
  private last: Promise<unknown> = Promise.resolve();
  private next: Promise<void> | undefined;

  /**
   * @param name of the config
   * @param mayExist whether the swarm can have it before the first write
   */
  public constructor(
    public readonly name: string,
    private readonly engine: () => Engine,
    private mayExist: boolean,
  ) {}

  /**
   * Resolves as soon as the managers have agreed on the edit.
   *
   * @param text `undefined` removes the entry
   * @throws EngineError when the daemon does not manage a swarm, or does not answer. The next edit then includes it.
   */
  public edit(file: string, text: string | undefined): Promise<void> {
    this.edits.set(file, text);
    if (this.next === undefined) {
      const turn = this.last.then(() => {
        this.next = undefined;
        return this.write();
      });
      this.next = turn;
      this.last = turn.catch(() => undefined);
    }
    return this.next;
  }

  private async write(): Promise<void> {
    const { edits } = this;
    this.edits = new Map();
    try {
      await this.apply(edits);
    } catch (error) {
      this.edits = new Map([...edits, ...this.edits]);
      throw error;
    }
  }

  private async apply(edits: ReadonlyMap<string, string | undefined>): Promise<void> {
    const engine = this.engine();
    const signal = timeoutAfter(writeTimeoutSeconds);
    const found = this.mayExist ? await this.find(engine, signal) : undefined;
    const entries = found === undefined ? new Map<string, string>() : entriesIn(found);
    for (const [file, text] of edits) {
      if (text === undefined) entries.delete(file);
      else entries.set(file, text);
    }
    const Labels = Object.fromEntries([
      [swarmLabel.run.key, "record"],
      ...[...entries].map(([file, text]) => [entryPrefix + file, text]),
    ]) as Record<string, string>;
    const spec = { Name: this.name, Labels };
    if (found !== undefined && entries.size === 0) {
      await engine.removePayload(recordCollection, found.ID, signal).catch(unlessGone);
      this.mayExist = false;
    } else if (found !== undefined) {
      await engine.updatePayload(recordCollection, found.ID, found.Version.Index, spec, signal);
    } else if (entries.size > 0) {
      this.mayExist = true;
      const Data = Buffer.from(explanation).toString("base64");
      await engine.createPayload(recordCollection, { ...spec, Data }, signal);
    }
  }

  private async find(engine: Engine, signal: AbortSignal): Promise<Payload | undefined> {
    return engine.inspectPayload(recordCollection, this.name, signal).catch(unlessGone);
  }
}

/** Another run can have removed the record of a process that seemed to be dead. */
function unlessGone(error: unknown): undefined {
  if (!isNotFound(error)) throw error;
  return undefined;
}
