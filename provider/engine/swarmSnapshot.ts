import { Engine, type EngineSettings } from "./engine";
import { EngineError } from "./error";
import type { HostRoute } from "./hostRoutes";
import { timeoutAfter } from "./timeout";
import type { Request } from "./transport";
import type { Info } from "./types";
import { unlessAborted } from "./unlessAborted";

/** Seconds that each read may take. A preview without the swarm must not hang. */
const answerSeconds = 10;

/**
 * The Engine as one preview sees it: each read is sent once, and its answer serves every resource. A change is refused,
 * because a preview changes nothing.
 *
 * The number of requests does not depend on the number of resources as long as all of them read the same: lists without
 * filters, never one object.
 */
export class SwarmSnapshot extends Engine {
  private readonly answers = new Map<string, Promise<unknown>>();
  private readonly others = new Map<string, SwarmSnapshot>();
  private routes: Promise<HostRoute[] | undefined> | undefined;
  /** Why the daemon cannot be reached. Other reads then fail at once. */
  private lost: EngineError | undefined;

  /** @throws ConnectionError when the settings name no daemon */
  public constructor(private readonly known: EngineSettings) {
    super(known);
  }

  public override at(host: string): SwarmSnapshot {
    const other = this.others.get(host) ?? new SwarmSnapshot({ ...this.known, host });
    this.others.set(host, other);
    return other;
  }

  public override hostRoutes(
    info: Pick<Info, "KernelVersion" | "MemTotal">,
    signal?: AbortSignal,
  ): Promise<HostRoute[] | undefined> {
    this.routes ??= super.hostRoutes(info, timeoutAfter(answerSeconds));
    return unlessAborted(this.routes, signal);
  }

  protected override send(request: Request): Promise<unknown> {
    const { method, path, query = {}, headers = {}, signal } = request;
    if (method !== "GET") throw new Error(`A preview must not change the swarm: ${method} ${path}.`);
    const given = Object.entries(query).filter(([, value]) => value !== undefined);
    // A registry's answer depends on the credentials in the headers.
    const key = JSON.stringify([path, given, headers]);
    const answer = this.answers.get(key) ?? this.read(request);
    this.answers.set(key, answer);
    return unlessAborted(answer, signal);
  }

  private async read(request: Request): Promise<unknown> {
    if (this.lost !== undefined) throw this.lost;
    // Not bound to the first caller's signal, because all callers wait for the same answer.
    const limit = timeoutAfter(answerSeconds);
    try {
      return await super.send({ ...request, signal: limit });
    } catch (cause) {
      const error = limit.aborted ? this.noAnswer(request, cause) : cause;
      // A registry that does not answer says nothing about the daemon.
      const isRegistry = request.path.startsWith("/distribution/");
      if (error instanceof EngineError && error.status === undefined && !isRegistry) this.lost = error;
      throw error;
    }
  }

  private noAnswer({ method, path }: Request, cause: unknown): EngineError {
    const engineMessage = `no answer from the Engine at ${this.host} within ${answerSeconds} s.`;
    return new EngineError({ method, path, status: undefined, engineMessage, cause });
  }
}
