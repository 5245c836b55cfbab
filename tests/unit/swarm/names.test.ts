import fc from "fast-check";
import { unknown } from "../../../swarm/draft";
import { canonicalJson, checkName, checkNetworkName, hashedName, isHashedName } from "../../../swarm/names";

const form =
  "is not a name that Swarm accepts: letters, digits, hyphens and underscores, with a letter or digit at both ends, " +
  "and no dot, because the name is part of a DNS name.";

/** Swarm's own pattern, which is safe to run on short text only. */
const swarmPattern = /^[a-zA-Z0-9](?:[-_]*[A-Za-z0-9]+)*$/;

describe("checkName", () => {
  it.each(["a", "7", "backend", "Back_End-7", "a--b__c", "x".repeat(63)])("accepts %s", (name) => {
    expect(checkName(name)).toEqual([]);
  });

  it("says nothing about an unknown or absent name", () => {
    expect([checkName(unknown), checkName(undefined)]).toEqual([[], []]);
  });

  it.each([
    ["a dot", "shop.backend", `'name' "shop.backend" ${form} Did you mean "shop-backend"?`],
    ["a space", "shop backend", `'name' "shop backend" ${form} Did you mean "shop-backend"?`],
    ["a slash", "shop/backend", `'name' "shop/backend" ${form} Did you mean "shop-backend"?`],
    ["a hyphen in front", "-backend", `'name' "-backend" ${form} Did you mean "backend"?`],
    ["an underscore at the end", "backend_", `'name' "backend_" ${form} Did you mean "backend"?`],
    ["a line break at the end", "backend\n", `'name' "backend\\n" ${form} Did you mean "backend"?`],
    ["letters beyond ASCII", "büro", `'name' "büro" ${form} Did you mean "b-ro"?`],
    ["nothing", "", `'name' "" ${form} Use e.g. "backend".`],
    ["dots only", "...", `'name' "..." ${form} Use e.g. "backend".`],
    ["a number", 7 as never, `'name' 7 is not text. Use text in quotes, e.g. "backend".`],
  ])("refuses %s", (_, name, reason) => {
    expect(checkName(name)).toEqual([{ path: "", reason }]);
  });

  it("refuses more than 63 characters, with their number", () => {
    const name = "x".repeat(64);
    expect(checkName(name)).toEqual([
      { path: "", reason: `'name' "${name}" has 64 characters; Swarm allows 63. Use a shorter name.` },
    ]);
  });

  it("agrees with Swarm's own pattern", () => {
    const character = fc.constantFrom("a", "Z", "0", "-", "_", ".", " ", "é");
    fc.assert(
      fc.property(fc.string({ unit: character, maxLength: 12 }), (name) => {
        expect(checkName(name).length === 0).toBe(swarmPattern.test(name));
      }),
    );
  });

  it("offers names that it accepts", () => {
    fc.assert(
      fc.property(fc.string(), (name) => {
        const offer = /Did you mean "(.*)"\?$/.exec(checkName(name)[0]?.reason ?? "")?.[1];
        if (offer !== undefined) expect(checkName(offer)).toEqual([]);
      }),
    );
  });

  it("answers at once for a long name that is almost right", () => {
    const before = performance.now();
    expect(checkName(`${"a".repeat(100_000)}.`)).toHaveLength(2);
    expect(performance.now() - before).toBeLessThan(1000);
  });
});

describe("checkNetworkName", () => {
  it.each(["bridge", "host", "none", "default"])("refuses %s, which every Engine has", (name) => {
    expect(checkNetworkName(name)).toEqual([
      { path: "", reason: `'name' "${name}" is the name of a network that every Docker Engine has. Use another name.` },
    ]);
  });

  it("otherwise says what checkName says", () => {
    expect(checkNetworkName("hosts")).toEqual([]);
    expect(checkNetworkName("a.b")).toEqual(checkName("a.b"));
  });
});

describe("hashedName", () => {
  it("is the logical name and eight digits of the spec's hash", () => {
    expect(hashedName("backend", { driver: "overlay" })).toBe("backend-3661c3a9");
  });

  it("is stable under the order of keys, at any depth", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (spec) => {
        const turned = (value: unknown): unknown => {
          if (Array.isArray(value)) return value.map(turned);
          if (typeof value !== "object" || value === null) return value;
          return Object.fromEntries(
            Object.entries(value)
              .reverse()
              .map(([key, entry]) => [key, turned(entry)]),
          );
        };
        expect(hashedName("backend", turned(spec))).toBe(hashedName("backend", spec));
      }),
    );
  });

  it("is stable when a property is undefined instead of absent", () => {
    expect(hashedName("backend", { a: 1, b: undefined })).toBe(hashedName("backend", { a: 1 }));
  });

  it.each([
    ["a value", { a: 1 }, { a: 2 }],
    ["a type", { a: 1 }, { a: "1" }],
    ["the order of a list", { a: [1, 2] }, { a: [2, 1] }],
    ["false for absent", { a: false }, {}],
    ["null for absent", { a: null }, {}],
    ["an empty list for absent", { a: [] }, {}],
  ])("differs with %s", (_, one, other) => {
    expect(hashedName("backend", one)).not.toBe(hashedName("backend", other));
  });

  it("keeps 63 characters, and is a name that Swarm accepts when the logical name is one", () => {
    const logical = fc.string({ unit: fc.constantFrom("a", "B", "7"), minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(logical, fc.jsonValue(), (name, spec) => {
        const hashed = hashedName(name, spec);
        expect(hashed.length).toBe(Math.min(name.length, 54) + 9);
        expect(checkName(hashed)).toEqual([]);
      }),
    );
  });

  it("differs for two long logical names that begin alike", () => {
    const start = "x".repeat(60);
    expect(hashedName(`${start}-blue`, {})).not.toBe(hashedName(`${start}-green`, {}));
  });
});

describe("isHashedName", () => {
  it.each([hashedName("edge", {}), hashedName("x".repeat(80), {})])("knows %p", (name) => {
    expect(isHashedName(name)).toBe(true);
  });

  it.each(["edge", "ingress", "edge-1", "edge-0a1b2c3", "edge-0A1B2C3D", "-0a1b2c3d"])(
    "takes %p for chosen",
    (name) => {
      expect(isHashedName(name)).toBe(false);
    },
  );
});

describe("canonicalJson", () => {
  it("sorts keys and drops what is undefined", () => {
    expect(canonicalJson({ b: [1, { d: null, c: "x" }], a: undefined, A: true })).toBe(
      '{"A":true,"b":[1,{"c":"x","d":null}]}',
    );
  });

  it("reads back as the value", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it.each([
    ["an unknown value", unknown],
    ["a function", () => 1],
    ["NaN", Number.NaN],
    ["infinity", Number.POSITIVE_INFINITY],
    ["nothing", undefined],
  ])("throws for %s, in place of a hash that is wrong", (_, value) => {
    expect(() => canonicalJson(value)).toThrow(TypeError);
    if (value !== undefined) expect(() => canonicalJson({ a: [value] })).toThrow(TypeError);
  });
});
