import type { Network, Service } from "../../engine/types";
import type { Operation } from "../../handler/handler";
import { describePorts, ingressPortsOf } from "./suspendedPorts";

/** Services with a port that is published through the ingress. The mode's default is ingress. */
export async function findPublishers({ engine, signal }: Operation): Promise<Service[]> {
  const services = await engine.listServices({}, {}, signal);
  return services.filter(({ Spec }) => ingressPortsOf(Spec).length > 0);
}

/** Why an ingress that is in use cannot go, and what to do. */
export function describePublishers(current: Pick<Network, "Id" | "Name">, publishers: readonly Service[]): string {
  return (
    `The ingress network "${current.Name}" (${current.Id}) cannot be replaced or removed while services publish ports through it: ` +
    `${nameServices(publishers)}. Remove these services, or their ports in mode ingress, and run the command again. Services of this stack ` +
    `that depend on the ingress come after it and go before it. Or let the ports be taken off for the time of the swap: ` +
    `'onPublishedPorts: "suspend"' of an IngressConfig; the services' tasks then restart.`
  );
}

/** Services and their ports in mode ingress, for people. */
export function nameServices(services: readonly Service[]): string {
  return services
    .map(({ Spec }) => `"${Spec.Name}" (${describePorts(ingressPortsOf(Spec))})`)
    .sort()
    .join(", ");
}
