import { createRequire } from "node:module";

type Deserialize = (properties: object | undefined, isRemediation: boolean, ...others: unknown[]) => unknown;

/** What {@link readPropertiesOnce} looks for in the SDK. */
interface Sdk {
  deserializeProperties?: Deserialize;
}

/** What was read once, and is therefore of one question of the CLI. */
const readOnce = new WeakSet<object>();

/**
 * Lets Pulumi's SDK read the properties of a resource once, not anew for each rule: with 40 rules, that was most of
 * what the pack took of a preview. The properties are only read: each rule still gets a guard of its own around them,
 * which throws at a value that is not known. Where an SDK has no such function, or does not let it be replaced,
 * everything stays as it is.
 */
export function readPropertiesOnce(sdk: Sdk | undefined = sdkReader()): void {
  if (typeof sdk?.deserializeProperties !== "function") return;
  const read = sdk.deserializeProperties;
  const known = new WeakMap<object, unknown>();
  const readAgain: Deserialize = (properties, isRemediation, ...others) => {
    // A rule that remediates gets a copy of its own.
    if (isRemediation || typeof properties !== "object" || (properties as object | null) === null)
      return read(properties, isRemediation, ...others);
    if (known.has(properties)) return known.get(properties);
    const now = read(properties, isRemediation, ...others);
    known.set(properties, now);
    if (typeof now === "object" && now !== null) readOnce.add(now);
    return now;
  };
  try {
    sdk.deserializeProperties = readAgain;
  } catch {
    // Another SDK may not let its functions be replaced; it then reads as often as it likes.
  }
}

/**
 * Whether properties were read once for all rules: then the same object is the same resource, in the same question of
 * the CLI.
 */
export function isReadOnce(properties: object): boolean {
  return readOnce.has(properties);
}

function sdkReader(): Sdk | undefined {
  try {
    return createRequire(__filename)("@pulumi/policy/deserialize") as Sdk;
  } catch {
    // Another SDK may have another file for it.
    return undefined;
  }
}
