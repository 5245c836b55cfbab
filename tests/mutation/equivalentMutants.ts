/** A change that no test can notice, because the rule means the same with it. */
export interface Equivalent {
  /** The file name without `.ts`. */
  readonly rule: string;
  /** The changed line, without indentation. */
  readonly line: string;
  readonly change: string;
  readonly reason: string;
}

export const equivalentMutants: readonly Equivalent[] = [];
