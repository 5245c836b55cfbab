import {
  credentials,
  Server,
  ServerCredentials,
  type sendUnaryData,
  type ServerUnaryCall,
  type ServiceError,
} from "@grpc/grpc-js";
import { EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb";
import type { LogRequest } from "@pulumi/pulumi/proto/engine_pb";
import { ResourceProviderClient, type IResourceProviderServer } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as rpc from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import type { LookUp, ResourceHandler } from "../../provider/handler/handler";
import { startServer, type RunningServer } from "../../provider/server/server";
import type { WireObject } from "../../provider/server/wire";

/** Pulumi's signatures, repeated here so that a test does not depend on the code under test. */
export const marks = {
  unknown: "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
  secret: (value: WireObject[string]): WireObject => ({
    "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
    value,
  }),
  output: (output: WireObject): WireObject => ({
    "4dabf18193072939515e22adb298388d": "d0e6a833031e9bbcd3f4e8bde6ca49a4",
    ...output,
  }),
  resource: (reference: WireObject): WireObject => ({
    "4dabf18193072939515e22adb298388d": "5cf8f73096256a8f31e491e813e4eb8e",
    ...reference,
  }),
  asset: (text: string): WireObject => ({
    "4dabf18193072939515e22adb298388d": "c44067f5952c0a294b673a41bacd8c17",
    text,
  }),
};

/** A line that the provider has sent to the CLI. */
export interface LoggedLine {
  readonly severity: number;
  readonly urn: string;
  readonly message: string;
  readonly ephemeral: boolean;
}

/** Any unary call of the protocol. */
type Unary<Response> = (request: object, callback: (error: ServiceError | null, response: Response) => void) => void;

/** The CLI's side of a provider: calls it like the CLI, and receives its log lines. */
export class ProviderClient {
  public readonly lines: LoggedLine[] = [];
  /** The CLI's address, which the provider gets as an argument. */
  public engineAddress = "";
  private readonly cli = new Server();
  private client: ResourceProviderClient | undefined;
  private server: RunningServer | undefined;

  /** Starts a provider in this process and connects to it. */
  public static async start(options: {
    readonly handlers?: readonly ResourceHandler[];
    readonly lookUps?: readonly LookUp[];
    readonly environment?: Readonly<Record<string, string>>;
    readonly lost?: () => void;
    /** Another provider of the same CLI. */
    readonly sibling?: ProviderClient;
  }): Promise<ProviderClient> {
    const client = new ProviderClient();
    await client.listen();
    client.server = await startServer({
      handlers: new Map((options.handlers ?? []).map((handler) => [handler.type, handler])),
      lookUps: new Map((options.lookUps ?? []).map((lookUp) => [lookUp.token, lookUp])),
      environment: options.environment ?? {},
      lost: options.lost ?? (() => undefined),
    });
    client.connect(client.server.port);
    const handshake = new rpc.ProviderHandshakeRequest();
    handshake.setEngineAddress((options.sibling ?? client).engineAddress);
    await client.call("handshake", handshake);
    return client;
  }

  /** Only listens like the CLI, for a provider that runs in a process of its own. */
  public async listen(): Promise<void> {
    this.cli.addService(EngineService, {
      log: ({ request }: ServerUnaryCall<LogRequest, Empty>, callback: sendUnaryData<Empty>) => {
        this.lines.push({
          severity: request.getSeverity(),
          urn: request.getUrn(),
          message: request.getMessage(),
          ephemeral: request.getEphemeral(),
        });
        callback(null, new Empty());
      },
    });
    const port = await new Promise<number>((resolve, reject) => {
      this.cli.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) => {
        if (error === null) resolve(bound);
        else reject(error);
      });
    });
    this.engineAddress = `127.0.0.1:${port}`;
  }

  public connect(port: number): void {
    this.client = new ResourceProviderClient(`127.0.0.1:${port}`, credentials.createInsecure());
  }

  /**
   * Ends the CLI's side, and the provider if it is in this process.
   *
   * @param cleanly `false` simulates a CLI that was killed
   */
  public async stop({ cleanly = true }: { readonly cleanly?: boolean } = {}): Promise<void> {
    await this.server?.stop(cleanly);
    this.client?.close();
    this.cli.forceShutdown();
  }

  /** One call of the protocol. Returns the response or throws its {@link ServiceError}. */
  public call<Response>(method: keyof IResourceProviderServer, request: object): Promise<Response> {
    const { client } = this;
    if (client === undefined) throw new Error("not connected");
    return new Promise<Response>((resolve, reject) => {
      const unary = (client as unknown as Record<typeof method, Unary<Response> | undefined>)[method];
      if (unary === undefined) throw new Error(`the protocol has no call "${method}"`);
      unary.call(client, request, (error, response) => {
        if (error === null) resolve(response);
        else reject(error);
      });
    });
  }

  public async configure(args: WireObject): Promise<rpc.ConfigureResponse> {
    const request = new rpc.ConfigureRequest();
    request.setArgs(Struct.fromJavaScript(args));
    return this.call("configure", request);
  }

  public async check(request: {
    type: string;
    name?: string;
    olds?: WireObject;
    news: WireObject;
    seed?: Uint8Array;
    autonaming?: { mode: "PROPOSE" | "ENFORCE" | "DISABLE"; name?: string };
  }): Promise<{ inputs: WireObject | undefined; failures: { property: string; reason: string }[] }> {
    const message = named(new rpc.CheckRequest(), request);
    message.setOlds(Struct.fromJavaScript(request.olds ?? {}));
    message.setNews(Struct.fromJavaScript(request.news));
    message.setRandomseed(request.seed ?? new Uint8Array([1, 2, 3]));
    if (request.autonaming !== undefined) {
      const { AutonamingOptions } = rpc.CheckRequest;
      const options = new AutonamingOptions();
      options.setMode(AutonamingOptions.Mode[request.autonaming.mode]);
      options.setProposedName(request.autonaming.name ?? "");
      message.setAutonaming(options);
    }
    const response = await this.call<rpc.CheckResponse>("check", message);
    return {
      inputs: plain(response.getInputs()),
      failures: response.getFailuresList().map((failure) => failure.toObject()),
    };
  }

  public async diff(request: {
    type: string;
    name?: string;
    id: string;
    oldInputs: WireObject;
    oldState: WireObject;
    news: WireObject;
    ignoreChanges?: string[];
  }): Promise<rpc.DiffResponse> {
    const message = named(new rpc.DiffRequest(), request);
    message.setId(request.id);
    message.setOldInputs(Struct.fromJavaScript(request.oldInputs));
    message.setOlds(Struct.fromJavaScript(request.oldState));
    message.setNews(Struct.fromJavaScript(request.news));
    message.setIgnorechangesList(request.ignoreChanges ?? []);
    return this.call("diff", message);
  }

  public async create(request: {
    type: string;
    name?: string;
    inputs: WireObject;
    preview?: boolean;
    timeout?: number | undefined;
  }): Promise<{ id: string; state: WireObject | undefined }> {
    const message = named(new rpc.CreateRequest(), request);
    message.setProperties(Struct.fromJavaScript(request.inputs));
    message.setPreview(request.preview ?? false);
    message.setTimeout(request.timeout ?? 0);
    const response = await this.call<rpc.CreateResponse>("create", message);
    return { id: response.getId(), state: plain(response.getProperties()) };
  }

  public async update(request: {
    type: string;
    name?: string;
    id: string;
    oldInputs: WireObject;
    oldState: WireObject;
    news: WireObject;
    preview?: boolean;
    timeout?: number | undefined;
    ignoreChanges?: string[];
  }): Promise<{ state: WireObject | undefined }> {
    const message = named(new rpc.UpdateRequest(), request);
    message.setId(request.id);
    message.setOldInputs(Struct.fromJavaScript(request.oldInputs));
    message.setOlds(Struct.fromJavaScript(request.oldState));
    message.setNews(Struct.fromJavaScript(request.news));
    message.setPreview(request.preview ?? false);
    message.setIgnorechangesList(request.ignoreChanges ?? []);
    message.setTimeout(request.timeout ?? 0);
    const response = await this.call<rpc.UpdateResponse>("update", message);
    return { state: plain(response.getProperties()) };
  }

  public async read(request: {
    type: string;
    name?: string;
    id: string;
    known?: { inputs: WireObject; state: WireObject };
  }): Promise<{ id: string; inputs: WireObject | undefined; state: WireObject | undefined }> {
    const message = named(new rpc.ReadRequest(), request);
    message.setId(request.id);
    message.setProperties(Struct.fromJavaScript(request.known?.state ?? {}));
    if (request.known !== undefined) message.setInputs(Struct.fromJavaScript(request.known.inputs));
    const response = await this.call<rpc.ReadResponse>("read", message);
    return { id: response.getId(), inputs: plain(response.getInputs()), state: plain(response.getProperties()) };
  }

  public async delete(request: {
    type: string;
    name?: string;
    id: string;
    state: WireObject;
    timeout?: number | undefined;
  }): Promise<void> {
    const message = named(new rpc.DeleteRequest(), request);
    message.setId(request.id);
    message.setProperties(Struct.fromJavaScript(request.state));
    message.setTimeout(request.timeout ?? 0);
    await this.call("delete", message);
  }

  public async cancel(): Promise<void> {
    await this.call("cancel", new Empty());
  }
}

/** The URN of a resource in the tests' stack. */
export function urnOf(type: string, name: string): string {
  return `urn:pulumi:dev::tests::${type}::${name}`;
}

/** The error of a call that must fail. */
export async function failureOf(call: Promise<unknown>): Promise<ServiceError> {
  try {
    await call;
  } catch (error) {
    return error as ServiceError;
  }
  throw new Error("the call did not fail");
}

function named<
  Message extends { setUrn(urn: string): unknown; setName(name: string): unknown; setType(type: string): unknown },
>(message: Message, { type, name = "net" }: { type: string; name?: string }): Message {
  message.setUrn(urnOf(type, name));
  message.setName(name);
  message.setType(type);
  return message;
}

function plain(struct: Struct | undefined): WireObject | undefined {
  return struct?.toJavaScript();
}
