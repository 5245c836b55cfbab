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

/** Everything secret that hides in a value. */
function secretLeaves(value: Wire, inside = false): Wire[] {
  if (typeof value !== "object" || value === null) return inside ? [value] : [];
  const isSecret = "4dabf18193072939515e22adb298388d" in value;
  if (isSecret && "value" in value) return secretLeaves(value.value, true);
  return Object.values(value).flatMap((element) => secretLeaves(element, inside));
}

test("what is encoded is decoded to the same", () => {
  fc.assert(
    fc.property(properties, (value) => {
      expect(decode(encode(value, undefined))).toEqual({ properties: value, secrets: undefined });
    }),
  );
});

test("secrets are decoded from where they were put", () => {
  fc.assert(
    fc.property(properties, fc.nat(), (value, pick) => {
      const names = Object.keys(value);
      const name = names[pick % Math.max(1, names.length)];
      const secrets: Secrets = name === undefined ? undefined : { [name]: true };
      expect(decode(encode(value, secrets))).toEqual({ properties: value, secrets });
    }),
  );
});

test("no secret is lost when a value changes its shape", () => {
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

test("a list with one secret in it is secret as a whole", () => {
  expect(decode({ a: ["x", { b: marks.secret("hush") }] })).toEqual({
    properties: { a: ["x", { b: "hush" }] },
    secrets: { a: true },
  });
});

test("a variable that is called like a method of every object is no secret", () => {
  const properties = { env: { constructor: "x", toString: "y" }, a: "z" };

  expect(decode(encode(properties, { env: { a: true }, a: true }))).toEqual({ properties, secrets: { a: true } });
});

test("a property that is not given is left out, null is kept", () => {
  expect(encode({ a: undefined, b: null, c: [undefined] }, { a: true })).toEqual({ b: null, c: [null] });
});

test.each<[string, Secrets, Secrets, Secrets]>([
  ["nothing and nothing", undefined, undefined, undefined],
  ["a key and nothing", { a: true }, undefined, { a: true }],
  ["a key and another", { a: true }, { b: { c: true } }, { a: true, b: { c: true } }],
  ["a part and the whole", { a: { b: true } }, { a: true }, { a: true }],
])("the union of %s is what is secret in one or the other", (_what, a, b, expected) => {
  expect(union(a, b)).toEqual(expected);
  expect(union(b, a)).toEqual(expected);
});

test("an archive deep inside is refused with its path", () => {
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

test("a value of a kind that did not exist yet is refused", () => {
  expect(() => decode({ a: { "4dabf18193072939515e22adb298388d": "0".repeat(32) } })).toThrow(
    "The value is of a kind that this provider does not know. Give plain text, numbers, lists or maps.",
  );
});
