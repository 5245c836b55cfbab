import { createRequire } from "node:module";

/** A method of the pack's gRPC server, as Pulumi's SDK implements it. */
export type Method = (
  call: { readonly request: unknown },
  callback: (error?: unknown, response?: unknown) => void,
) => unknown;

/** Methods by name, such as `analyzeStack`. */
export type Methods = Readonly<Record<string, Method>>;

/** How gRPC reads the requests of each method, by name, and the class of its answers. */
export type Service = Readonly<
  Record<string, { readonly requestDeserialize: (bytes: Buffer) => unknown; readonly responseType: new () => unknown }>
>;

/** A gRPC service with its methods. */
export interface Served {
  readonly service: Service;
  readonly methods: Methods;
}

/** The class Server of gRPC, as Pulumi's SDK uses it. */
interface Server {
  readonly prototype: { addService: (service: Service, methods: Methods) => unknown };
}

/**
 * Replaces methods of the gRPC server that Pulumi's SDK starts for the pack. Call it before the pack is served.
 *
 * @param wrap gets the service and the methods of the SDK, and returns those to serve
 * @param server gRPC's class of a server; if the SDK has none in the expected place, nothing changes
 */
export function interceptServer(wrap: (served: Served) => Served, server: Server | undefined = sdkServer()): void {
  if (server === undefined) return;
  const { addService } = server.prototype;
  server.prototype.addService = function (this: unknown, service, methods): unknown {
    const wrapped = wrap({ service, methods });
    return addService.call(this, wrapped.service, wrapped.methods);
  };
}

function sdkServer(): Server | undefined {
  try {
    const policySdk = createRequire(__filename).resolve("@pulumi/policy");
    return (createRequire(policySdk)("@grpc/grpc-js") as { readonly Server: Server }).Server;
  } catch {
    // Another SDK may use another library.
    return undefined;
  }
}
