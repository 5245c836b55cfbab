import {
  Server,
  ServerCredentials,
  type sendUnaryData,
  type ServerUnaryCall,
  type ServerWritableStream,
} from "@grpc/grpc-js";
import { ResourceProviderService, type IResourceProviderServer } from "@pulumi/pulumi/proto/provider_grpc_pb";
import type { ListRequest, ListResponse } from "@pulumi/pulumi/proto/provider_pb";
import { nameOf, typeOf } from "../handler/urn";
import { serviceError } from "./failure";
import { PackageCalls } from "./packageCalls";
import { ResourceCalls } from "./resourceCalls";
import type { Abandoned } from "./runCall";
import { Session, type SessionOptions } from "./session";

/** A provider that serves a local port. */
export interface RunningServer {
  readonly port: number;
  /** The CLI's address, when it was given on the command line. */
  connect(engineAddress: string): void;
  /**
   * Cancels the running operations, waits until their responses are sent, and ends.
   *
   * @param isOrderly whether the CLI shuts the provider down, after writing its state. If it died, its state may lack
   *   our last responses
   */
  stop(isOrderly: boolean): Promise<void>;
}

/** Milliseconds that the cleanup may take: the CLI waits 5 s for the process to end. */
const cleanupMs = 3500;

/**
 * Serves Pulumi's resource provider protocol (proto/pulumi/provider.proto) on a free port of the loopback interface.
 */
export async function startServer(options: SessionOptions): Promise<RunningServer> {
  const session = new Session(options);
  // The CLI sends and accepts messages of any size; gRPC's own limit is 4 MiB.
  const server = new Server({ "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 });
  server.addService(ResourceProviderService, service(session));
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) => {
      if (error === null) resolve(bound);
      else reject(error);
    });
  });
  return {
    port,
    connect: (engineAddress) => {
      session.log.connect(engineAddress);
    },
    stop: async (isOrderly) => {
      const { isQuiet } = session.operations;
      session.operations.cancel();
      if (isOrderly) await session.close(isQuiet, AbortSignal.timeout(cleanupMs));
      session.siblings.close();
      session.log.close();
      await new Promise<void>((resolve) => {
        server.tryShutdown(() => {
          resolve();
        });
      });
    },
  };
}

function service(session: Session): IResourceProviderServer {
  const packageCalls = new PackageCalls(session);
  const resourceCalls = new ResourceCalls(session);
  const unary =
    <Request, Response>(answer: (request: Request, abandoned: Abandoned) => Response | Promise<Response>) =>
    (call: ServerUnaryCall<Request, Response>, callback: sendUnaryData<Response>): void => {
      // In a function of its own, so that a synchronous throw becomes a rejection.
      const run = async (): Promise<Response> => answer(call.request, (abort) => call.on("cancelled", abort));
      run().then(
        (response) => {
          callback(null, response);
        },
        (error: unknown) => {
          callback(isServiceError(error) ? error : serviceError(error, (message) => session.scrub(message), undefined));
        },
      );
    };
  const traced =
    <Request extends { getUrn(): string }, Response>(
      verb: string,
      work: (request: Request, abandoned: Abandoned) => Promise<Response>,
    ) =>
    (request: Request, abandoned: Abandoned): Promise<Response> =>
      session.traced(
        () => `${verb} ${typeOf(request.getUrn()).split(":").at(-1) ?? ""} ${nameOf(request.getUrn())}`,
        () => work(request, abandoned),
      );
  return {
    handshake: unary((request) => packageCalls.handshake(request)),
    attach: unary((request) => packageCalls.attach(request)),
    getPluginInfo: unary(() => packageCalls.getPluginInfo()),
    getSchema: unary((request) => packageCalls.getSchema(request)),
    parameterize: unary(() => packageCalls.parameterize()),
    checkConfig: unary((request) => packageCalls.checkConfig(request)),
    diffConfig: unary((request) => packageCalls.diffConfig(request)),
    configure: unary((request) => packageCalls.configure(request)),
    invoke: unary((request, abandoned) =>
      session.traced(
        () => `invoke ${request.getTok()}`,
        () => packageCalls.invoke(request, abandoned),
      ),
    ),
    call: unary((request) => packageCalls.call(request)),
    construct: unary((request) => packageCalls.construct(request)),
    getMapping: unary(() => packageCalls.getMapping()),
    getMappings: unary(() => packageCalls.getMappings()),
    cancel: unary(() => packageCalls.cancel()),
    check: unary((request) => resourceCalls.check(request)),
    diff: unary(traced("diff", (request) => resourceCalls.diff(request))),
    create: unary(traced("create", (request, abandoned) => resourceCalls.create(request, abandoned))),
    read: unary(traced("read", (request, abandoned) => resourceCalls.read(request, abandoned))),
    update: unary(traced("update", (request, abandoned) => resourceCalls.update(request, abandoned))),
    delete: unary(traced("delete", (request, abandoned) => resourceCalls.delete(request, abandoned))),
    list: (call: ServerWritableStream<ListRequest, ListResponse>): void => {
      try {
        packageCalls.list();
      } catch (error) {
        call.emit(
          "error",
          serviceError(error, (message) => session.scrub(message), undefined),
        );
      }
    },
  };
}

function isServiceError(error: unknown): error is ReturnType<typeof serviceError> {
  return error instanceof Error && "code" in error && "metadata" in error;
}
