import { createRequire } from "node:module";

/** A method of the pack's gRPC server, as Pulumi's SDK implements it. */
export type Method = (
  call: { readonly request: unknown },
  callback: (error?: unknown, response?: unknown) => void,
) => unknown;

/** Methods by name, such as `analyzeStack`. */
export type Methods = Readonly<Record<string, Method>>;

/** The class Server of gRPC, as Pulumi's SDK uses it. */
interface Server {
  readonly prototype: { addService: (service: unknown, methods: Methods) => unknown };
}

/**
 * Replaces methods of the gRPC server that Pulumi's SDK starts for the pack. Call it before the pack is served.
 *
 * @param wrap gets the methods of the SDK, and returns those to serve
 * @param server gRPC's class of a server; if the SDK has none in the expected place, nothing changes
 */
export function interceptServer(wrap: (methods: Methods) => Methods, server: Server | undefined = sdkServer()): void {
  if (server === undefined) return;
  const { addService } = server.prototype;
  server.prototype.addService = function (this: unknown, service, methods): unknown {
    return addService.call(this, service, wrap(methods));
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
