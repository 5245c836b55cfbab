import { readFileSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { componentsPackage } from "./program/sourceFiles";

/**
 * Where npm finds the package of the components for a project in another folder. It is where npm found it for this
 * command: the registry, a Git repository or an archive. For a checkout, it is the folder of the checkout.
 *
 * @param root folder of the package that this command belongs to
 * @param folder absolute path of the project
 * @returns a dependency for its package.json: a range of versions, a URL, or `file:` and a path relative to the project
 */
export function componentsFrom(root: string, folder: string): string {
  const packages = dirname(root);
  if (basename(packages) !== "node_modules") return `file:${relative(folder, root)}`;
  const { resolved = "" } = installedFrom(packages);
  if (resolved.startsWith("file:")) {
    return `file:${relative(folder, resolve(dirname(packages), resolved.slice("file:".length)))}`;
  }
  if (resolved.startsWith("git")) return resolved;
  const { version } = readJson(join(root, "package.json")) as { readonly version: string };
  return `^${version}`;
}

/** What npm recorded about the package when it installed it. Other package managers keep no such record. */
function installedFrom(packages: string): { readonly resolved?: string } {
  let record: { readonly packages?: Readonly<Record<string, { readonly resolved?: string }>> };
  try {
    record = readJson(join(packages, ".package-lock.json")) as typeof record;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return {};
    throw error;
  }
  return record.packages?.[`node_modules/${componentsPackage}`] ?? {};
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, "utf8"));
}
