import { swarmLabel } from "../../../swarm/swarmLabel";
import type { PortConfig, ServiceSpec } from "../../engine/types";
import { inOrder } from "../../mapping/service/endpoint";

/** Ports that a service is without for the time of a swap, as its label keeps them. */
export interface SuspendedPorts {
  /** When they were taken off. ISO 8601. */
  readonly since: string;
  /** As the service's spec had them. */
  readonly ports: readonly PortConfig[];
}

/** The ports that a service publishes through the ingress: all that are not in host mode. */
export function ingressPortsOf({ EndpointSpec }: ServiceSpec): PortConfig[] {
  return (EndpointSpec?.Ports ?? []).filter(({ PublishMode }) => PublishMode !== "host");
}

/** Ports for people: `8080:80/tcp, any:53/udp`. */
export function describePorts(ports: readonly PortConfig[]): string {
  return ports
    .map(
      ({ PublishedPort, TargetPort, Protocol }) => `${PublishedPort || "any"}:${TargetPort ?? 0}/${Protocol ?? "tcp"}`,
    )
    .join(", ");
}

/** The spec without ports in mode ingress, which its label remembers. Both in one update: nothing is lost wherever a swap ends. */
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

/** The spec with its suspended ports back. When somebody has given it ports meanwhile, these stay, and only the label goes. */
export function withIngressPorts(spec: ServiceSpec, { ports }: SuspendedPorts): ServiceSpec {
  const labels = Object.fromEntries(
    Object.entries(spec.Labels ?? {}).filter(([name]) => name !== swarmLabel.suspendedPorts.key),
  );
  if (ingressPortsOf(spec).length > 0) return { ...spec, Labels: labels };
  const all = inOrder([...(spec.EndpointSpec?.Ports ?? []), ...ports]);
  return { ...spec, Labels: labels, EndpointSpec: { ...spec.EndpointSpec, Ports: all } };
}

/** What a service's label remembers; `undefined` without one. @throws Error for a label that somebody has changed */
export function suspendedPortsOf({ Name, Labels }: ServiceSpec): SuspendedPorts | undefined {
  const text = Labels?.[swarmLabel.suspendedPorts.key];
  if (text === undefined) return undefined;
  const suspended = parse(text);
  if (suspended === undefined) {
    throw new Error(
      `Service "${Name}" is to get its published ports back, but its label '${swarmLabel.suspendedPorts.key}' cannot be read: ${text}. Publish the ` +
        `ports by hand, and remove the label: docker service update --label-rm ${swarmLabel.suspendedPorts.key} --publish-add … ${Name}.`,
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
