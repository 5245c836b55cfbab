import type { Draft, Unknown } from "../../swarm/draft";
import { unknown } from "../../swarm/draft";
import type { Endpoint } from "../../swarm/ports";
import type { Published } from "../../swarm/published";
import { publishedPorts } from "../../swarm/published";
import { draftOf } from "../unknowns/draft";
import { known, settled } from "../unknowns/looks";
import { ownComponentOf } from "./componentNetwork";
import { givenNetwork } from "./given";
import { networkType } from "./network";
import type { Service } from "./service";
import { entriesOf, fieldsOf, swarmServiceType } from "./service";
import type { StackService } from "./topology/stackService";

/**
 * The ports that a service publishes; none if the list is unknown. An unknown property of a port counts when a rule
 * reads it.
 *
 * @param subject the service, if the rule needs the publish modes
 */
export function publishedBy(properties: object, subject?: Parameters<typeof ownComponentOf>[0]): readonly Published[] {
  const modes = subject === undefined ? [] : modesAskedFor(subject);
  return known(() => {
    const ports = listOf(fieldsOf(draftOf<Service>(properties)).endpointSpec);
    return ports === unknown ? [] : ports.map((port) => withMode(port, modes[port.index]));
  });
}

/**
 * The publish mode of each port that a SwarmService was asked for. Its service has an unknown mode as long as the port
 * waits for an IngressConfig, whose method publish made it.
 */
function modesAskedFor(subject: Parameters<typeof ownComponentOf>[0]): readonly (string | undefined)[] {
  const component = ownComponentOf(subject);
  if (component?.type !== swarmServiceType) return [];
  const { ports } = fieldsOf(
    draftOf<{ readonly ports?: readonly { readonly publishMode?: string }[] }>(component.props),
  );
  return entriesOf(ports).map((port) => {
    const { publishMode = "ingress" } = fieldsOf(port);
    return typeof publishMode === "string" ? publishMode : undefined;
  });
}

/**
 * The ports that a service of a stack publishes. The method `publish` of an IngressConfig returns a port whose publish
 * mode is unknown until the ingress network exists, so that Pulumi creates the service after it. If the ports depend
 * only on an ingress network, an unknown mode is "ingress", and an unknown number is one that Swarm chooses.
 */
export function portsOf({ resource, service }: StackService): readonly Published[] | Unknown {
  const ports = listOf(service.endpointSpec);
  if (ports === unknown) return ports;
  const sources = resource.propertyDependencies["endpointSpec"] ?? [];
  const isThroughIngress = sources.every(
    (source) => source.type === networkType && settled(() => givenNetwork(source).ingress === true),
  );
  return isThroughIngress ? ports.map(throughIngress) : ports;
}

function throughIngress(port: Published): Published {
  return {
    index: port.index,
    get ports() {
      return settled(() => (port.ports === unknown ? undefined : port.ports));
    },
    get protocol() {
      return port.protocol;
    },
    get mode() {
      return settled(() => (port.mode === unknown ? "ingress" : port.mode));
    },
  };
}

/** A port whose publish mode, while it is unknown, is the one that was asked for. */
function withMode(port: Published, asked: string | undefined): Published {
  if (asked !== "ingress" && asked !== "host") return port;
  return {
    index: port.index,
    get ports() {
      return port.ports;
    },
    get protocol() {
      return port.protocol;
    },
    get mode() {
      return settled(() => (port.mode === unknown ? asked : port.mode));
    },
  };
}

function listOf(endpointSpec: Draft<Endpoint>): readonly Published[] | Unknown {
  return endpointSpec === unknown ? unknown : publishedPorts(fieldsOf<Endpoint>(endpointSpec).ports);
}

/** Whether a service is on the ingress network because it publishes a port through it. */
export function isOnIngress(service: StackService): boolean | Unknown {
  return settled(() => {
    const ports = portsOf(service);
    if (ports === unknown) return unknown;
    const modes = ports.map(({ mode }) => mode);
    return modes.includes("ingress") || (modes.includes(unknown) ? unknown : false);
  });
}
