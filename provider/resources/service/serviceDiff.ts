import { unknown } from "../../../swarm/draft";
import { propertyChanges } from "../../mapping/fields/field";
import { differences } from "../../mapping/service/service";
import { isAutomatic } from "../../mapping/automaticName";
import type { Difference } from "../../handler/handler";
import type { Properties } from "../../handler/properties";
import { publishedPorts } from "./publishedPorts";

/**
 * Compares a service property by property. It compares inputs alone, because a refresh writes the live values into the
 * old ones.
 */
export function serviceDifference(oldInputs: Properties, newInputs: Properties): Difference {
  const found = differences(oldInputs, newInputs);
  // What an import cannot know, because it is about the wait alone: the CLI records it without an update.
  const isWaitAlone =
    oldInputs.convergeConfig === undefined && found.every(({ path }) => path.startsWith("convergeConfig"));
  const changes = propertyChanges(isWaitAlone ? [] : found);
  return { changes, deleteBeforeReplace: clash(oldInputs, newInputs), detailed: true };
}

/**
 * Whether the old and the new service cannot exist side by side: because of their name, or of a port that both publish
 * through the ingress.
 */
function clash(oldInputs: Properties, newInputs: Properties): boolean {
  const { name } = newInputs;
  if (!isAutomatic(newInputs) && (name === unknown || oldInputs.name === name)) return true;
  const held = publishedPorts(oldInputs).map(({ port }) => port);
  return publishedPorts(newInputs).some(({ port }) => held.includes(port));
}
