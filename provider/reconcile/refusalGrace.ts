/**
 * What a service still uses is refused, unless the service goes at the same moment: a stack whose resources were imported knows no
 * order among them until its next update, and removes them all at once.
 */
export class RefusalGrace {
  private refusedSince: number | undefined;

  /** @param patienceSeconds how long a refusal may be out of date */
  public constructor(private readonly patienceSeconds = 2) {}

  /** @throws the refusal, once it has lasted */
  public refuse(refusal: Error): void {
    this.refusedSince ??= performance.now();
    if (performance.now() - this.refusedSince >= this.patienceSeconds * 1000) throw refusal;
  }
}
