import { EngineError } from "../engine/error";
import { ListeningTimer } from "../engine/listeningTimer";
import { mayHaveActed, meaningOf, type Meaning } from "../engine/meaning";
import type { Created } from "../engine/types";
import type { Operation } from "../handler/handler";
import { CreateAttempt } from "../journal/createAttempt";
import { noJournal } from "../journal/journal";
import type { Leftover } from "../journal/leftover";
import { shortestAnswerSeconds, uncancelled, type Deadline } from "./deadline";
import { awaitFreeName } from "./nameTaken";
import { outOfTime, retry, retryRules, waitForRetry } from "./retry";
import { NoAnswer } from "./timedOut";

/** The object that an interrupted run of the same resource created, if there is one. */
export interface Interrupted<T> {
  readonly find: (leftover: Leftover) => Promise<T | undefined>;
  readonly idOf: (found: T) => string;
  /** Whether it matches the present inputs, or can be updated to match them. Otherwise it is removed. */
  readonly isUsable: (found: T) => Promise<boolean> | boolean;
  /** Updates it to the present inputs. @default - it matches them already */
  readonly update?: (found: T) => Promise<void>;
  readonly remove: (found: T) => Promise<void>;
}

/** An object to be created. */
export interface Creation<T> {
  /** E.g. `network`. */
  readonly kind: string;
  readonly name: string;
  /** @default not looked for: a swarm has one ingress, a node one gateway bridge, so they are found without a record */
  readonly interrupted?: Interrupted<T>;
  /** Throws when the name is taken: only then is an object of this name, after a lost answer, certainly this one. */
  readonly requireFreeName?: () => Promise<void>;
  readonly send: (signal: AbortSignal) => Promise<Created>;
  /** The id of the object of this name that matches the whole request; `undefined` when there is none. */
  readonly findOwn: (operation: Operation) => Promise<string | undefined>;
  /**
   * The error to throw instead of a final error of the Engine, e.g. one that names the holder of the name.
   *
   * @default that error
   */
  readonly explain?: (error: EngineError, meaning: Meaning) => Promise<Error | undefined> | Error | undefined;
}

/** Seconds that the Engine may take to answer at most. It gives up asking the swarm's leader after 20. */
const answerSeconds = 30;

/**
 * The seconds that the provider still waits for the answer after the user has cancelled, and then at most looks for the
 * object. Without its id, the object would exist but be in no state.
 */
const graceSeconds = 2;

/**
 * Creates an object and answers its id: exactly once, whatever happens to the request.
 *
 * - An object of an interrupted run is taken over, or removed when it cannot be updated to the present inputs.
 * - Each request is recorded in the journal first, so that the next run finds the object if this one dies.
 * - When the answer is lost, it looks for the object before it sends the request again.
 * - When the user cancels, it waits a short time for the answer and returns the id all the same: the caller then keeps
 *   the object in the state.
 *
 * @throws the reason of the cancellation when nothing was created, or the result is not known; the Engine's error, see
 * `explain`
 */
export async function createOnce<T>(creation: Creation<T>, operation: Operation, deadline: Deadline): Promise<string> {
  const taken = await takeOver(creation, operation);
  if (taken !== undefined) return taken;
  await awaitFreeName(async () => creation.requireFreeName?.(), operation, deadline);
  return new Request(creation, operation, deadline).send();
}

async function takeOver<T>(
  { kind, name, interrupted }: Creation<T>,
  operation: Operation,
): Promise<string | undefined> {
  const leftover = interrupted === undefined ? undefined : await operation.journal.leftover(name);
  if (interrupted === undefined || leftover === undefined) return undefined;
  const found = await interrupted.find(leftover);
  if (found !== undefined && (await interrupted.isUsable(found))) {
    operation.status(`taking over the ${kind} that an interrupted update created`);
    await operation.journal.announce(name);
    await interrupted.update?.(found);
    return interrupted.idOf(found);
  }
  if (found !== undefined) {
    operation.status(`removing the ${kind} that an interrupted update created`);
    await interrupted.remove(found);
  }
  await operation.journal.withdraw(name);
  return undefined;
}

/** The request for one object, sent as often as necessary. */
class Request<T> {
  private readonly attempt: CreateAttempt;
  /** An answer was lost, so an object of this name may be the result of the request. */
  private isLost = false;
  /** The Engine said that the name is taken, but no object has it. */
  private isRefused = false;

