import { driverOption } from "../../swarm/options";
import { swarmLabel } from "../../swarm/swarmLabel";
import { ingressConfigType, networkType, overlayNetworkType } from "../facts/network";

/** A resource of an example, as data. Tests run the rules on it, and the pages show it as a program. */
export interface ExampleResource {
  readonly type: string;
  readonly name: string;
  readonly args?: Readonly<Record<string, unknown>>;
  /** What the page shows instead, if a program creates the resource only through a component. */
  readonly shown?: Pick<ExampleResource, "type" | "args">;
  /** Options of the resource that matter to a rule. */
  readonly opts?: { readonly protect?: boolean; readonly ignoreChanges?: readonly string[]; readonly parent?: Itself };
}

/** Another resource of the example: `payments` in the program, its URN in a test. */
export class Itself {
  public constructor(
    public readonly type: string,
    public readonly name: string,
  ) {}
}

/** The id of another resource of the example: `backend.id` in the program, a string in a test. */
export class IdOf {
  public constructor(public readonly name: string) {}

  /** The id that a test gives to that resource. */
  public get value(): string {
    return exampleId(this.name);
  }
}

/** The id of a resource of an example in tests. */
export function exampleId(name: string): string {
  return `id-of-${name}`;
}

/** The OverlayNetwork of the example with this name, as a parent. */
export function overlayNetworkItself(name: string): Itself {
  return new Itself(overlayNetworkType, name);
}

/** The id of the example's resource with this name. */
export function idOf(name: string): IdOf {
  return new IdOf(name);
}

/** A docker.Network of an example. */
export function network(
  name: string,
  args?: Readonly<Record<string, unknown>>,
  opts?: ExampleResource["opts"],
): ExampleResource {
  return resource(networkType, name, args, opts);
}

/** A network of an example that is sensitive, and therefore encrypted. */
export function sensitiveNetwork(name: string): ExampleResource {
  const labels = [{ label: swarmLabel.sensitive.key, value: "true" }];
  return network(name, { driver: "overlay", labels, options: { [driverOption.encrypted]: "" } });
}

/** A service of an example that publishes a port and is on a network. */
export function publishingService(name: string, networkName: string): ExampleResource {
  return service(name, {
    taskSpec: {
      containerSpec: { image: `registry.example.com/shop/${name}:1.4.2` },
      networksAdvanceds: [{ id: idOf(networkName) }],
    },
    endpointSpec: { ports: [{ targetPort: 8443, publishedPort: 8443 }] },
  });
}

/** A docker.Service of an example. */
export function service(name: string, args?: Readonly<Record<string, unknown>>): ExampleResource {
  return resource("docker:index/service:Service", name, args);
}

/** The node inside a SwarmNode of an example. */
export function node(name: string, args: Readonly<Record<string, unknown>>): ExampleResource {
  const { remoteAddresses, ...others } = args;
  const join = remoteAddresses === undefined ? {} : { join: { remoteAddresses, token: "SWMTKN-1-…" } };
  const shown = { type: "swarm:index:SwarmNode", args: { ...join, ...others } };
  return { ...resource("docker:swarm/node:Node", name, args), shown };
}

/** An OverlayNetwork of an example. */
export function overlayNetwork(name: string, args?: Readonly<Record<string, unknown>>): ExampleResource {
  return resource(overlayNetworkType, name, args);
}

/** An IngressConfig of an example. */
export function ingressConfig(
  name: string,
  args?: Readonly<Record<string, unknown>>,
  opts?: ExampleResource["opts"],
): ExampleResource {
  return resource(ingressConfigType, name, args, opts);
}

/** A SwarmService of an example. */
export function swarmService(name: string, args?: Readonly<Record<string, unknown>>): ExampleResource {
  return resource("swarm:index:SwarmService", name, args);
}

function resource(
  type: string,
  name: string,
  args?: Readonly<Record<string, unknown>>,
  opts?: ExampleResource["opts"],
): ExampleResource {
  return { type, name, ...(args === undefined ? {} : { args }), ...(opts === undefined ? {} : { opts }) };
}
