import { sleep } from "../engine/sleep";
import { timeoutAfter } from "../engine/timeout";
import type { Operation } from "../handler/handler";

/** Seconds that one request may take in any case, also when its operation has less time left. */
export const shortestAnswerSeconds = 10;

/**
 * The time by which an operation, or a step of it, must be done. All waits of the operation share its clock and its
 * cancellation.
 */
export class Deadline {
  private constructor(
    /** The seconds that were allowed. For messages; {@link secondsLeft} is what remains of them. */
    public readonly seconds: number,
    private readonly end: number,
    /** Aborted when the user cancels. A deadline that passes does not abort it. */
    public readonly signal: AbortSignal,
  ) {}

  /** A deadline some seconds from now. */
  public static after(seconds: number, signal: AbortSignal): Deadline {
    return new Deadline(seconds, performance.now() + seconds * 1000, signal);
  }

  /** The deadline of a whole operation: the `customTimeouts` of its resource, or `defaultSeconds`. */
  public static of(operation: Pick<Operation, "timeoutSeconds" | "signal">, defaultSeconds: number): Deadline {
    return Deadline.after(operation.timeoutSeconds ?? defaultSeconds, operation.signal);
  }

  /** Never negative. */
  public get secondsLeft(): number {
    return Math.max(0, (this.end - performance.now()) / 1000);
  }

  public get isOver(): boolean {
    return this.secondsLeft === 0;
  }

  /** The deadline of a step: some seconds from now, but never later than this one. */
  public within(seconds: number): Deadline {
    const { secondsLeft } = this;
    return secondsLeft < seconds
      ? new Deadline(Math.ceil(secondsLeft), this.end, this.signal)
      : Deadline.after(seconds, this.signal);
  }

  /** Waits for some milliseconds, at most until the deadline. @throws the reason of the cancellation */
  public async sleep(milliseconds: number): Promise<void> {
    await sleep(Math.min(milliseconds, this.secondsLeft * 1000), this.signal);
  }

  /** How long a request may wait for an answer: until the deadline, and ten seconds at least. */
  public get answerSeconds(): number {
    return Math.max(this.secondsLeft, shortestAnswerSeconds);
  }
}

/** The operation without the user's cancellation, for work that must be finished: it has this many seconds. */
export function uncancelled<T extends Pick<Operation, "signal">>(operation: T, seconds: number): T {
  return { ...operation, signal: timeoutAfter(seconds) };
}
