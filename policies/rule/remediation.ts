import { Secret } from "@pulumi/policy";

type Properties = Record<string, unknown>;

/**
 * Inputs with another value of one property. All others stay as they are, values that are not known yet and secrets
 * among them.
 */
export function withValue(props: object, property: string, value: unknown): Properties {
  return { ...rawOf(props), [property]: value };
}

/** Inputs with one more driver option. */
export function withOption(props: object, key: string, value: string): Properties {
  const { options } = rawOf(props);
  if (options instanceof Secret)
    return withValue(props, "options", new Secret(withValue(options.value as object, key, value)));
  return withValue(
    props,
    "options",
    withValue(typeof options === "object" && options !== null ? options : {}, key, value),
  );
}

/** The values as they are. Pulumi throws when one that is not known yet is read the plain way. */
function rawOf(props: object): Properties {
  const descriptors = Object.entries(Object.getOwnPropertyDescriptors(props));
  return Object.fromEntries(descriptors.map(([key, { value }]) => [key, value as unknown]));
}
