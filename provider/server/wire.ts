import { unknown } from "../../swarm/draft";
import type { Properties, Property, Secrets } from "../handler/properties";
import { below } from "../handler/propertyPath";

/** A property in a gRPC message: the JSON of google.protobuf.Struct, with Pulumi's marks. */
export type Wire = null | boolean | number | string | Wire[] | WireObject;

export interface WireObject {
  [key: string]: Wire;
}

/** Properties without their marks, and the marks. */
export interface Decoded {
  readonly properties: Properties;
  readonly secrets: Secrets;
}

/** A value that no resource of this provider accepts. */
export class WireError extends Error {
  public constructor(
    /** The path of the property, e.g. `labels[0].value`. */
    public readonly property: string,
    reason: string,
  ) {
    super(reason);
    this.name = "WireError";
  }
}

/** Pulumi's marks (sdk/go/common/resource/properties.go, sdk/go/common/resource/plugin/rpc.go). */
const signatureKey = "4dabf18193072939515e22adb298388d";
const signatures = {
  secret: "1b47061264138c4ac30d75fd1eb44270",
  output: "d0e6a833031e9bbcd3f4e8bde6ca49a4",
  resource: "5cf8f73096256a8f31e491e813e4eb8e",
  asset: "c44067f5952c0a294b673a41bacd8c17",
  archive: "0def7320c3a5731c473e5ecbe6d01bc7",
} as const;

/** The mark of an unknown string. Each other type has its own, which this provider only receives. */
const unknownString = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const unknownValues: ReadonlySet<string> = new Set([
  unknownString,
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "030794c1-ac77-496b-92df-f27374a8bd58",
  "e48ece36-62e2-4504-bad9-02848725956a",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
]);

/**
 * Removes the marks.
 *
 * Also drops the private entries of the official plugin's bridge in inputs and states that it wrote: `__meta`, and
 * nested `__defaults`.
 *
 * @throws WireError for assets and archives
 */
export function decode(wire: WireObject): Decoded {
  const { value, secrets } = decodeObject(wire, "");
  return { properties: value, secrets };
}

/** Adds the marks: {@link unknown} becomes Pulumi's mark, `undefined` is left out, and `secrets` are wrapped. */
export function encode(properties: Properties, secrets: Secrets): WireObject {
  return encodeObject(properties, secrets === true ? undefined : secrets);
}

/** The properties that are secret in one or the other. */
export function union(a: Secrets, b: Secrets): Secrets {
  if (a === true || b === true) return true;
  if (a === undefined || b === undefined) return a ?? b;
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return Object.fromEntries([...keys].map((key) => [key, union(secretsAt(a, key), secretsAt(b, key))]));
}

/** The properties that are secret below a key. A variable may be called `constructor`, so only own keys count. */
export function secretsAt(secrets: Secrets, key: string): Secrets {
  if (secrets === undefined || secrets === true) return secrets;
  return Object.hasOwn(secrets, key) ? secrets[key] : undefined;
}

interface DecodedValue<T> {
  readonly value: T;
  readonly secrets: Secrets;
}

function decodeValue(wire: Wire, path: string): DecodedValue<Property> {
  if (typeof wire === "string") return { value: unknownValues.has(wire) ? unknown : wire, secrets: undefined };
  if (typeof wire !== "object" || wire === null) return { value: wire, secrets: undefined };
  if (Array.isArray(wire)) {
    const elements = wire.map((element, index) => decodeValue(element, `${path}[${index}]`));
    return {
      value: elements.map(({ value }) => value),
      secrets: elements.some(({ secrets }) => secrets !== undefined) ? true : undefined,
    };
  }
  return decodeMarked(wire, path) ?? decodeObject(wire, path);
}

function decodeMarked(wire: WireObject, path: string): DecodedValue<Property> | undefined {
  switch (wire[signatureKey]) {
    case undefined:
      return undefined;
    case signatures.secret:
      return { value: decodeValue(wire.value ?? null, path).value, secrets: true };
    case signatures.output: {
      const inner = decodeValue(wire.value ?? unknownString, path);
      return { value: inner.value, secrets: wire.secret === true ? true : inner.secrets };
    }
    case signatures.resource:
      // A resource in place of one of its properties means its id. A component has only a URN.
      return {
        value:
          wire.id === undefined
            ? (wire.urn ?? null)
            : decodeValue(wire.id === "" ? unknownString : wire.id, path).value,
        secrets: undefined,
      };
    case signatures.asset:
    case signatures.archive:
      throw new WireError(
        path,
        "A file or archive is given where text is expected. Read it into a string, e.g. with fs.readFileSync.",
      );
    default:
      throw new WireError(
        path,
        "The value is of a kind that this provider does not know. Give plain text, numbers, lists or maps.",
      );
  }
}

function decodeObject(wire: WireObject, path: string): DecodedValue<Properties> {
  const entries = Object.entries(wire)
    .filter(([key, value]) => !isBridgeMark(key, value, path))
    .map(([key, value]) => [key, decodeValue(value, below(path, key))] as const);
  const secrets = entries.flatMap(([key, { secrets: inner }]) => (inner === undefined ? [] : [[key, inner] as const]));
  return {
    value: Object.fromEntries(entries.map(([key, { value }]) => [key, value])),
    secrets: secrets.length === 0 ? undefined : Object.fromEntries(secrets),
  };
}

/**
 * The bridge's own keys have values that no label or variable of that name can have. The top-level `__defaults` stays,
 * because it records that the provider chose the name, and a refresh must keep that.
 */
function isBridgeMark(key: string, value: Wire, path: string): boolean {
  return path === "" ? key === "__meta" : key === "__defaults" && Array.isArray(value);
}

function encodeObject(properties: Properties, secrets: Exclude<Secrets, true>): WireObject {
  const given = Object.entries(properties).flatMap(([key, value]) =>
    value === undefined ? [] : [[key, value] as const],
  );
  return Object.fromEntries(given.map(([key, value]) => [key, encodeValue(value, secretsAt(secrets, key))]));
}

function encodeValue(value: Exclude<Property, undefined>, secrets: Secrets): Wire {
  const isMap = typeof value === "object" && value !== null && !Array.isArray(value);
  if (isMap && secrets !== true) return encodeObject(value, secrets);
  // A value that was a map with a secret entry and is not a map any more is secret as a whole.
  if (secrets !== undefined) return { [signatureKey]: signatures.secret, value: encodeValue(value, undefined) };
  if (value === unknown) return unknownString;
  if (Array.isArray(value)) return value.map((element) => encodeValue(element ?? null, undefined));
  return value as Wire;
}
