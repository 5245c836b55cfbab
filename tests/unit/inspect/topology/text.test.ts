import * as fc from "fast-check";
import { element, text } from "../../../../inspect/topology/markup";
import { fitText, textWidth } from "../../../../inspect/topology/textWidth";

test("text and attributes are escaped, an attribute without a value is left out", () => {
  expect(element("text", { x: 1.23456, class: `a"b`, y: undefined }, "<&>'", text("ä")).markup).toBe(
    `<text x="1.2" class="a&#34;b">&#60;&#38;&#62;&#39;ä</text>`,
  );
});

test("no text gets a tag or a quote through", () => {
  fc.assert(fc.property(fc.string({ unit: "binary" }), (value) => !/[<>"']/.test(text(value).markup)));
});

test("a text that is cut fits, and one that fits is not cut", () => {
  fc.assert(
    fc.property(fc.string(), fc.integer({ min: 20, max: 300 }), (value, width) => {
      const fitted = fitText(value, 11, width);
      expect(textWidth(fitted, 11) <= width).toBe(true);
      expect(fitted === value).toBe(textWidth(value, 11) <= width);
    }),
  );
});
