import type { Draft, Unknown } from "../../swarm/draft";
import { unknown } from "../../swarm/draft";
import type { Endpoint } from "../../swarm/ports";
import type { Published } from "../../swarm/published";
import { publishedPorts } from "../../swarm/published";
import { draftOf } from "../unknowns/draft";
import { known, settled } from "../unknowns/looks";
import { givenNetwork } from "./given";
import { networkType } from "./network";
import type { Service } from "./service";
import { fieldsOf } from "./service";
import type { StackService } from "./stackTopology";

/**
 * The ports that a service publishes; none if the list is unknown. An unknown property of a port counts when a rule
 * reads it.
 */
export function publishedBy(properties: object): readonly Published[] {
  return known(() => {
    const ports = listOf(fieldsOf(draftOf<Service>(properties)).endpointSpec);
    return ports === unknown ? [] : ports;
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
