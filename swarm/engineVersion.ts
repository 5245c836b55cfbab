/** The numbers in a version of the Engine: 20, 10 and 24 for `20.10.24+dfsg1`. `undefined` for other text. */
export function parseVersion(text: string): readonly number[] | undefined {
  const [, major, minor, patch = "0"] = /^v?(\d+)\.(\d+)(?:\.(\d+))?/.exec(text) ?? [];
  return major === undefined || minor === undefined ? undefined : [major, minor, patch].map(Number);
}

/** Tells whether a version is older than another. A pre-release counts as the release that it precedes. */
export function isBefore(version: readonly number[], limit: readonly number[]): boolean {
  const place = limit.findIndex((number, i) => (version[i] ?? 0) !== number);
  return place !== -1 && (version[place] ?? 0) < (limit[place] ?? 0);
}

/** Tells whether a version is at least `first` and older than `end`. */
export function isWithin(version: readonly number[], first: readonly number[], end: readonly number[]): boolean {
  return !isBefore(version, first) && isBefore(version, end);
}
