import type { Network, Service, ServiceSpec } from "../../engine/types";
import type { Operation } from "../../handler/handler";
import type { Subject } from "../network/networkTasks";
import { describePorts, ingressPortsOf } from "./suspendedPorts";

/** The services that publish a port through the ingress, which is the default mode. */
export async function findPublishers({ engine, signal }: Operation): Promise<Service[]> {
  return publishersAmong(await engine.listServices({}, {}, signal));
}

export function publishersAmong(services: readonly Service[]): Service[] {
  return services.filter(({ Spec }) => publishes(Spec));
}

/** An ingress to be removed. No service is attached to it: those that publish through it use it. */
export function ingressSubject(id: string, name: string): Subject {
  return { id, name, isUsedBy: publishes };
}

function publishes(spec: ServiceSpec): boolean {
  return ingressPortsOf(spec).length > 0;
}

/** The error for an ingress that is in use, with the fix. */
export function describePublishers(current: Pick<Network, "Id" | "Name">, publishers: readonly Service[]): string {
  return (
    `The ingress network "${current.Name}" (${current.Id}) cannot be replaced or removed while services publish ` +
    `ports through it: ${nameServices(publishers)}. Remove these services, or their ports in mode ingress, and run ` +
    `the command again. Services of this stack that depend on the ingress are created after it and removed before ` +
    `it. Or let the provider suspend the ports during the swap: 'onPublishedPorts: "suspend"' of an IngressConfig; ` +
    `the services' tasks then restart.`
  );
}

/** Services and their ports in mode ingress, for messages. */
export function nameServices(services: readonly Service[]): string {
  return services
    .map(({ Spec }) => `"${Spec.Name}" (${describePorts(ingressPortsOf(Spec))})`)
    .sort()
    .join(", ");
}
