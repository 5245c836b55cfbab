import { types } from "node:util";

/** Whether the operating system refused to read or write a file. */
export function isFileError(error: unknown): error is NodeJS.ErrnoException {
  return types.isNativeError(error) && "syscall" in error && "path" in error;
}

/** @throws every error but those of files */
export function ignoreFileError(error: unknown): undefined {
  if (!isFileError(error)) throw error;
  return undefined;
}
