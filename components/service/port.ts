import type * as docker from "@pulumi/docker";
import type * as pulumi from "@pulumi/pulumi";
import type { Problem } from "../../swarm/problem";
import { isPresent } from "../../swarm/draft";
import { listOf, recordOf } from "../../swarm/typed";
import { mapEach, mapInput, whenResolved } from "../arguments/inputs";
import { wholeNumber, block, choice, idOf, list, required, text, withTextIn } from "../arguments/shape";

/**
 * The protocol of a published port.
 *
 * @example
 * import { Protocol, SwarmService } from "pulumi-swarm-networking";
 *
 * new SwarmService("dns", {
 *   image: "coredns/coredns:1.13.1",
 *   ports: [{ targetPort: 53, publishedPort: 53, protocol: Protocol.Udp }],
 * });
 */
export const Protocol = {
  /** TCP. */
  Tcp: "tcp",
  /** UDP. */
  Udp: "udp",
  /** SCTP. */
  Sctp: "sctp",
} as const;
export type Protocol = (typeof Protocol)[keyof typeof Protocol];

/**
 * Where a published port listens: on every node, through the routing mesh, or only on the nodes that run a task.
 *
 * @example
 * import { PublishMode, ServiceMode, SwarmService } from "pulumi-swarm-networking";
 *
 * new SwarmService("node-exporter", {
 *   image: "prom/node-exporter:v1.9.1",
 *   mode: ServiceMode.Global,
 *   ports: [{ targetPort: 9100, publishedPort: 9100, publishMode: PublishMode.Host }],
 * });
 */
export const PublishMode = {
  /** On every node, through the routing mesh. */
  Ingress: "ingress",
  /** Only on the nodes that run a task of the service. */
  Host: "host",
} as const;
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
   * Id of the ingress network that the port is published through; `publish()` of an IngressConfig sets it. Pulumi
   * creates the service after the ingress and deletes it before.
   *
   * @default - the ingress network of the swarm
   */
  readonly ingress?: pulumi.Input<string>;
}

/** The shape of the ports of a service. */
export const portsShape = list(
  withTextIn(
    block<PortArgs>({
      targetPort: required(wholeNumber("8080")),
      publishedPort: wholeNumber("8080"),
      protocol: choice(Protocol),
      publishMode: choice(PublishMode),
      name: text,
      ingress: idOf("the IngressConfig or its id", "swarm:index:IngressConfig", "docker:index/network:Network"),
    }),
    "publish",
  ),
);

/** A port that a service publishes, as reported by the swarm. */
export interface PublishedPort {
  /** The port inside the task. */
  readonly targetPort: number;
  /** The port on the nodes; absent if each node chooses its own. */
  readonly publishedPort?: number;
  /** The protocol. */
  readonly protocol: Protocol;
  /** Where the port listens. */
  readonly publishMode: PublishMode;
}

type Ports = pulumi.Input<pulumi.Input<PortArgs>[]>;

/** A port in the form of the docker package. */
export function endpointPortOf(port: PortArgs): docker.types.input.ServiceEndpointSpecPort {
  const { targetPort, publishedPort, protocol, publishMode, name, ingress } = port;
  return {
    targetPort,
    // 0 lets Swarm choose a port, as no port does; the official plugin would show the chosen number as a change.
    publishedPort: mapInput(publishedPort, (number) => (number === 0 ? undefined : number)),
    protocol: protocol ?? Protocol.Tcp,
    publishMode: dependingOn(ingress, publishMode ?? PublishMode.Ingress),
    name,
  };
}

/** The published ports of a service, with the numbers that Swarm has chosen. */
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

/** The ports for the rules, without the id of the ingress, which is unknown until the ingress exists. */
export function portsToCheck(ports: Ports | undefined): unknown {
  return mapEach(ports, (port): object => (port.ingress === undefined ? port : { ...port, ingress: true }));
}

/** Checks that no port in host mode names an ingress network. */
export function checkIngressPorts(ports: unknown): Problem[] {
  return listOf(ports, "", "ports", []).flatMap((entry, i) => {
    const { ingress, publishMode } = isPresent(entry) ? recordOf(entry, "", "port", []) : {};
    if (ingress !== true || publishMode !== PublishMode.Host) return [];
    const reason =
      `'publishMode' "host" bypasses the ingress network of 'ingress'. Leave 'publishMode' out, ` +
      `or leave 'ingress' out, which publish() sets.`;
    return [{ path: `ports[${i}].publishMode`, reason }];
  });
}

/**
 * A publish mode that depends on the ingress network. A preview does not show it, and it is the property that is missed
 * the least.
 */
function dependingOn(
  ingress: pulumi.Input<string> | undefined,
  publishMode: pulumi.Input<PublishMode>,
): pulumi.Input<PublishMode> {
  if (ingress === undefined) return publishMode;
  return whenResolved([ingress, publishMode] as const, ([, mode]) => mode);
}
