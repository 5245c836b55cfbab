import { swarmLabel } from "../../../swarm/swarmLabel";
import type { PortConfig, ServiceSpec } from "../../engine/types";
import { inOrder } from "../../mapping/service/endpoint";

/** The ports of a service that are suspended during a swap, as its label keeps them. */
export interface SuspendedPorts {
  /** When they were suspended. ISO 8601. */
  readonly since: string;
  /** The ports as the service's spec had them. */
  readonly ports: readonly PortConfig[];
}

/** The ports that a service publishes through the ingress: all that are not in host mode. */
export function ingressPortsOf({ EndpointSpec }: ServiceSpec): PortConfig[] {
  return (EndpointSpec?.Ports ?? []).filter(({ PublishMode }) => PublishMode !== "host");
}

/** Ports for messages: `8080:80/tcp, any:53/udp`. */
export function describePorts(ports: readonly PortConfig[]): string {
  return ports
    .map(
      ({ PublishedPort, TargetPort, Protocol }) => `${PublishedPort || "any"}:${TargetPort ?? 0}/${Protocol ?? "tcp"}`,
    )
    .join(", ");
}

/**
 * The spec without its ports in mode ingress, and with a label that keeps them. One update does both, so none can be
 * lost.
 */
export function withoutIngressPorts(spec: ServiceSpec): ServiceSpec {
  const { Ports, ...endpoint } = spec.EndpointSpec ?? {};
  const suspended: SuspendedPorts = { since: new Date().toISOString(), ports: ingressPortsOf(spec) };
  const kept = (Ports ?? []).filter(({ PublishMode }) => PublishMode === "host");
  return {
    ...spec,
    Labels: { ...spec.Labels, [swarmLabel.suspendedPorts.key]: JSON.stringify(suspended) },
    EndpointSpec: { ...endpoint, ...(kept.length > 0 && { Ports: kept }) },
  };
}

/**
 * The spec with its suspended ports and without the label. If another client has set other ports meanwhile, those stay
 * instead.
 */
export function withIngressPorts(spec: ServiceSpec, { ports }: SuspendedPorts): ServiceSpec {
  const labels = Object.fromEntries(
    Object.entries(spec.Labels ?? {}).filter(([name]) => name !== swarmLabel.suspendedPorts.key),
  );
  if (ingressPortsOf(spec).length > 0) return { ...spec, Labels: labels };
  const all = inOrder([...(spec.EndpointSpec?.Ports ?? []), ...ports]);
  return { ...spec, Labels: labels, EndpointSpec: { ...spec.EndpointSpec, Ports: all } };
}

/** The suspended ports in a service's label; `undefined` without one. @throws Error when the label cannot be read */
export function suspendedPortsOf({ Name, Labels }: ServiceSpec): SuspendedPorts | undefined {
  const text = Labels?.[swarmLabel.suspendedPorts.key];
  if (text === undefined) return undefined;
  const suspended = parse(text);
  if (suspended === undefined) {
    throw new Error(
      `The published ports of service "${Name}" must be restored, but its label '${swarmLabel.suspendedPorts.key}' ` +
        `cannot be read: ${text}. Publish the ports by hand, and remove the label: docker service update --label-rm ` +
        `${swarmLabel.suspendedPorts.key} --publish-add … ${Name}.`,
    );
  }
  return suspended;
}

function parse(text: string): SuspendedPorts | undefined {
  try {
    const { since, ports } = JSON.parse(text) as Partial<SuspendedPorts>;
    return typeof since === "string" && Array.isArray(ports) ? { since, ports } : undefined;
  } catch {
    return undefined;
  }
}
