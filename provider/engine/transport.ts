import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { addAbortSignal } from "node:stream";
import { types } from "node:util";
import type Modem from "docker-modem";
import type { ConstructorOptions } from "docker-modem";
import { negotiateVersion } from "./apiVersion";
import { connectionTo, type ConnectionSettings } from "./connection";
import { EngineError } from "./error";
import * as messages from "./messages";
import { mark, span } from "../trace/trace";
import { SilenceLimit } from "./silenceLimit";
import { sleep } from "./sleep";
import { turnedAway } from "./ssh";
import type { Version } from "./types";
import { unlessAborted } from "./unlessAborted";

/** A request to the Engine. */
export interface Request {
  readonly method: "GET" | "POST" | "DELETE";
  /** Starts with `/`, without the version, which {@link Transport} adds. */
  readonly path: string;
  /** `undefined` values are left out. */
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly body?: object;
  readonly headers?: Readonly<Record<string, string>>;
  /** Ends the request. A change has no other limit. */
  readonly signal?: AbortSignal;
  /** The seconds after which a read ends if the daemon sends nothing. @default 25, and 120 over ssh */
  readonly silenceSeconds?: number;
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** docker-modem turns some statuses into errors without a body. Here, every status is an answer. */
const everyStatus: Record<number, true> = Object.fromEntries(
  Array.from({ length: 500 }, (_, index) => [index + 100, true as const]),
);

/**
 * The pauses, in milliseconds, before the provider repeats a read whose connection broke, or a request that an ssh
 * server did not let through.
 */
const retries = [50, 200, 800] as const;

/**
 * The milliseconds for which the provider repeats a request that has changed nothing. A daemon that has answered before
 * and no longer listens is restarting; a swarm without a leader elects one.
 */
const patienceMs = 30_000;

/**
 * The seconds after which a read ends if the daemon sends nothing: its answer is lost. More than the 20 s after which a
 * manager itself stops waiting for the leader, and says so (moby daemon/cluster, swarmRequestTimeout). Less than the 30
 * s that short operations have, so that they can ask again.
 */
const longestSilenceSeconds = 25;

/** The same over ssh, where requests also wait for one of a few connections (ssh.ts), and these for the handshake. */
const longestSshSilenceSeconds = 120;

/** JSON over HTTP to one daemon, at the newest API version that both sides speak. */
export class Transport {
  /** The daemon's address for messages, e.g. `unix:///var/run/docker.sock`. */
  public readonly host: string;
  private readonly options: ConstructorOptions;
  private modem: Promise<Modem> | undefined;
  private hasAnswered = false;
  private negotiated: Promise<string> | undefined;

  /** @throws ConnectionError when the settings name no daemon */
  public constructor(settings: ConnectionSettings) {
    const { host, options } = connectionTo(settings);
    this.host = host;
    this.options = options;
  }

  /**
   * Sends a request and reads its JSON.
   *
   * @throws EngineError for every status from 400 on, and when the daemon cannot be reached; the signal's reason when
   *   aborted
   */
  public async request(request: Request): Promise<unknown> {
    const version = await this.version(request.signal);
    const answer = await this.send({ ...request, path: `/v${version}${request.path}` }, request.path);
    return answer.body === "" ? undefined : this.parse(request, answer);
  }

  /** The API version in use, e.g. `1.41`. Negotiated once; again after a failure. */
  public async version(signal?: AbortSignal): Promise<string> {
    // Not bound to the first caller's signal, because all callers wait for the same answer.
    this.negotiated ??= negotiateVersion(this.host, {
      ping: async () => (await this.send({ method: "GET", path: "/_ping" }, "/_ping")).headers["api-version"],
      version: async () => {
        const request: Request = { method: "GET", path: "/version" };
        return this.parse(request, await this.send(request, request.path)) as Version;
      },
    }).catch((error: unknown) => {
      this.negotiated = undefined;
      throw error;
    });
    return unlessAborted(this.negotiated, signal);
  }

  private async send(request: Request, name: string): Promise<Answer> {
    const end = performance.now() + patienceMs;
    for (let attempt = 0; ; attempt++) {
      try {
        const answer = await this.traced(request, name);
        this.hasAnswered = true;
        if (answer.status < 400) return answer;
        throw this.refused(request, name, answer);
      } catch (error) {
        request.signal?.throwIfAborted();
        const delay =
          this.mayComeBack(request, error) && performance.now() < end ? 250 : retryDelay(request, error, attempt);
        if (delay === undefined) throw error instanceof EngineError ? error : this.unreachable(request, name, error);
        mark("retry", `${request.method} ${name}`, () => ({ pauseMs: delay, because: reasonOf(error) }));
        await sleep(delay, request.signal);
      }
    }
  }

  /** Whether the request has changed nothing, and the Engine may answer it later. */
  private mayComeBack({ method }: Request, error: unknown): boolean {
    if (error instanceof EngineError) return method === "GET" && messages.leaderless(error.status, error.engineMessage);
    return this.hasAnswered && messages.isDown(error);
  }

  /** The query and the bodies stay out of a trace, because they can contain secrets. */
  private traced(request: Request, name: string): Promise<Answer> {
    return span(
      "engine",
      () => `${request.method} ${decodeURIComponent(name)}`,
      () => this.dial(request),
      (end) =>
        "error" in end
          ? { ended: reasonOf(end.error) }
          : { ended: `HTTP ${end.result.status}`, bytes: end.result.body.length },
    );
  }

