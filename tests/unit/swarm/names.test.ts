import fc from "fast-check";
import { unknown } from "../../../swarm/draft";
import {
  canonicalJson,
  checkName,
  checkNetworkName,
  hashedName,
  isHashedName,
  precedingName,
} from "../../../swarm/names";

const form =
  "is not a name that Swarm accepts: letters, digits, hyphens and underscores, with a letter or digit at both ends, " +
  "and no dot, because the name is part of a DNS name.";

/** Swarm's own pattern, which is safe to run on short text only. */
const swarmPattern = /^[a-zA-Z0-9](?:[-_]*[A-Za-z0-9]+)*$/;

describe("checkName", () => {
  it.each(["a", "7", "backend", "Back_End-7", "a--b__c", "x".repeat(63)])("accepts %s", (name) => {
    expect(checkName(name)).toEqual([]);
  });

  it("ignores an unknown or absent name", () => {
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

  it("refuses more than 63 characters and says how many there are", () => {
    const name = "x".repeat(64);
    expect(checkName(name)).toEqual([
      { path: "", reason: `'name' "${name}" has 64 characters; Swarm allows 63. Use a shorter name.` },
    ]);
  });

  it("accepts the same names as the pattern of Swarm", () => {
    const character = fc.constantFrom("a", "Z", "0", "-", "_", ".", " ", "é");
    fc.assert(
      fc.property(fc.string({ unit: character, maxLength: 12 }), (name) => {
        expect(checkName(name).length === 0).toBe(swarmPattern.test(name));
      }),
    );
  });

  it("suggests only valid names", () => {
    fc.assert(
      fc.property(fc.string(), (name) => {
        const offer = /Did you mean "(.*)"\?$/.exec(checkName(name)[0]?.reason ?? "")?.[1];
        if (offer !== undefined) expect(checkName(offer)).toEqual([]);
      }),
    );
  });

  it("is fast for a long name that is almost valid", () => {
    const before = performance.now();
    expect(checkName(`${"a".repeat(100_000)}.`)).toHaveLength(2);
    expect(performance.now() - before).toBeLessThan(5000);
  });
});

describe("checkNetworkName", () => {
  it.each(["bridge", "host", "none", "default"])("refuses %s, which every Engine has", (name) => {
    expect(checkNetworkName(name)).toEqual([
      { path: "", reason: `'name' "${name}" is the name of a network that every Docker Engine has. Use another name.` },
    ]);
  });

  it("reports the problems of checkName for other names", () => {
    expect(checkNetworkName("hosts")).toEqual([]);
    expect(checkNetworkName("a.b")).toEqual(checkName("a.b"));
  });
});

describe("hashedName", () => {
  it("is the logical name and eight digits of the hash of the spec", () => {
    expect(hashedName("backend", { driver: "overlay" })).toBe("backend-3661c3a9");
  });

  it("does not depend on the order of keys at any depth", () => {
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

  it("is the same for an undefined and an absent property", () => {
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

  it("has at most 63 characters, and is valid if the logical name is valid", () => {
    const logical = fc.string({ unit: fc.constantFrom("a", "B", "7"), minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(logical, fc.jsonValue(), (name, spec) => {
        const hashed = hashedName(name, spec);
        expect(hashed.length).toBe(Math.min(name.length, 54) + 9);
        expect(checkName(hashed)).toEqual([]);
      }),
    );
  });

  it("differs for two long logical names with the same beginning", () => {
    const start = "x".repeat(60);
    expect(hashedName(`${start}-blue`, {})).not.toBe(hashedName(`${start}-green`, {}));
  });
});

describe("isHashedName", () => {
  it.each([hashedName("edge", {}), hashedName("x".repeat(80), {})])("recognizes %p", (name) => {
    expect(isHashedName(name)).toBe(true);
  });

  it.each(["edge", "ingress", "edge-1", "edge-0a1b2c3", "edge-0A1B2C3D", "-0a1b2c3d"])(
    "treats %p as a name that the user chose",
    (name) => {
      expect(isHashedName(name)).toBe(false);
    },
  );
});

describe("canonicalJson", () => {
  it("sorts keys and leaves out undefined properties", () => {
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
  ])("throws for %s instead of returning a wrong hash", (_, value) => {
    expect(() => canonicalJson(value)).toThrow(TypeError);
    if (value !== undefined) expect(() => canonicalJson({ a: [value] })).toThrow(TypeError);
  });
});

describe("precedingName", () => {
  const b48 = "b".repeat(48);

  it.each([
    ["the hash sorts first", "backend-11111111", "backend-22222222", "backend-11111111"],
    ["the hash sorts last", "backend-22222222", "backend-11111111", "backend--9999-22222222"],
    ["the old name counts", "backend-11111111", "backend--9999-22222222", "backend--9998-11111111"],
    ["the old name has the same hash", "backend-22222222", "backend--9999-22222222", "backend--9999-22222222"],
    ["the names are equal", "backend-22222222", "backend-22222222", "backend-22222222"],
    ["the count ends", "backend-11111111", "backend--0000-22222222", "backend-11111111"],
    ["the old name has another base", "backend-22222222", "front-11111111", "backend-22222222"],
    ["the old name is fixed", "backend-22222222", "backend", "backend-22222222"],
    ["the name is fixed", "backend", "backend-11111111", "backend"],
    ["the base has 48 characters", `${b48}-22222222`, `${b48}-11111111`, `${b48}--9999-22222222`],
    ["the base is cut", `${b48}bcdef-22222222`, `${b48}bcdef-11111111`, `${b48}--9999-22222222`],
    ["a cut base would sort last", `${b48}--1bcd-22222222`, `${b48}--1bcd-11111111`, `${b48}--1bcd-22222222`],
    ["the base looks like a count", "a--0001-22222222", "a--0001-11111111", "a--0001--9999-22222222"],
  ])("gives the right name if %s", (_, name, old, expected) => {
    expect(precedingName(name, old)).toBe(expected);
  });

  it("gives names that Swarm accepts, and of which each sorts before the last one", () => {
    // The base of a long name can be one for which there is no such name.
    const base = fc.stringMatching(/^[a-z][a-z0-9]{0,80}$/, { size: "max" });
    fc.assert(
      fc.property(base, fc.uniqueArray(fc.integer(), { minLength: 2, maxLength: 9 }), (logicalName, specs) => {
        let old = "";
        for (const spec of specs) {
          const name = precedingName(hashedName(logicalName, spec), old);
          expect([checkName(name), old === "" || name < old, isHashedName(name)]).toEqual([[], true, true]);
          expect(precedingName(hashedName(logicalName, spec), name)).toBe(name);
          old = name;
        }
      }),
    );
  });
});
