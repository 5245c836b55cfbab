/** The numbers of an Engine's version: `20.10.24+dfsg1` is 20, 10, 24. `undefined` for what is no such version. */
export function parseVersion(text: string): readonly number[] | undefined {
  const [, major, minor, patch = "0"] = /^v?(\d+)\.(\d+)(?:\.(\d+))?/.exec(text) ?? [];
  return major === undefined || minor === undefined ? undefined : [major, minor, patch].map(Number);
}

/** Whether a version comes before another, by number; a pre-release counts as what it becomes. */
export function isBefore(version: readonly number[], limit: readonly number[]): boolean {
  const place = limit.findIndex((number, i) => (version[i] ?? 0) !== number);
  return place !== -1 && (version[place] ?? 0) < (limit[place] ?? 0);
}

/** From `first` on, and before `end`. */
export function isWithin(version: readonly number[], first: readonly number[], end: readonly number[]): boolean {
  return !isBefore(version, first) && isBefore(version, end);
}
