import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";

/**
 * Removes what a build of earlier sources has left in dist/. The files of a source that was deleted or renamed would
 * become part of the npm package.
 *
 * @param root the folder that contains dist/ and the sources
 * @param bundles the names of the bundles in dist/bundle, e.g. `provider`
 */
export function removeStale(root: string, bundles: readonly string[]): void {
  const output = join(root, "dist");
  for (const entry of readdirSync(output, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || entry.name === ".tsbuildinfo") continue;
    const path = join(entry.parentPath, entry.name);
    const inOutput = path.slice(output.length + 1).replaceAll("\\", "/");
    const isCurrent = sourcesOf(inOutput, bundles).some((source) => existsSync(join(root, source)));
    if (!isCurrent) rmSync(path);
  }
}

/** The possible sources of a file in dist/: compiled, or copied. */
function sourcesOf(path: string, bundles: readonly string[]): string[] {
  const [, inBundle] = /^bundle\/(.+)$/.exec(path) ?? [];
  if (inBundle === undefined) return [path.replace(/(\.d)?\.[jt]s(\.map)?$/, ".ts"), path];
  if (inBundle.includes("/")) return [`inspect/topology/${inBundle}`];
  return bundles.includes(inBundle.replace(/\..*/, "")) ? ["."] : [];
}
