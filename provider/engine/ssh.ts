import { spawn } from "node:child_process";
import { Agent, type ClientRequestArgs } from "node:http";
import { Socket } from "node:net";
import { Duplex, type DuplexOptions } from "node:stream";
import { ConnectionError } from "./connectionError";

/** The code of the error when the ssh server has closed a connection before the login. It has received no request. */
export const turnedAway = "ERR_SSH_TURNED_AWAY";

/** What the ssh command prints then. OpenSSH's server does this at random if many clients log in at a time. */
const turnedAwayText = /\b(kex|ssh)_exchange_identification:|Not allowed at this time/;

/**
 * Reaches a daemon as docker's own CLI does: `ssh … host docker system dial-stdio`, whose standard streams are the
 * connection.
 *
 * It runs the ssh command rather than a library, so that the user's ssh configuration, agent, known hosts and `sshOpts`
 * apply. It keeps connections, because a handshake for each request would slow down every wait.
 */
export class SshAgent extends Agent {
  private readonly command: readonly string[];

  /**
   * @param host `ssh://[user@]host[:port][/path/to/docker.sock]`
   * @param sshOpts further arguments of the ssh command
   */
  public constructor(host: string, sshOpts: readonly string[]) {
    super({ keepAlive: true, maxSockets: 8, maxFreeSockets: 2 });
    this.command = sshCommand(host, sshOpts);
  }

  public override createConnection(
    _options: ClientRequestArgs,
    connected?: (error: Error | null, stream: Duplex) => void,
  ): Duplex {
    const stream = new SshStream(this.command);
    connected?.(null, stream);
    return stream;
  }
}

/**
 * The arguments of the ssh command that connects to the daemon.
 *
 * @throws ConnectionError when `host` is not an ssh address
 */
export function sshCommand(host: string, sshOpts: readonly string[]): string[] {
  const words = sshWords(host, sshOpts);
  const path = decodeURIComponent(new URL(host).pathname);
  // A shell on the remote host interprets what follows the host.
  const socket = path === "" || path === "/" ? [] : ["--host", `'unix://${path.replaceAll("'", "'\\''")}'`];
  return [...words, "docker", ...socket, "system", "dial-stdio"];
}

/**
 * The arguments of an ssh command, up to the remote command.
 *
 * @throws ConnectionError when `host` is not an ssh address
 */
export function sshWords(host: string, sshOpts: readonly string[]): string[] {
  const url = URL.canParse(host) ? new URL(host) : undefined;
  if (url === undefined || url.hostname === "") {
    throw new ConnectionError("host", `'host' "${host}" is not an ssh address. Use ssh://user@host:port.`);
  }
  if (url.password !== "") {
    throw new ConnectionError(
      "host",
      "'host' contains a password, which ssh does not accept. Use a key or an ssh agent.",
    );
  }
  return [
    "ssh",
    // They come first, because ssh uses the first value of an option.
    ...sshOpts,
    "-T",
    // No user can answer a prompt.
    ...["-o", "BatchMode=yes"],
    ...["-o", "ConnectTimeout=30"],
    ...(url.username === "" ? [] : ["-l", decodeURIComponent(url.username)]),
    ...(url.port === "" ? [] : ["-p", url.port]),
    "--",
    url.hostname,
  ];
}

/** A child process's standard streams as one stream, with the methods that Node's HTTP client calls on a socket. */
class SshStream extends Duplex {
  private readonly child;
  private complaint = "";

  public constructor(command: readonly string[], options?: DuplexOptions) {
    super({ ...options, allowHalfOpen: false });
    const [program = "ssh", ...args] = command;
    this.child = spawn(program, args, { stdio: ["pipe", "pipe", "pipe"], env: process.env });
    this.child.on("error", (cause) =>
      this.destroy(new Error(`the ssh command could not be started: ${cause.message}`, { cause })),
    );
    this.child.stderr.setEncoding("utf8").on("data", (text: string) => {
      this.complaint = (this.complaint + text).slice(-2000);
    });
    // A command that has ended accepts no more input. The reason why it ended comes with `close`.
    this.child.stdin.on("error", () => undefined);
    this.child.stdout.on("data", (chunk: Buffer) => {
      if (!this.push(chunk)) this.child.stdout.pause();
    });
    this.child.on("close", (code) => {
      if (code === 0 || code === null) this.push(null);
      else this.destroy(this.failure(code));
    });
  }

  public override _read(): void {
    this.child.stdout.resume();
  }

  public override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.child.stdin.write(chunk, () => {
      done();
    });
  }

  public override _final(done: () => void): void {
    this.child.stdin.end(done);
  }

  public override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.child.kill();
    done(error);
  }

  public setKeepAlive(): this {
    return this;
  }

  public setNoDelay(): this {
    return this;
  }

  public setTimeout(): this {
    return this;
  }

  public ref(): this {
    for (const handle of this.handles()) handle.ref();
    return this;
  }

  private failure(code: number): Error {
    const error = new Error(`ssh ended with ${code}: ${this.complaint.trim()}`);
    return turnedAwayText.test(this.complaint) ? Object.assign(error, { code: turnedAway }) : error;
  }

  /** A kept connection must not keep the process alive. */
  public unref(): this {
    for (const handle of this.handles()) handle.unref();
    return this;
  }

  /** The pipes are sockets, although their types do not say so. */
  private handles(): Array<{ ref(): void; unref(): void }> {
    const { stdin, stdout, stderr } = this.child;
    return [this.child, ...[stdin, stdout, stderr].filter((pipe) => pipe instanceof Socket)];
  }
}
