/** An object that an interrupted run may have created. */
export interface Leftover {
  readonly name: string;
  /** It was created between these two: milliseconds since 1970, by the Engine's clock. */
  readonly from: number;
  readonly to: number;
}

/**
 * Whether an object of the leftover's name is the one that the interrupted run created.
 *
 * @param created when the Engine says that the object was created, ISO 8601
 */
export function isLeftover({ from, to }: Leftover, created: string | undefined): boolean {
  const at = Date.parse(created ?? "");
  // Never true for a date that is missing.
  return at >= from && at <= to;
}
