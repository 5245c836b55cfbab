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

  /** @param lost called once when the CLI at the other end has gone away */
  public constructor(
    private readonly scrub: (message: string) => string,
    private readonly lost: () => void,
  ) {}

  /** @param address `host:port` of the CLI's engine service */
  public connect(address: string): void {
    if (this.client !== undefined) return;
    this.client = new EngineClient(address, credentials.createInsecure());
    this.watch(this.client);
  }

  /** Shown behind the resource until the next one comes; leaves no trace. */
  public status(urn: string, message: string): void {
    this.log(LogSeverity.INFO, urn, message, true);
  }

  /** Kept among the resource's diagnostics. */
  public warn(urn: string, message: string): void {
    this.log(LogSeverity.WARNING, urn, message, false);
  }

  public close(): void {
    this.client?.close();
    this.client = undefined;
  }

  private log(severity: LogSeverity, urn: string, message: string, ephemeral: boolean): void {
    const request = new LogRequest();
    request.setSeverity(severity);
    request.setUrn(urn);
    request.setMessage(this.scrub(message));
    request.setEphemeral(ephemeral);
    this.client?.log(request, () => undefined);
  }

  /** The connection is local: when it breaks and does not come back within seconds, the CLI was killed. */
  private watch(client: EngineClient): void {
    if (this.client !== client) return;
    client.waitForReady(Date.now() + 3000, (error) => {
      if (this.client !== client) return;
      if (error !== undefined) {
        this.lost();
        return;
      }
      const channel = client.getChannel();
      channel.watchConnectivityState(channel.getConnectivityState(false), Infinity, () => {
        this.watch(client);
      });
    });
  }
}
