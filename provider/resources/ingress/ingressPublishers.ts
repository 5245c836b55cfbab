import type { Network, Service, ServiceSpec } from "../../engine/types";
import type { Operation } from "../resource";

/** Services with a port that is published through the ingress. The mode's default is ingress. */
export async function findPublishers({ engine, signal }: Operation): Promise<Service[]> {
  const services = await engine.listServices({}, {}, signal);
  return services.filter(({ Spec }) => publishedPorts(Spec).length > 0);
}

function publishedPorts(spec: ServiceSpec): string[] {
  return (spec.EndpointSpec?.Ports ?? [])
    .filter(({ PublishMode }) => PublishMode !== "host")
    .map(
      ({ PublishedPort, TargetPort, Protocol }) => `${PublishedPort ?? "any"}:${TargetPort ?? 0}/${Protocol ?? "tcp"}`,
    );
}

/** Why an ingress that is in use cannot go, and what to do. */
export function describePublishers(current: Pick<Network, "Id" | "Name">, publishers: readonly Service[]): string {
  const names = publishers.map(({ Spec }) => `"${Spec.Name}" (${publishedPorts(Spec).join(", ")})`).sort();
  return (
    `The ingress network "${current.Name}" (${current.Id}) cannot be replaced or removed while services publish ports through it: ` +
    `${names.join(", ")}. Remove these services, or their ports in mode ingress, and run the command again. Services of this stack ` +
    `that depend on the ingress come after it and go before it.`
  );
}
