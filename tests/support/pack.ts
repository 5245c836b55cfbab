import { execFileSync } from "node:child_process";
import { checkout } from "./lab";

/** What `npm pack` reports. */
interface PackReport {
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
}

/**
 * Packs what is built in this checkout.
 *
 * @param folder to which the archive is written
 * @returns the name of the archive, and the paths of the files in it
 */
export function pack(folder: string): { readonly archive: string; readonly paths: readonly string[] } {
  const args = ["pack", "--json", "--ignore-scripts", "--loglevel=error", "--pack-destination", folder];
  const printed = execFileSync("npm", args, { cwd: checkout, encoding: "utf8", maxBuffer: 16 * 1024 * 1024 });
  const [report] = JSON.parse(printed) as readonly PackReport[];
  if (report === undefined) throw new Error(`npm pack reported no package: ${printed}`);
  return { archive: report.filename, paths: report.files.map(({ path }) => path) };
}
