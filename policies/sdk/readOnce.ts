import { createRequire } from "node:module";

type Deserialize = (properties: object | undefined, isRemediation: boolean, ...others: unknown[]) => unknown;

/** What {@link readPropertiesOnce} uses of the SDK. */
interface Sdk {
  deserializeProperties?: Deserialize;
}

/** Properties that were read once, so that they belong to a single request of the CLI. */
const readOnce = new WeakSet<object>();

/**
 * Makes Pulumi's SDK deserialize the properties of a resource once, instead of once per rule; with 40 rules, this was
 * most of the pack's share of a preview. Rules only read the properties, and each rule still gets its own proxy around
 * them, which throws on unknown values. Does nothing if the SDK has no such function or does not let it be replaced.
 */
export function readPropertiesOnce(sdk: Sdk | undefined = sdkReader()): void {
  if (typeof sdk?.deserializeProperties !== "function") return;
  const read = sdk.deserializeProperties;
  const known = new WeakMap<object, unknown>();
  const readAgain: Deserialize = (properties, isRemediation, ...others) => {
    // A rule that remediates gets its own copy.
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
    // Another SDK may not let its functions be replaced. It then reads the properties once per rule.
  }
}

/**
 * Whether properties were read once for all rules. If so, the same object means the same resource in the same request
 * of the CLI.
 */
export function isReadOnce(properties: object): boolean {
  return readOnce.has(properties);
}

function sdkReader(): Sdk | undefined {
  try {
    return createRequire(__filename)("@pulumi/policy/deserialize") as Sdk;
  } catch {
    // Another SDK may define the function in another file.
    return undefined;
  }
}
