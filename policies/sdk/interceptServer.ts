import { Server } from "@grpc/grpc-js";

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

/**
 * Replaces methods of the gRPC server that Pulumi's SDK starts for the pack. Call it before the pack is served.
 *
 * @param wrap gets the service and the methods of the SDK, and returns those to serve
 */
export function interceptServer(wrap: (served: Served) => Served): void {
  // As the SDK calls it; gRPC's own types say less about a service.
  const prototype = Server.prototype as unknown as { addService: (service: Service, methods: Methods) => void };
  const { addService } = prototype;
  prototype.addService = function (service, methods): void {
    const wrapped = wrap({ service, methods });
    addService.call(this, wrapped.service, wrapped.methods);
  };
}
