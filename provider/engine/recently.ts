import type { Engine } from "./engine";
import { unlessAborted } from "./unlessAborted";

/**
 * A read of the Engine whose answer serves everything that asks within some time. For lists of a whole collection: with
 * it, their number does not grow with the number of resources.
 */
export class Recently<T> {
  private readonly answers = new WeakMap<Engine, { readonly answer: Promise<T>; at?: number }>();

  /** @param maxAgeMs the milliseconds for which an answer serves others, from its arrival */
  public constructor(
    private readonly maxAgeMs: number,
    private readonly read: (engine: Engine) => Promise<T>,
  ) {}

  /** @throws the error of `read`; the signal's reason */
  public at(engine: Engine, signal: AbortSignal | undefined): Promise<T> {
    const last = this.answers.get(engine);
    const isRecent = last !== undefined && performance.now() - (last.at ?? Infinity) < this.maxAgeMs;
    if (isRecent) return unlessAborted(last.answer, signal);
    // Not bound to the signal of the first caller, because others wait for the same answer. If it is lost, Transport
    // ends the read, and the next caller starts another one.
    const next: { readonly answer: Promise<T>; at?: number } = { answer: this.read(engine) };
    this.answers.set(engine, next);
    next.answer.then(
      () => (next.at = performance.now()),
      () => this.answers.delete(engine),
    );
    return unlessAborted(next.answer, signal);
  }
}
