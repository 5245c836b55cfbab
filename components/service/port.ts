import type * as docker from "@pulumi/docker";
import type * as pulumi from "@pulumi/pulumi";
import type { Problem } from "../../swarm/problem";
import { isPresent } from "../../swarm/draft";
import { listOf, recordOf } from "../../swarm/typed";
import { mapInput, whenResolved } from "../arguments/inputs";

/** Protocols that a service can publish. */
export const Protocol = { Tcp: "tcp", Udp: "udp", Sctp: "sctp" } as const;
export type Protocol = (typeof Protocol)[keyof typeof Protocol];

/** Where a published port listens: on every node, through the routing mesh, or on the nodes that run a task. */
export const PublishMode = { Ingress: "ingress", Host: "host" } as const;
export type PublishMode = (typeof PublishMode)[keyof typeof PublishMode];

/** A port that a service publishes to the outside. */
export interface PortArgs {
  /** The port inside the task, 1 to 65535. */
  readonly targetPort: pulumi.Input<number>;
  /**
   * The port on the nodes, 1 to 65535.
   *
   * @default - chosen by Swarm: from 30000 to 32767 in ingress mode, by each node in host mode
   */
  readonly publishedPort?: pulumi.Input<number>;
  /**
   * The protocol.
   *
   * @default Protocol.Tcp
   */
  readonly protocol?: pulumi.Input<Protocol>;
  /**
   * Where the port listens.
   *
   * @default PublishMode.Ingress
   */
  readonly publishMode?: pulumi.Input<PublishMode>;
  /**
   * A name for the port.
   *
   * @default - none
   */
  readonly name?: pulumi.Input<string>;
  /**
   * Id of the ingress network that the port is published through, so that the service comes after it and goes before it; the method
   * publish of an IngressConfig fills it in.
   *
   * @default - the ingress network that the swarm has
   */
  readonly ingress?: pulumi.Input<string>;
}

/** A port that a service publishes, as it is in the swarm. */
export interface PublishedPort {
  /** The port inside the task. */
  readonly targetPort: number;
  /** The port on the nodes; absent when each node chooses its own. */
  readonly publishedPort?: number;
  /** The protocol. */
  readonly protocol: Protocol;
  /** Where the port listens. */
  readonly publishMode: PublishMode;
}

type Ports = pulumi.Input<pulumi.Input<PortArgs>[]>;

/** Ports in the docker package's form. */
export function endpointPortsOf(
  ports: Ports | undefined,
): pulumi.Input<pulumi.Input<docker.types.input.ServiceEndpointSpecPort>[]> | undefined {
  return mapInput(ports, (entries) =>
    entries.map((entry) =>
      mapInput(entry, ({ targetPort, publishedPort, protocol, publishMode, name, ingress }) => ({
        targetPort,
        // 0 asks Swarm for a port, as no port does; the official plugin would see the number it gets as a difference.
        publishedPort: mapInput(publishedPort, (port) => (port === 0 ? undefined : port)),
        protocol: protocol ?? Protocol.Tcp,
        publishMode: behind(ingress, publishMode ?? PublishMode.Ingress),
        name,
      })),
    ),
  );
}

/** Ports of a service, with the numbers that Swarm has chosen. */
export function publishedPortsOf(service: docker.Service): pulumi.Output<PublishedPort[]> {
  return service.endpointSpec.apply((endpoint: docker.types.output.ServiceEndpointSpec | undefined) =>
    (endpoint?.ports ?? []).map(({ targetPort, publishedPort, protocol, publishMode }) => ({
      targetPort,
      ...(publishedPort > 0 && { publishedPort }),
      protocol: (protocol ?? Protocol.Tcp) as Protocol,
      publishMode: (publishMode ?? PublishMode.Ingress) as PublishMode,
    })),
  );
}

/** The part of the ports that rules look at: without the ingress, which is unknown until it is made. */
export function portsToCheck(ports: Ports | undefined): unknown {
  return mapInput(ports, (entries) =>
    entries.map((entry) =>
      mapInput(entry, (port): object => (port.ingress === undefined ? port : { ...port, ingress: true })),
    ),
  );
}

/** Checks that no port is published through an ingress network and past it. */
export function checkIngressPorts(ports: unknown): Problem[] {
  return listOf(ports, "", "ports", []).flatMap((entry, i) => {
    const { ingress, publishMode } = isPresent(entry) ? recordOf(entry, "", "port", []) : {};
    if (ingress !== true || publishMode !== PublishMode.Host) return [];
    const reason =
      `'publishMode' "host" goes past the ingress network that 'ingress' names. Leave 'publishMode' out, ` +
      `or publish the port without publish().`;
    return [{ path: `ports[${i}].publishMode`, reason }];
  });
}

/** A publish mode that depends on the ingress network: what carries the dependency can be unknown in a preview, and this tells least. */
function behind(
  ingress: pulumi.Input<string> | undefined,
  publishMode: pulumi.Input<PublishMode>,
): pulumi.Input<PublishMode> {
  if (ingress === undefined) return publishMode;
  return whenResolved([ingress, publishMode] as const, ([, mode]) => mode);
}
