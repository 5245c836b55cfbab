/** A word that stands before a version: `v1.4`, `release-1.4`, `jdk-21.0.1`. */
const prefix = "(?:v|ver|version|rel|release|jdk|jre)?[-_.]?";

/** Tags that name one build: a version behind a word (`alpine-7.0.5`), a date, the number of a build, or a commit. */
const builds: readonly RegExp[] = [
  /[-_]v?\d+\.\d+\.\d+(?![\d.])/i,
  /(?<!\d)(?:19|20)\d{2}[-.]?(?:0[1-9]|1[0-2])[-.]?(?:0[1-9]|[12]\d|3[01])(?!\d)/,
  /^(?:build|release|rel|run|ci|b|r)[-_.]?\d+$|^\d{5,}$/i,
  /(?:^|[-_.])(?=[0-9a-f]*\d)(?=\d*[a-f])[0-9a-f]{7,64}(?:$|[-_.])/,
];

/**
 * Whether a tag names a version, so that its publisher is unlikely to move it: `1.4.2`, `v1.4-alpine`, `20261124`,
 * `3f78685`. `3`, `3-management`, `alpine3.20` and `lts` are moved with each release.
 *
 * @param parts how many numbers a version must have. With 2, `3.12` names a version: for PostgreSQL and Debian it is a
 *   release of its own, for Python a line of them, and a tag does not tell which.
 */
export function isVersionTag(tag: string, parts: number): boolean {
  const version = new RegExp(`^${prefix}(\\d+(?:\\.\\d+)*)(?![\\d.])`, "i").exec(tag)?.[1] ?? "";
  if (version !== "" && version.split(".").length >= parts) return true;
  return builds.some((build) => build.test(tag));
}
