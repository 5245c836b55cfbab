import type { Leftover } from "./journal";

/** Whether an object of the leftover's name is the one that the interrupted run has made. */
export function isLeftover({ from, to }: Leftover, created: string | undefined): boolean {
  const at = Date.parse(created ?? "");
  // Never true for a date that is missing.
  return at >= from && at <= to;
}
