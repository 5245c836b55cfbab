import { isTimeout } from "./timeout";

/** One request and the one after it. */
interface Queue<T> {
  readonly sent: Promise<T>;
  /** Not sent yet: a caller that asks now gets its answer. */
  next?: Promise<T>;
}

/**
 * Requests that serve all callers who want the same thing before the request is sent. An answer is never older than the
 * call that gets it, so a caller also sees what it has just changed itself. A caller that waits behind a request that
 * times out does not wait for another one.
 */
export class SharedRequests<T> {
  private readonly queues = new Map<string, Queue<T>>();

  /**
   * @param key equal for callers who want the same thing
   * @param send limits its own time with `timeoutAfter`
   * @throws the error of `send`
   */
  public ask(key: string, send: () => Promise<T>): Promise<T> {
    const queue = this.queues.get(key);
    if (queue === undefined) return this.start(key, send);
    const again = (): Promise<T> => this.start(key, send);
    queue.next ??= queue.sent.then(again, (error: unknown) => {
      if (!isTimeout(error)) return again();
      this.queues.delete(key);
      throw error;
    });
    return queue.next;
  }

  private start(key: string, send: () => Promise<T>): Promise<T> {
    const queue: Queue<T> = { sent: send() };
    this.queues.set(key, queue);
    const end = (): void => {
      if (queue.next === undefined) this.queues.delete(key);
    };
    queue.sent.then(end, end);
    return queue.sent;
  }
}
