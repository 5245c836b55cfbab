/**
 * A grace period for refusals. The Engine refuses to remove what a service still uses, but that service may be about to
 * go as well: a stack whose resources were imported has no order among them until its next update, and removes them all
 * at once.
 */
export class RefusalGrace {
  private refusedSince: number | undefined;

  /** @param seconds how long refusals are ignored, from the first one on */
  public constructor(private readonly seconds = 2) {}

  /** @throws the refusal, once refusals have lasted for the whole period */
  public refuse(refusal: Error): void {
    this.refusedSince ??= performance.now();
    if (performance.now() - this.refusedSince >= this.seconds * 1000) throw refusal;
  }
}
