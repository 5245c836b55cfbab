import { createRequire } from "node:module";

type Deserialize = (properties: object | undefined, forMending: boolean) => unknown;

/**
 * Lets Pulumi's SDK read the properties of a resource once, not anew for each rule: with 40 rules, that was most of what the pack
 * took of a preview. The properties are only read: each rule still gets a guard of its own around them, which throws at a
 * value that is not known. Where an SDK has no such function, everything stays as it is.
 */
export function readPropertiesOnce(): void {
  const sdk = deserializerOf("@pulumi/policy/deserialize");
  if (typeof sdk?.deserializeProperties !== "function") return;
  const read = sdk.deserializeProperties;
  const known = new WeakMap<object, unknown>();
  sdk.deserializeProperties = (properties, forMending) => {
    // What is mended is a copy of the rule's own.
    if (forMending || properties === undefined) return read(properties, forMending);
    const before = known.get(properties);
    if (before !== undefined) return before;
    const now = read(properties, false);
    known.set(properties, now);
    return now;
  };
}

function deserializerOf(file: string): { deserializeProperties?: Deserialize } | undefined {
  try {
    return createRequire(__filename)(file) as { deserializeProperties?: Deserialize };
  } catch {
    // Another SDK may have another file for it; it then reads as often as it likes.
    return undefined;
  }
}
