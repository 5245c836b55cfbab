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

/** The versions in which moby#41896 is fixed: [first, first without the fix]. */
const keepingUp = [
  [
    [25, 0, 11],
    [26, 0, 0],
  ],
  [
    [28, 2, 0],
    [28, 3, 0],
  ],
] as const;

/**
 * Tells whether a node with this Engine can keep sending calls to a task of another node that has stopped
 * ([moby#41896](https://github.com/moby/moby/issues/41896)). The nodes tell each other at once that a task stops. If
 * their regular full exchange, every 30 seconds, comes before that message, these Engines treat the entry as a new
 * task, ignore the message, and remove the task from DNS and from their load balancer only after it has ended.
 *
 * @param version as the Engine reports it; that of a development build counts as not affected
 */
export function canMissStop(version: string): boolean {
  const numbers = parseVersion(version);
  if (numbers === undefined || numbers[0] === 0 || !isBefore(numbers, [29, 0, 0])) return false;
  return !keepingUp.some(([first, end]) => isWithin(numbers, first, end));
}
