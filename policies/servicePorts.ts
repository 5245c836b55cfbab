import type { Endpoint } from "../swarm/ports";
import { unknown } from "../swarm/draft";
import type { Unknown } from "../swarm/draft";
import type { Published } from "../swarm/published";
import { publishedPorts } from "../swarm/published";
import { draftOf } from "./known";
import type { Network } from "./network";
import { networkType } from "./network";
import { fieldsOf } from "./service";
import type { StackService } from "./stackSurvey";

/**
 * What a service of a stack publishes. A port that was made by the method publish of an IngressConfig has an unknown publish mode until the
 * ingress is there, so that the service comes after it: what it was made from says that it is "ingress".
 */
export function portsOf({ resource, service }: StackService): readonly Published[] | Unknown {
  const { endpointSpec } = service;
  if (endpointSpec === unknown) return unknown;
  const ports = publishedPorts(fieldsOf<Endpoint>(endpointSpec).ports);
  if (ports === unknown || !ports.some(({ mode }) => mode === unknown)) return ports;
  const isThroughIngress = (resource.propertyDependencies["endpointSpec"] ?? []).some(
    ({ type, props }) => type === networkType && fieldsOf(draftOf<Network>(props)).ingress === true,
  );
  return isThroughIngress ? ports.map((port) => (port.mode === unknown ? { ...port, mode: "ingress" } : port)) : ports;
}

/** Whether a service is on the ingress, by a port that it publishes through it. */
export function isOnIngress(service: StackService): boolean | Unknown {
  const ports = portsOf(service);
  if (ports === unknown) return unknown;
  if (ports.some(({ mode }) => mode === "ingress")) return true;
  return ports.some(({ mode }) => mode === unknown) ? unknown : false;
}
