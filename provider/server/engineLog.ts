import { credentials } from "@grpc/grpc-js";
import { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { LogRequest, LogSeverity } from "@pulumi/pulumi/proto/engine_pb";

/**
 * Status lines and diagnostics in the CLI.
 *
 * Nothing here fails an operation: a line that cannot be shown is dropped.
 */
export class EngineLog {
  private client: EngineClient | undefined;
  /** The CLI's address, which is the same for all providers of a run; empty until it is known. */
  public address = "";

  /** @param lost called when the CLI has ended */
  public constructor(
    private readonly scrub: (message: string) => string,
    private readonly lost: () => void,
  ) {}

  /**
   * Called for each address that the CLI gives: on the command line, in its handshake, and when it attaches.
   *
   * @param address `host:port` of the CLI's engine service
   */
  public connect(address: string): void {
    if (address === "" || address === this.address) return;
    this.close();
    this.address = address;
    this.client = new EngineClient(address, credentials.createInsecure());
    this.watch(this.client, 60_000);
  }

  /** Shown beside the resource until the next line; not kept. */
  public status(urn: string, message: string): void {
    this.log(LogSeverity.INFO, urn, message, true);
  }

  /** Kept among the resource's diagnostics, as information. */
  public info(urn: string, message: string): void {
    this.log(LogSeverity.INFO, urn, message, false);
  }

  /** Kept among the resource's diagnostics, as a warning. */
  public warn(urn: string, message: string): void {
    this.log(LogSeverity.WARNING, urn, message, false);
  }

  public close(): void {
    this.client?.close();
    this.client = undefined;
    this.address = "";
  }

  private log(severity: LogSeverity, urn: string, message: string, ephemeral: boolean): void {
    const request = new LogRequest();
    request.setSeverity(severity);
    request.setUrn(urn);
    request.setMessage(this.scrub(message));
    request.setEphemeral(ephemeral);
    this.client?.log(request, () => undefined);
  }

  /**
   * The connection is local: once established, it breaks only when the CLI ends, also when it is killed.
   *
   * @param patience milliseconds that the connection may take
   */
  private watch(client: EngineClient, patience: number): void {
    if (this.client !== client) return;
    client.waitForReady(Date.now() + patience, (error) => {
      if (this.client !== client) return;
      if (error !== undefined) {
        this.lost();
        return;
      }
      const channel = client.getChannel();
      channel.watchConnectivityState(channel.getConnectivityState(false), Infinity, () => {
        this.watch(client, 3000);
      });
    });
  }
}
