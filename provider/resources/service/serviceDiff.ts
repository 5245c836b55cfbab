import { unknown } from "../../../swarm/draft";
import { elementsOf, propertiesOf, propertyChanges } from "../../mapping/fields/field";
import { differences, isDynamic } from "../../mapping/service/service";
import { isAutomatic } from "../../mapping/automaticName";
import type { Difference } from "../../handler/handler";
import type { Properties, Property } from "../../handler/properties";

/**
 * Compares a service property by property. It compares inputs alone, because a refresh writes the live values into the
 * old ones.
 */
export function serviceDifference(oldInputs: Properties, newInputs: Properties): Difference {
  const changes = propertyChanges(differences(oldInputs, newInputs));
  return { changes, deleteBeforeReplace: clash(oldInputs, newInputs), detailed: true };
}

/**
 * Whether the old and the new service cannot exist side by side: because of their name, or of a port that both publish
 * through the ingress.
 */
function clash(oldInputs: Properties, newInputs: Properties): boolean {
  const { name } = newInputs;
  if (!isAutomatic(newInputs) && (name === unknown || oldInputs.name === name)) return true;
  const held = publishedPorts(oldInputs);
  return publishedPorts(newInputs).some((port) => held.includes(port));
}

function publishedPorts(inputs: Properties): string[] {
  return elementsOf(propertiesOf(inputs.endpointSpec).ports)
    .map((port: Property) => propertiesOf(port))
    .filter(({ publishedPort }) => !isDynamic(publishedPort))
    .map(
      ({ publishedPort, protocol }) =>
        `${typeof publishedPort === "number" ? publishedPort : "?"}/${typeof protocol === "string" ? protocol : "tcp"}`,
    );
}
