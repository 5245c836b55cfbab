import fc from "fast-check";
import type { Properties, Property, Secrets } from "../../../provider/handler/properties";
import { decode, encode, union, WireError, type Wire, type WireObject } from "../../../provider/server/wire";
import { unknown } from "../../../swarm/draft";
import { marks } from "../../support/providerClient";

/** Keys that programs use, not those of Pulumi or of the bridge. */
const key = fc.string({ minLength: 1, maxLength: 8 }).filter((text) => !text.startsWith("__"));
const leaf = fc.oneof(
  fc.string(),
  fc.boolean(),
  fc.integer(),
  fc.double({ noNaN: true }),
  fc.constant(null),
  fc.constant(unknown),
);
const { properties } = fc.letrec<{ value: Property; properties: Properties }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    leaf,
    fc.array(tie("value"), { maxLength: 4 }),
    tie("properties"),
  ),
  properties: fc.dictionary(key, tie("value"), { maxKeys: 5, noNullPrototype: true }),
}));

/** All secret leaves of a value. */
function secretLeaves(value: Wire, inside = false): Wire[] {
  if (typeof value !== "object" || value === null) return inside ? [value] : [];
  const isSecret = "4dabf18193072939515e22adb298388d" in value;
  if (isSecret && "value" in value) return secretLeaves(value.value, true);
  return Object.values(value).flatMap((element) => secretLeaves(element, inside));
}

test("Encoded properties are decoded to the same properties", () => {
  fc.assert(
    fc.property(properties, (value) => {
      expect(decode(encode(value, undefined))).toEqual({ properties: value, secrets: undefined });
    }),
  );
});

test("Secrets are decoded at the places where they were encoded", () => {
  fc.assert(
    fc.property(properties, fc.nat(), (value, pick) => {
      const names = Object.keys(value);
      const name = names[pick % Math.max(1, names.length)];
      const secrets: Secrets = name === undefined ? undefined : { [name]: true };
      expect(decode(encode(value, secrets))).toEqual({ properties: value, secrets });
    }),
  );
});

test("A secret stays secret when a value changes its shape", () => {
  fc.assert(
    fc.property(properties, properties, (before, after) => {
      const wrapped = Object.fromEntries(
        Object.entries(encode(before, undefined)).map(([name, value]) => [name, { inner: marks.secret(value) }]),
      );
      const { secrets } = decode(wrapped);
      const names = Object.keys(before).filter((name) => Object.hasOwn(after, name) && typeof after[name] !== "object");
      const encoded = encode(after, secrets);
      for (const name of names) expect(secretLeaves({ [name]: encoded[name] ?? null })).toHaveLength(1);
    }),
  );
});

test("A list that contains a secret is secret as a whole", () => {
  expect(decode({ a: ["x", { b: marks.secret("hush") }] })).toEqual({
    properties: { a: ["x", { b: "hush" }] },
    secrets: { a: true },
  });
});

test("A variable with the name of a method of every object is not a secret", () => {
  const properties = { env: { constructor: "x", toString: "y" }, a: "z" };

  expect(decode(encode(properties, { env: { a: true }, a: true }))).toEqual({ properties, secrets: { a: true } });
});

test("An undefined property is left out; null is kept", () => {
  expect(encode({ a: undefined, b: null, c: [undefined] }, { a: true })).toEqual({ b: null, c: [null] });
});

test.each<[string, Secrets, Secrets, Secrets]>([
  ["nothing and nothing", undefined, undefined, undefined],
  ["a key and nothing", { a: true }, undefined, { a: true }],
  ["a key and another", { a: true }, { b: { c: true } }, { a: true, b: { c: true } }],
  ["a part and the whole", { a: { b: true } }, { a: true }, { a: true }],
])("The union of %s has the secrets of both", (_what, a, b, expected) => {
  expect(union(a, b)).toEqual(expected);
  expect(union(b, a)).toEqual(expected);
});

test("A nested archive is refused with its path", () => {
  const archive: WireObject = { "4dabf18193072939515e22adb298388d": "0def7320c3a5731c473e5ecbe6d01bc7", path: "x" };

  let refusal: unknown;
  try {
    decode({ a: [{ b: { "c.d": archive } }] });
  } catch (error) {
    refusal = error;
  }
  expect(refusal).toBeInstanceOf(WireError);
  expect((refusal as WireError).property).toBe('a[0].b["c.d"]');
});

test("A value of an unknown kind is refused", () => {
  expect(() => decode({ a: { "4dabf18193072939515e22adb298388d": "0".repeat(32) } })).toThrow(
    "The value is of a kind that this provider does not know. Give plain text, numbers, lists or maps.",
  );
});
