import { execFile } from "node:child_process";
import { copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { dockerCommand } from "./dockerCommand";
import { checkout, type Lab } from "./lab";

/** Programs that the compose files of the tests start by their path, or in a health check. */
const programs = ["program", "bin/sh", "usr/bin/mongod", "usr/bin/wget", "cron.sh"];

/**
 * Gives each node of a lab images by these names, so that services run under the names of public images. Nodes cannot
 * pull those, and then use what they have. Each image has the lab's program in place of its own.
 */
export async function provideImages({ nodes }: Lab, images: ReadonlySet<string>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "stand-in-"));
  try {
    const archive = await writeArchive(folder);
    for (const { socket } of nodes) {
      for (const image of images) {
        const change = `ENTRYPOINT ["/program"]`;
        await dockerCommand(`unix://${socket}`, ["import", "--change", change, archive, image]);
      }
    }
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function writeArchive(folder: string): Promise<string> {
  const root = join(folder, "root");
  await mkdir(root);
  await copyFile(join(checkout, ".tools", "lab", "image", "image"), join(root, "server"));
  for (const path of programs) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await symlink("/server", join(root, path));
  }
  // Services name their user.
  await mkdir(join(root, "etc"));
  await writeFile(join(root, "etc/passwd"), "root:x:0:0:root:/root:/bin/sh\n");
  const archive = join(folder, "stand-in.tar");
  await promisify(execFile)("tar", ["--create", "--owner=0", "--group=0", "-f", archive, "-C", root, "."]);
  return archive;
}
