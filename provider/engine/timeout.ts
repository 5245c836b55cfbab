/** Whether `AbortSignal.timeout` has ended a request: its reason is a `DOMException`. */
export function isTimeout(error: unknown): boolean {
  return error instanceof DOMException && error.name === "TimeoutError";
}
