import type { Method } from "./interceptServer";

/** A level and settings, by the name of a policy. */
type Configuration = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** What {@link onConfigure} uses of the CLI's request, a message of Pulumi's protocol. */
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

/** The levels in the order of Pulumi's protocol (analyzer.proto, EnforcementLevel). */
const levels = ["advisory", "mandatory", "disabled", "remediate"];

/** gRPC's code for a request that the client must change: INVALID_ARGUMENT. */
const invalidArgument = 3;

/**
 * The method that receives the configuration from the CLI, with `read` before it. An error that `read` throws reaches
 * the user as its message, without a stack trace.
 *
 * @param configure the method of Pulumi's SDK
 */
export function onConfigure(read: (given: Configuration) => Configuration, configure: Method): Method {
  return (call, callback) => {
    try {
      change(call.request as Request, read);
    } catch (error) {
      callback({ code: invalidArgument, details: error instanceof Error ? error.message : String(error) });
      return undefined;
    }
    return configure(call, callback);
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
