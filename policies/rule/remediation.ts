import { Secret } from "@pulumi/policy";

type Properties = Record<string, unknown>;

/**
 * A copy of the inputs with another value of one property. Keeps all other properties, including unknown values and
 * secrets.
 */
export function withValue(props: object, property: string, value: unknown): Properties {
  return { ...rawOf(props), [property]: value };
}

/** A copy of the inputs with one more driver option. */
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

/** The raw values. Reads property descriptors, because Pulumi's proxy throws on a plain read of an unknown value. */
function rawOf(props: object): Properties {
  const descriptors = Object.entries(Object.getOwnPropertyDescriptors(props));
  return Object.fromEntries(descriptors.map(([key, { value }]) => [key, value as unknown]));
}
