import type { Engine } from "./engine";
import { unlessAborted } from "./unlessAborted";

/**
 * A read of the Engine whose answer serves everything that asks within some time. For lists of a whole collection: with
 * it, their number does not grow with the number of resources.
 */
export class Recently<T> {
  private readonly answers = new WeakMap<Engine, { readonly at: number; readonly answer: Promise<T> }>();

  /** @param maxAgeMs the milliseconds for which an answer serves others */
  public constructor(
    private readonly maxAgeMs: number,
    private readonly read: (engine: Engine) => Promise<T>,
  ) {}

  /** @throws the error of `read`; the signal's reason */
  public at(engine: Engine, signal: AbortSignal): Promise<T> {
    const last = this.answers.get(engine);
    if (last !== undefined && performance.now() - last.at < this.maxAgeMs) return unlessAborted(last.answer, signal);
    // Not bound to the signal of the first caller, because others wait for the same answer.
    const answer = this.read(engine);
    this.answers.set(engine, { at: performance.now(), answer });
    answer.catch(() => this.answers.delete(engine));
    return unlessAborted(answer, signal);
  }
}