  /** Every read ends, also one that no caller limits because several wait for its answer. */
  private async dial(request: Request): Promise<Answer> {
    if (request.method !== "GET") return this.exchange(request);
    const longest = this.host.startsWith("ssh:") ? longestSshSilenceSeconds : longestSilenceSeconds;
    const { signal, silenceSeconds = longest } = request;
    const limit = new SilenceLimit(silenceSeconds);
    const signals = signal === undefined ? [limit.signal] : [signal, limit.signal];
    try {
      return await this.exchange({ ...request, signal: AbortSignal.any(signals) }, () => {
        limit.extend();
      });
    } catch (error) {
      throw limit.signal.aborted ? limit.signal.reason : error;
    } finally {
      limit.clear();
    }
  }

  /** @param received is called for each part of the answer */
  private async exchange(request: Request, received?: () => void): Promise<Answer> {
    // Loaded with the first request, because it also loads an ssh library, and a preview needs neither.
    this.modem ??= import("docker-modem").then(({ default: DockerModem }) =>
      withoutDockerHost(() => new DockerModem(this.options)),
    );
    const modem = await this.modem;
    const query = Object.entries(request.query ?? {}).filter(([, value]) => value !== undefined);
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      modem.dial(
        {
          method: request.method,
          path: query.length === 0 ? request.path : `${request.path}?`,
          options: { _query: Object.fromEntries(query), _body: request.body ?? {} },
          headers: { ...request.headers },
          abortSignal: request.signal,
          statusCodes: everyStatus,
          // docker-modem reads a whole body itself, but never calls back when the connection breaks in the middle of
          // one.
          isStream: true,
        },
        (error, answer) => {
          if (error !== null) reject(error);
          else resolve(answer as IncomingMessage);
        },
      );
    });
    return readBody(response, request.signal, received);
  }

  private parse(request: Request, answer: Answer): unknown {
    try {
      return JSON.parse(answer.body);
    } catch (cause) {
      throw new EngineError({
        ...request,
        status: answer.status,
        engineMessage: `the answer is not JSON: "${answer.body.slice(0, 80)}".`,
        remedy: `Is there a proxy in front of the Engine at ${this.host}?`,
        cause,
      });
    }
  }

  private refused(request: Request, name: string, answer: Answer): EngineError {
    const engineMessage = engineMessageOf(answer.body);
    return new EngineError({
      method: request.method,
      path: name,
      status: answer.status,
      engineMessage,
      remedy: messages.remedy(answer.status, engineMessage, this.host) ?? messages.serviceRemedy(name, engineMessage),
    });
  }

  private unreachable(request: Request, name: string, cause: unknown): EngineError {
    const code = codeOf(cause);
    const words = messages.connectionWords(types.isNativeError(cause) ? cause.message : String(cause));
    return new EngineError({
      method: request.method,
      path: name,
      status: undefined,
      engineMessage: `no answer from the Engine at ${this.host} (${words}).`,
      remedy: messages.unreachable(code, words, this.host),
      cause,
    });
  }
}

/**
 * docker-modem reads DOCKER_HOST and its certificates even when all options are given, and throws when they are
 * missing.
 */
function withoutDockerHost<T>(make: () => T): T {
  const { DOCKER_HOST: host } = process.env;
  delete process.env.DOCKER_HOST;
  try {
    return make();
  } finally {
    if (host !== undefined) process.env.DOCKER_HOST = host;
  }
}

async function readBody(
  response: IncomingMessage,
  signal: AbortSignal | undefined,
  received?: () => void,
): Promise<Answer> {
  // docker-modem ends only a request whose answer has not begun.
  if (signal !== undefined) addAbortSignal(signal, response);
  const chunks: Buffer[] = [];
  for await (const chunk of response) {
    chunks.push(chunk as Buffer);
    received?.();
  }
  return { status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks).toString("utf8") };
}

/** The Engine wraps its message in `{"message": …}`; a proxy in front of it does not. */
function engineMessageOf(body: string): string {
  try {
    const parsed: unknown = JSON.parse(body);
    if (typeof parsed === "object" && parsed !== null && "message" in parsed && typeof parsed.message === "string") {
      return parsed.message.trim();
    }
  } catch {
    // Not JSON: returned as it is.
  }
  return body.trim().slice(0, 500);
}

/** An error without its message, which can contain secrets. */
function reasonOf(error: unknown): string {
  if (error instanceof EngineError && error.status !== undefined) return `HTTP ${error.status}`;
  return codeOf(error) ?? (types.isNativeError(error) ? error.name : "unknown");
}

function codeOf(error: unknown): string | undefined {
  return types.isNativeError(error) && "code" in error && typeof error.code === "string" ? error.code : undefined;
}

/** @returns `undefined` when the provider must not send the request again */
function retryDelay({ method }: Request, error: unknown, attempt: number): number | undefined {
  const changesNothing = codeOf(error) === turnedAway || (method === "GET" && isBrokenConnection(error));
  return changesNothing ? retries[attempt] : undefined;
}

/** The connection broke during the request, e.g. because the daemon restarts. It existed before. */
function isBrokenConnection(error: unknown): boolean {
  return ["ECONNRESET", "EPIPE", "ERR_STREAM_PREMATURE_CLOSE"].includes(codeOf(error) ?? "");
}
