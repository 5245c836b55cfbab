import { levels } from "./configuration";
import { policies } from "../pack";
import { profiles } from "./profiles";
import { sensitivity } from "../facts/sensitivity";

/**
 * The JSON schema of a configuration file, for editors. The pack makes the same checks itself, with better messages.
 */
export function configurationSchema(): object {
  const level = { enum: levels };
  const rules = policies.map(({ name, description, enforcementLevel, settings }) => {
    const properties = Object.fromEntries(Object.entries(settings).map(([key, { schema }]) => [key, schema]));
    const object = {
      type: "object",
      additionalProperties: false,
      properties: { enforcementLevel: level, ...properties },
    };
    return [
      name,
      { description: `${description} Default level: ${enforcementLevel}.`, anyOf: [level, object] },
    ] as const;
  });
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "Configuration of the policy pack swarm-network",
    type: "object",
    additionalProperties: false,
    properties: {
      $schema: { type: "string" },
      extends: { description: "The profile to start from.", enum: Object.keys(profiles) },
      all: { description: "The level of every rule that is on and does not set one itself.", ...level },
      sensitive: {
        description: "Labels and names that mark sensitive networks, for all rules about them.",
        type: "object",
        additionalProperties: false,
        properties: { labels: sensitivity.sensitiveLabels.schema, names: sensitivity.sensitiveNames.schema },
      },
      swarms: {
        description: "The hosts or Docker contexts of the managers of each swarm, by a name of your choice.",
        type: "object",
        additionalProperties: { type: "array", items: { type: "string" } },
      },
      ...Object.fromEntries(rules),
    },
  };
}
