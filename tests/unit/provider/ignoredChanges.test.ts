import * as fc from "fast-check";
import { keepIgnored } from "../../../provider/handler/ignoredChanges";
import type { Properties } from "../../../provider/handler/properties";

const inputs = { a: { b: 1, c: [{ d: 1 }, { d: 2 }] }, labels: { "x.y": "1" } };

test.each<[string, Properties, Properties]>([
  ["a", { a: { b: 9 } }, { a: { b: 9 }, labels: { "x.y": "1" } }],
  ["a.b", { a: { b: 9 } }, { ...inputs, a: { ...inputs.a, b: 9 } }],
  ["a.b", { a: {} }, { ...inputs, a: { c: inputs.a.c } }],
  ["a.b", {}, { ...inputs, a: { c: inputs.a.c } }],
  ["a.new", { a: { new: 3 } }, { ...inputs, a: { ...inputs.a, new: 3 } }],
  ["a.c[1].d", { a: { c: [{ d: 7 }, { d: 8 }] } }, { ...inputs, a: { b: 1, c: [{ d: 1 }, { d: 8 }] } }],
  ["a.c[*].d", { a: { c: [{ d: 7 }, { d: 8 }] } }, { ...inputs, a: { b: 1, c: [{ d: 7 }, { d: 8 }] } }],
  // An element that another client has added or removed has no counterpart.
  ["a.c[1].d", { a: { c: [{ d: 7 }] } }, inputs],
  ["a.c[2]", { a: { c: [{ d: 1 }, { d: 2 }, { d: 3 }] } }, inputs],
  ['labels["x.y"]', { labels: { "x.y": "5" } }, { ...inputs, labels: { "x.y": "5" } }],
  ["missing.deep", {}, inputs],
  ["a..[b", { a: { b: 9 } }, inputs],
])("%s takes the live value from %j", (path, live, expected) => {
  expect(keepIgnored(inputs, live, [path])).toEqual(expected);
});

test("'*' takes all live values, and no path takes none", () => {
  const properties = fc.dictionary(fc.constantFrom("a", "b", "c"), fc.jsonValue()) as fc.Arbitrary<Properties>;
  fc.assert(
    fc.property(properties, properties, (wanted, live) => {
      expect(keepIgnored(wanted, live, ["*"])).toEqual(live);
      expect(keepIgnored(wanted, live, [])).toBe(wanted);
    }),
  );
});
