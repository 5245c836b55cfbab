import type { Endpoint } from "../../swarm/ports";
import { unknown } from "../../swarm/draft";
import type { Unknown } from "../../swarm/draft";
import type { Published } from "../../swarm/published";
import { publishedPorts } from "../../swarm/published";
import { givenNetwork } from "../unknowns/given";
import { networkType } from "./network";
import { fieldsOf } from "./service";
import type { StackService } from "./stackSurvey";

/**
 * What a service of a stack publishes. A port that was made by the method publish of an IngressConfig has an unknown publish mode until the
 * ingress is there, so that the service comes after it: where nothing else has made the ports, it is "ingress", and an unknown
 * number is one that Swarm chooses.
 */
export function portsOf({ resource, service }: StackService): readonly Published[] | Unknown {
  const { endpointSpec } = service;
  if (endpointSpec === unknown) return unknown;
  const ports = publishedPorts(fieldsOf<Endpoint>(endpointSpec).ports);
  if (ports === unknown || !ports.some((port) => port.mode === unknown || port.ports === unknown)) return ports;
  const sources = resource.propertyDependencies["endpointSpec"] ?? [];
  const isThroughIngress = sources.every(
    (source) => source.type === networkType && givenNetwork(source).ingress === true,
  );
  if (!isThroughIngress) return ports;
  return ports.map((port) => ({
    ...port,
    mode: port.mode === unknown ? "ingress" : port.mode,
    ports: port.ports === unknown ? undefined : port.ports,
  }));
}

/** Whether a service is on the ingress, by a port that it publishes through it. */
export function isOnIngress(service: StackService): boolean | Unknown {
  const ports = portsOf(service);
  if (ports === unknown) return unknown;
  if (ports.some(({ mode }) => mode === "ingress")) return true;
  return ports.some(({ mode }) => mode === unknown) ? unknown : false;
}
