import { EngineError, messageOf } from "../engine/error";
import { mayHaveActed, meaningOf, type Meaning } from "../engine/meaning";
import type { Created } from "../engine/types";
import type { Operation } from "../handler/handler";
import { CreateAttempt } from "../journal/createAttempt";
import { noJournal } from "../journal/journal";
import type { Leftover } from "../journal/leftover";
import { AwaitTimeout } from "./await";
import { uncancelled, type Deadline } from "./deadline";
import { retry, retryRules, waitForRetry } from "./retry";

/** The object that an interrupted run of the same resource created, if there is one. */
export interface Interrupted<T> {
  readonly find: (leftover: Leftover) => Promise<T | undefined>;
  readonly idOf: (found: T) => string;
  /** Whether it is, or can be brought to, what the inputs ask for now. Otherwise it is removed. */
  readonly isUsable: (found: T) => Promise<boolean> | boolean;
  /** Brings it to what the inputs ask for now. @default it is that already */
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
  /** The id of the object of this name that is all that the request asks for; `undefined` when there is none. */
  readonly findOwn: (operation: Operation) => Promise<string | undefined>;
  /** The error to throw instead of a final error of the Engine, e.g. one that names the holder of the name. @default that error */
  readonly explain?: (error: EngineError, meaning: Meaning) => Promise<Error | undefined> | Error | undefined;
}

/** Seconds that the Engine may take to answer. It gives up asking the swarm's leader after 20, whatever time the operation has. */
const answerSeconds = { atLeast: 10, atMost: 30 } as const;

/**
 * Seconds that the answer is still waited for after the user has cancelled, and that it takes at most to look for the object after
 * that. Without its id the object would exist and be in no state.
 */
const graceSeconds = 2;

/**
 * Creates an object and answers its id: exactly once, whatever happens to the request.
 *
 * - An object that an interrupted run created is taken over, or removed when it cannot be brought to what is asked for now.
 * - Each request is recorded in the journal first, so that the next run finds the object if this one dies.
 * - When the answer is lost, it looks for the object before it sends the request again.
 * - When the user cancels, it waits a short time for the answer and returns the id all the same: the caller then keeps the object in
 *   the state.
 *
 * @throws the reason of the cancellation when nothing was created, or nothing can be told; AwaitTimeout when time is up; the
 *   Engine's error, see `explain`
 */
export async function createOnce<T>(creation: Creation<T>, operation: Operation, deadline: Deadline): Promise<string> {
  const taken = await takeOver(creation, operation);
  if (taken !== undefined) return taken;
  await creation.requireFreeName?.();
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

/** The request for one object, sent as often as it takes. */
class Request<T> {
  private readonly attempt: CreateAttempt;
  /** An answer was lost: an object of this name may be the one that was asked for. */
  private isLost = false;
  /** The name was taken, but nothing has it. */
  private isRefused = false;

  public constructor(
    private readonly creation: Creation<T>,
    private readonly operation: Operation,
    private readonly deadline: Deadline,
  ) {
    const journal = creation.interrupted === undefined ? noJournal : operation.journal;
    this.attempt = new CreateAttempt(journal, creation.name);
  }

  public async send(): Promise<string> {
    const { deadline, operation } = this;
    for (let count = 1; ; count++) {
      deadline.signal.throwIfAborted();
      const limit = new AnswerLimit(deadline);
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

  /** @returns the id of the object if it exists; `undefined` to send the request again. @throws when the error is final */
  private async resolve(error: unknown, meaning: Meaning | undefined, count: number): Promise<string | undefined> {
    const { creation, operation, deadline } = this;
    this.isLost ||= mayHaveActed(error);
    if (deadline.signal.aborted) return this.resolveCancelled();
    const rule = meaning && retryRules[meaning];
    if (this.isLost && (rule !== undefined || meaning === "nameTaken")) {
      if (rule?.status !== undefined) operation.status(rule.status(operation));
      const own = await this.findOwn();
      if (own !== undefined) return own;
    }
    if (rule !== undefined && !deadline.isOver) {
      await waitForRetry(rule, count, operation, deadline);
      return undefined;
    }
    const isExplainable = error instanceof EngineError && meaning !== undefined;
    const explained = isExplainable ? await creation.explain?.(error, meaning) : undefined;
    if (explained !== undefined) throw explained;
    if (rule !== undefined) {
      const { kind, name } = creation;
      throw new AwaitTimeout(`${kind} "${name}" to be created`, deadline.seconds, messageOf(error), { cause: error });
    }
    if (meaning !== "nameTaken" || creation.explain === undefined || this.isRefused) throw error;
    // Nothing has the name any more: another request settles it.
    this.isRefused = true;
    return undefined;
  }

  /** Looks for the object as soon as the Engine answers again. `undefined` also when it does not until time is up. */
  private async findOwn(): Promise<string | undefined> {
    const { creation, operation, deadline } = this;
    try {
      return await retry(() => creation.findOwn(operation), operation, deadline);
    } catch (error) {
      deadline.signal.throwIfAborted();
      if (!deadline.isOver) throw error;
      return undefined;
    }
  }

  /** @throws the reason of the cancellation when there is no object, or that cannot be told */
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
  private readonly timers: NodeJS.Timeout[] = [];

  public constructor(private readonly deadline: Deadline) {
    this.endIn(Math.min(answerSeconds.atMost, Math.max(answerSeconds.atLeast, deadline.secondsLeft)));
    deadline.signal.addEventListener("abort", this.cancelled, { once: true });
  }

  public get signal(): AbortSignal {
    return this.controller.signal;
  }

  public clear(): void {
    this.deadline.signal.removeEventListener("abort", this.cancelled);
    this.timers.forEach(clearTimeout);
  }

  private readonly cancelled = (): void => {
    this.endIn(graceSeconds);
  };

  private endIn(seconds: number): void {
    const end = (): void => {
      this.controller.abort(new Error(`The Engine did not answer within ${Math.ceil(seconds)} s.`));
    };
    this.timers.push(setTimeout(end, seconds * 1000).unref());
  }
}
