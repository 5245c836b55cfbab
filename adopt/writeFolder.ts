import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { types } from "node:util";
import { UsageError } from "../cli/usageError";

/**
 * Writes files into a folder, which it creates.
 *
 * @param files contents by path in the folder
 * @param force whether the folder may have files already; those of the same name are replaced
 * @throws UsageError if it has
 */
export function writeFolder(folder: string, files: ReadonlyMap<string, string | Uint8Array>, force: boolean): void {
  const present = filesIn(folder);
  if (present.length > 0 && !force) {
    throw new UsageError(
      `--out "${folder}" is not empty: it has "${present[0]}". Name another folder, or use --force to write into it.`,
    );
  }
  for (const [path, content] of files) {
    const target = join(folder, path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, content);
  }
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (types.isNativeError(error) && "code" in error && error.code === "ENOENT") return [];
    if (types.isNativeError(error) && "code" in error && error.code === "ENOTDIR") {
      throw new UsageError(`--out "${folder}" is a file. Name a folder.`);
    }
    throw error;
  }
}