  public constructor(
    private readonly creation: Creation<T>,
    private readonly operation: Operation,
    private readonly deadline: Deadline,
  ) {
    const journal = creation.interrupted === undefined ? noJournal : operation.journal;
    this.attempt = new CreateAttempt(journal, creation.name);
  }

  private get what(): string {
    return `${this.creation.kind} "${this.creation.name}" to be created`;
  }

  public async send(): Promise<string> {
    const { deadline, operation } = this;
    for (let count = 1; ; count++) {
      deadline.signal.throwIfAborted();
      const limit = new AnswerLimit(deadline, operation.engine.host);
      try {
        const { id, warnings } = await this.attempt.request(() => this.creation.send(limit.signal));
        for (const warning of warnings) operation.warn(warning);
        return id;
      } catch (error) {
        const meaning = meaningOf(error) ?? (limit.signal.aborted ? "outcomeUnknown" : undefined);
        const id = await this.resolve(error, meaning, count);
        if (id !== undefined) return id;
      } finally {
        limit.clear();
      }
    }
  }

  /**
   * @returns the id of the object if it exists; `undefined` to send the request again.
   * @throws when the error is final
   */
  private async resolve(error: unknown, meaning: Meaning | undefined, count: number): Promise<string | undefined> {
    const { creation, operation, deadline } = this;
    this.isLost ||= mayHaveActed(error);
    if (deadline.signal.aborted) return this.resolveCancelled();
    const rule = meaning && retryRules[meaning];
    if (this.isLost && (rule !== undefined || meaning === "nameTaken")) {
      if (rule?.status !== undefined) operation.status(rule.status(operation));
      const own = await this.findOwn(error);
      if (own !== undefined) return own;
    }
    if (rule !== undefined && !deadline.isOver) {
      await waitForRetry(rule, count, operation, deadline);
      return undefined;
    }
    const final = rule === undefined ? error : outOfTime(this.what, deadline, error);
    if (!(error instanceof EngineError) || meaning === undefined || creation.explain === undefined) throw final;
    const explained = await creation.explain(error, meaning);
    if (explained !== undefined || meaning !== "nameTaken" || this.isRefused) throw explained ?? final;
    // No object has the name any more, so another request can succeed.
    this.isRefused = true;
    return undefined;
  }

  /** Looks for the object as soon as the Engine answers again. @throws `lost` when it does not */
  private async findOwn(lost: unknown): Promise<string | undefined> {
    const { creation, operation, deadline } = this;
    try {
      return await retry(this.what, () => creation.findOwn(operation), operation, deadline);
    } catch (error) {
      deadline.signal.throwIfAborted();
      throw deadline.isOver ? outOfTime(this.what, deadline, lost) : error;
    }
  }

  /** @throws the reason of the cancellation when there is no object, or the result is not known */
  private async resolveCancelled(): Promise<string> {
    const { creation, operation, deadline, isLost } = this;
    const late = uncancelled(operation, graceSeconds);
    const own = isLost ? await creation.findOwn(late).catch(() => undefined) : undefined;
    if (own === undefined) throw deadline.signal.reason;
    return own;
  }
}

/** Limits how long an answer is waited for. A cancellation does not end that at once: see {@link graceSeconds}. */
class AnswerLimit {
  private readonly controller = new AbortController();
  private readonly timers: ListeningTimer[] = [];

  public constructor(
    private readonly deadline: Deadline,
    private readonly host: string,
  ) {
    this.endIn(Math.min(answerSeconds, Math.max(shortestAnswerSeconds, deadline.secondsLeft)));
    deadline.signal.addEventListener("abort", this.cancelled, { once: true });
  }

  public get signal(): AbortSignal {
    return this.controller.signal;
  }

  public clear(): void {
    this.deadline.signal.removeEventListener("abort", this.cancelled);
    for (const timer of this.timers) timer.stop();
  }

  private readonly cancelled = (): void => {
    this.endIn(graceSeconds);
  };

  private endIn(seconds: number): void {
    this.timers.push(
      new ListeningTimer(seconds, () => {
        this.controller.abort(new NoAnswer(this.host, seconds));
      }),
    );
  }
}
