import { ListeningTimer } from "./listeningTimer";

/**
 * Like `AbortSignal.timeout`, but time in which this process could not have read an answer does not count: see
 * {@link ListeningTimer}.
 */
export function timeoutAfter(seconds: number): AbortSignal {
  const controller = new AbortController();
  new ListeningTimer(seconds, () => {
    controller.abort(new DOMException(`no answer within ${seconds} s`, "TimeoutError"));
  });
  return controller.signal;
}

/** Whether {@link timeoutAfter} or `AbortSignal.timeout` has ended a request: their reason is a `DOMException`. */
export function isTimeout(error: unknown): boolean {
  return error instanceof DOMException && error.name === "TimeoutError";
}
