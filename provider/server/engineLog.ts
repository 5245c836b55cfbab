import { credentials } from "@grpc/grpc-js";
import { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { LogRequest, LogSeverity } from "@pulumi/pulumi/proto/engine_pb";

/**
 * The CLI's side of the conversation: lines behind a resource while it works, and diagnostics.
 *
 * Nothing here ever fails an operation: a line that cannot be shown is a line less, while the swarm's state is what counts.
 */
export class EngineLog {
  private client: EngineClient | undefined;
  private address = "";

  /** @param lost called when the CLI at the other end has gone away */
  public constructor(
    private readonly scrub: (message: string) => string,
    private readonly lost: () => void,
  ) {}

  /**
   * The CLI says more than once where it is: on the command line, in its handshake, when it attaches.
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

  /** Shown behind the resource until the next one comes; leaves no trace. */
  public status(urn: string, message: string): void {
    this.log(LogSeverity.INFO, urn, message, true);
  }

  /** Kept among the resource's diagnostics, as something to know. */
  public info(urn: string, message: string): void {
    this.log(LogSeverity.INFO, urn, message, false);
  }

  /** Kept among the resource's diagnostics, as something to mend. */
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
   * The connection is local: once made, it only breaks when the CLI ends. One that was killed says no goodbye.
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
