/**
 * The `PULUMI_BACKEND_URL` of a state in a folder.
 *
 * Pulumi would otherwise keep metadata of each file beside it, which nothing needs, and would overwrite them in place:
 * a CLI that is killed in that moment leaves an empty file, and every command of the stack then fails with "failed to
 * load checkpoint: EOF".
 */
export function folderBackend(folder: string): string {
  return `file://${folder}?metadata=skip`;
}
