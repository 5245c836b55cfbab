import type { Engine } from "./engine";
import { unlessAborted } from "./unlessAborted";

/** A read whose answer serves others. */
interface Read<T> {
  readonly answer: Promise<T>;
  readonly sentAt: number;
  arrivedAt?: number;
}

/** The milliseconds for which a read without an answer yet serves further callers: its answer may be lost. */
const patienceMs = 10_000;

/**
 * A read of the Engine whose answer serves everything that asks within some time. For lists of a whole collection: with
 * it, their number does not grow with the number of resources.
 */
export class Recently<T> {
  private readonly reads = new WeakMap<Engine, Read<T>>();

  /** @param maxAgeMs the milliseconds for which an answer serves others, from its arrival */
  public constructor(
    private readonly maxAgeMs: number,
    private readonly read: (engine: Engine) => Promise<T>,
  ) {}

  /** @throws the error of `read`; the signal's reason */
  public at(engine: Engine, signal: AbortSignal | undefined): Promise<T> {
    const last = this.reads.get(engine);
    if (last !== undefined && this.isShared(last)) return unlessAborted(last.answer, signal);
    // Not bound to the signal of the first caller, because others wait for the same answer.
    const next: Read<T> = { answer: this.read(engine), sentAt: performance.now() };
    this.reads.set(engine, next);
    next.answer.then(
      () => (next.arrivedAt = performance.now()),
      () => {
        if (this.reads.get(engine) === next) this.reads.delete(engine);
      },
    );
    return unlessAborted(next.answer, signal);
  }

  private isShared({ sentAt, arrivedAt }: Read<T>): boolean {
    const now = performance.now();
    return arrivedAt === undefined ? now - sentAt < patienceMs : now - arrivedAt < this.maxAgeMs;
  }
}
