import { createRequire } from "node:module";
import * as sdk from "@pulumi/policy";
import fc from "fast-check";
import { draftOf } from "../../../policies/unknowns/draft";
import { unknown } from "../../../swarm/draft";
import { unknownText } from "./violations";

const proxy = createRequire(__filename)("@pulumi/policy/proxy") as Readonly<Record<string, unknown>>;
const { unknownCheckingProxy } = sdk as unknown as { unknownCheckingProxy: (properties: object) => object };

describe("draftOf", () => {
  it("copies known values, marks unknown ones, and leaves out null, at any depth", () => {
    const properties = { a: 1, b: unknownText, c: [unknownText, { d: unknownText, e: false }], f: null, g: {} };
    expect(draftOf(unknownCheckingProxy(properties))).toEqual({
      a: 1,
      b: unknown,
      c: [unknown, { d: unknown, e: false }],
      g: {},
    });
  });

  it("recognizes each of Pulumi's placeholders for an unknown value", () => {
    const signs = Object.entries(proxy).filter(([name]) => /^unknown.*Value$/.test(name));
    expect(signs.map(([name]) => name).sort()).toEqual(
      ["Archive", "Array", "Asset", "Boolean", "Number", "Object", "String"].map((kind) => `unknown${kind}Value`),
    );
    for (const [, sign] of signs) expect(draftOf(unknownCheckingProxy({ a: sign }))).toEqual({ a: unknown });
  });

  it("leaves out the __defaults of bridged providers", () => {
    const properties = { __defaults: ["name"], options: { __defaults: [], encrypted: "" }, list: [{ __defaults: [] }] };
    expect(draftOf(unknownCheckingProxy(properties))).toEqual({ options: { encrypted: "" }, list: [{}] });
  });

  it("copies any properties without unknown values unchanged", () => {
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.string().filter((key) => key !== "__proto__"),
          fc.jsonValue().filter((value) => !JSON.stringify(value).includes("null")),
        ),
        (properties) => {
          expect(JSON.stringify(draftOf(unknownCheckingProxy(properties)))).toBe(JSON.stringify(properties));
        },
      ),
    );
  });

  it("copies properties once for several rules, each with its own proxy", () => {
    const properties = { a: [unknownText], b: { c: 1 } };
    const draft = draftOf(unknownCheckingProxy(properties));
    expect(draft).toEqual({ a: [unknown], b: { c: 1 } });
    expect(draftOf(unknownCheckingProxy(properties))).toBe(draft);
    expect(draftOf(unknownCheckingProxy({ ...properties }))).not.toBe(draft);
    expect(draftOf(properties)).toEqual({ a: [unknownText], b: { c: 1 } });
  });

  it("rethrows any other error", () => {
    const broken = {
      get a(): never {
        throw new RangeError("broken");
      },
    };
    expect(() => draftOf(broken)).toThrow(RangeError);
  });
});
