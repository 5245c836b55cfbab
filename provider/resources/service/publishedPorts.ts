import type { PortConfig, Service } from "../../engine/types";
import type { Operation } from "../../handler/handler";
import type { Properties } from "../../handler/properties";
import { elementsOf, propertiesOf, textOf } from "../../mapping/fields/field";
import { isDynamic } from "../../mapping/service/service";
import type { Conflict } from "../../reconcile/handover";

/** A port that a service publishes under a number of its own choice. */
export interface PublishedPort {
  /** E.g. `8080/tcp`; `?/tcp` for a number that a preview does not know. */
  readonly port: string;
  /** Published by each node for its own tasks, not through the ingress network. */
  readonly isHost: boolean;
}

/** The ports that a service with these inputs publishes, without those that Swarm assigns. */
export function publishedPorts(inputs: Properties): PublishedPort[] {
  return elementsOf(propertiesOf(inputs.endpointSpec).ports)
    .map((port) => propertiesOf(port))
    .filter(({ publishedPort }) => !isDynamic(publishedPort))
    .map(({ publishedPort, protocol = "tcp", publishMode }) => ({
      port: `${typeof publishedPort === "number" ? publishedPort : "?"}/${textOf(protocol)}`,
      isHost: publishMode === "host",
    }));
}

/**
 * The services that have a port which the inputs publish, by the rule of swarmkit manager/controlapi/service.go: only
 * in mode "host" can two services publish one port.
 *
 * @param ownId the service itself; `undefined` before it is created
 */
export async function findPortConflicts(
  inputs: Properties,
  ownId: string | undefined,
  { engine, signal }: Operation,
): Promise<Conflict[]> {
  const wanted = knownPorts(inputs);
  if (wanted.length === 0) return [];
  const services = await engine.listServices({}, {}, signal);
  return services.flatMap((service): Conflict[] => {
    const port = service.ID === ownId ? undefined : clashOf(wanted, livePorts(service));
    if (port === undefined) return [];
    return [
      {
        subject: `Service "${textOf(inputs.name)}"`,
        what: `port ${port}`,
        holder: { kind: "service", id: service.ID, name: service.Spec.Name },
        isKept: (change) => clashOf(wanted, publishedPorts(change.inputs)) !== undefined,
      },
    ];
  });
}

/** A port that another resource of the same program publishes as well. */
export function findPlannedPort(inputs: Properties, other: Properties): string | undefined {
  return clashOf(knownPorts(inputs), knownPorts(other));
}

/** Without those whose number a preview does not know. */
function knownPorts(inputs: Properties): PublishedPort[] {
  return publishedPorts(inputs).filter(({ port }) => !port.startsWith("?"));
}

/** The first port of both lists that only one service can publish. */
function clashOf(wanted: readonly PublishedPort[], others: readonly PublishedPort[]): string | undefined {
  return wanted.find(({ port, isHost }) => others.some((other) => other.port === port && !(isHost && other.isHost)))
    ?.port;
}

/** Those of the spec, and those that Swarm has assigned. */
export function livePorts({ Spec, Endpoint }: Service): PublishedPort[] {
  return [...(Spec.EndpointSpec?.Ports ?? []), ...(Endpoint?.Ports ?? [])].map(
    ({ PublishedPort = 0, Protocol = "tcp", PublishMode }: PortConfig) => ({
      port: `${PublishedPort}/${Protocol}`,
      isHost: PublishMode === "host",
    }),
  );
}
