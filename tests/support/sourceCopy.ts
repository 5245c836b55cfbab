import { cpSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { checkout } from "./lab";

const notSources = [".git", ".lab", ".state", ".tools", "dist", "node_modules"].map((name) => join(checkout, name));

/**
 * Copies the sources of this checkout, without its builds, so that a test can build a package there. A build in the
 * checkout itself would rewrite the provider while another test starts it.
 *
 * @param folder to which the sources are copied; it must not exist yet
 */
export function copySources(folder: string): void {
  cpSync(checkout, folder, { recursive: true, filter: (path) => !notSources.includes(path) });
  symlinkSync(join(checkout, "node_modules"), join(folder, "node_modules"));
}
