import fc from "fast-check";
import { autoname } from "../../../provider/server/autoname";
import { parsePath, topLevel, valueAt } from "../../../provider/handler/propertyPath";
import { Scrubber } from "../../../provider/server/secrets";
import { checkName } from "../../../swarm/names";

describe("Scrubber", () => {
  test("removes every longer secret from a message", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 4 }), fc.string(), fc.string(), (secret, before, after) => {
        fc.pre(secret.trim() !== "" && !"[secret]".includes(secret));
        const scrubber = new Scrubber();
        scrubber.learn({ properties: { a: { b: [secret] } }, secrets: { a: { b: true } } });
        expect(scrubber.scrub(before + secret + after)).not.toContain(secret);
      }),
    );
  });

  test("removes a short secret only where it is a separate word", () => {
    const scrubber = new Scrubber();
    scrubber.learn({ properties: { a: "x", b: 80 }, secrets: { a: true, b: true } });

    expect(scrubber.scrub('"x" in axes; port 80, not 8080')).toBe('"[secret]" in axes; port [secret], not 8080');
  });

  test("removes the longer one if one secret is part of another", () => {
    const scrubber = new Scrubber();
    scrubber.learn({ properties: { a: "pass", b: "password" }, secrets: true });

    expect(scrubber.scrub("password pass")).toBe("[secret] [secret]");
  });

  test("does not change text without secrets", () => {
    const scrubber = new Scrubber();
    scrubber.learn({ properties: { a: "plain", b: " ", c: null, d: true }, secrets: { b: true, c: true, d: true } });

    expect(scrubber.scrub("plain and true")).toBe("plain and true");
  });
});

describe("autoname", () => {
  test("returns names that Swarm accepts, even for long logical names", () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[a-z](-?[a-z0-9]){0,90}$/),
        fc.uint8Array({ minLength: 1 }),
        (logicalName, seed) => {
          const name = autoname(logicalName, seed, undefined);
          expect(checkName(name)).toEqual([]);
          expect(autoname(logicalName, seed, undefined)).toBe(name);
        },
      ),
    );
  });

  test("returns a different name each time without a seed", () => {
    const none = new Uint8Array();

    expect(autoname("a", none, undefined)).not.toBe(autoname("a", none, undefined));
  });
});

describe("Property paths", () => {
  test.each([
    ["name", ["name"], "name"],
    ["ipamConfigs[0].gateway", ["ipamConfigs", 0, "gateway"], "ipamConfigs"],
    ['options["com.docker.network.driver.mtu"]', ["options", "com.docker.network.driver.mtu"], "options"],
    ['taskSpec.containerSpec.env["A\\"B"]', ["taskSpec", "containerSpec", "env", 'A"B'], "taskSpec"],
  ])("%s is read", (path, steps, top) => {
    expect(parsePath(path)).toEqual(steps);
    expect(topLevel(path)).toBe(top);
  });

  test("an invalid path is an error", () => {
    expect(() => parsePath("a[b]")).toThrow('"a[b]" is not a property path');
  });

  test("the value at a path is found, and is undefined if the path leaves the properties", () => {
    const properties = { ipamConfigs: [{ gateway: "10.0.0.1" }], options: { "a.b": "" } };

    expect(valueAt(properties, "ipamConfigs[0].gateway")).toBe("10.0.0.1");
    expect(valueAt(properties, 'options["a.b"]')).toBe("");
    expect(valueAt(properties, "ipamConfigs[1].gateway")).toBeUndefined();
    expect(valueAt(properties, "name.x")).toBeUndefined();
  });
});
