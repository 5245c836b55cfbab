import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const root = join(__dirname, "..", "..");

/**
 * The name of the plugin archives. `pulumi plugin install` keeps plugins by name, so it must not be `docker`: the
 * archive would take the place of the official plugin.
 */
const plugin = "swarm";

/** The platforms for which the CLI asks. The plugin is JavaScript, so their archives have the same content. */
const platforms = ["linux", "darwin", "windows"].flatMap((os) => ["amd64", "arm64"].map((arch) => `${os}-${arch}`));

/** What a plugin needs, in the npm package. */
const parts = ["components", "dist/bundle", "provider", "LICENSE", "package.json"];

/**
 * Builds the files of a release: the npm package, a plugin archive for each platform, and `SHA256SUMS`.
 *
 * @param folder to which they are written
 * @param packArguments more arguments of `npm pack`
 * @throws Error if npm or tar fails
 */
export function buildRelease(folder: string, packArguments: readonly string[] = []): void {
  mkdirSync(folder, { recursive: true });
  run("npm", "pack", "--silent", ...packArguments, "--pack-destination", folder);
  const { version, name } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as Record<string, string>;
  const work = mkdtempSync(join(tmpdir(), "release-"));
  try {
    run("tar", "-xzf", join(folder, `${name ?? ""}-${version ?? ""}.tgz`), "-C", work);
    const files = join(work, "plugin");
    for (const part of parts) cpSync(join(work, "package", part), join(files, part), { recursive: true });
    writeFileSync(join(files, `pulumi-resource-${plugin}`), launcher, { mode: 0o755 });
    writeFileSync(join(files, `pulumi-resource-${plugin}.cmd`), windowsLauncher);
    const archive = join(work, "plugin.tar.gz");
    run("tar", "-czf", archive, "--owner=0", "--group=0", "--sort=name", "--mtime=@0", "-C", files, ".");
    for (const platform of platforms) {
      cpSync(archive, join(folder, `pulumi-resource-${plugin}-v${version ?? ""}-${platform}.tar.gz`));
    }
  } finally {
    rmSync(work, { recursive: true });
  }
  writeFileSync(join(folder, "SHA256SUMS"), checksums(folder));
}

const launcher = '#!/bin/sh\nexec node "$(dirname "$(readlink -f "$0")")/dist/bundle/components.js" "$@"\n';
const windowsLauncher = '@node "%~dp0dist\\bundle\\components.js" %*\r\n';

/** The lines that `sha256sum --check` reads. */
function checksums(folder: string): string {
  return readdirSync(folder)
    .filter((file) => file.endsWith("gz"))
    .sort()
    .map(
      (file) =>
        `${createHash("sha256")
          .update(readFileSync(join(folder, file)))
          .digest("hex")}  ${file}\n`,
    )
    .join("");
}

function run(command: string, ...args: readonly string[]): void {
  execFileSync(command, args, { cwd: root, stdio: ["ignore", "ignore", "inherit"] });
}
