/**
 * The `PULUMI_BACKEND_URL` of a state in a folder.
 *
 * Pulumi would otherwise keep a metadata file beside each file, which nothing needs, and overwrite it in place: a CLI
 * that is killed at that moment leaves an empty file, and every command of the stack then fails with "failed to load
 * checkpoint: EOF".
 */
export function folderBackend(folder: string): string {
  return `file://${folder}?metadata=skip`;
}
