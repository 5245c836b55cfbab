import { createRequire } from "node:module";

/** A level and settings, by the name of a policy. */
type Configuration = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** What {@link onConfigure} uses of the CLI's request: a message of Pulumi's protocol. */
interface Request {
  getPolicyconfigMap(): { entries(): IterableIterator<[string, PolicyConfig]> };
}

interface PolicyConfig {
  getEnforcementlevel(): number;
  getProperties(): Struct | undefined;
  setProperties(properties: Struct): void;
}

interface Struct {
  toJavaScript(): Readonly<Record<string, unknown>>;
}

type Configure = (call: { readonly request: Request }, callback: (error?: object) => void) => unknown;

/** The class Server of gRPC, as Pulumi's SDK uses it. */
interface Server {
  readonly prototype: { addService: (service: unknown, methods: Methods) => unknown };
}

type Methods = Readonly<Record<string, unknown>> & { readonly configure?: Configure };

/** The levels in the order of Pulumi's protocol (analyzer.proto, EnforcementLevel). */
const levels = ["advisory", "mandatory", "disabled", "remediate"];

/** gRPC's code for a request that the client must change: INVALID_ARGUMENT. */
const invalidArgument = 3;

/**
 * Passes the configuration that the CLI sends through `read`, before Pulumi's SDK stores it. An error that `read`
 * throws reaches the user as its message, without a stack trace. Call it before the pack is served.
 *
 * @param server gRPC's class of a server; if the SDK has none where it is expected, the configuration stays unchecked
 */
export function onConfigure(
  read: (given: Configuration) => Configuration,
  server: Server | undefined = sdkServer(),
): void {
  if (server === undefined) return;
  const { addService } = server.prototype;
  server.prototype.addService = function (this: unknown, service, methods): unknown {
    const { configure } = methods;
    if (typeof configure !== "function") return addService.call(this, service, methods);
    const checked: Configure = (call, callback) => {
      try {
        change(call.request, read);
      } catch (error) {
        const details = error instanceof Error ? error.message : String(error);
        callback({ code: invalidArgument, details });
        return undefined;
      }
      return configure(call, callback);
    };
    return addService.call(this, service, { ...methods, configure: checked });
  };
}

function change(request: Request, read: (given: Configuration) => Configuration): void {
  const entries = [...request.getPolicyconfigMap().entries()];
  const given = entries.map(([name, entry]): [string, Configuration[string]] => [
    name,
    { enforcementLevel: levels[entry.getEnforcementlevel()], ...entry.getProperties()?.toJavaScript() },
  ]);
  const changed = read(Object.fromEntries(given));
  for (const [name, entry] of entries) {
    const properties = entry.getProperties();
    if (properties === undefined) continue;
    const settings = Object.entries(changed[name] ?? {}).filter(([key]) => key !== "enforcementLevel");
    const { fromJavaScript } = properties.constructor as unknown as { fromJavaScript: (value: object) => Struct };
    entry.setProperties(fromJavaScript(Object.fromEntries(settings)));
  }
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
