import * as fc from "fast-check";
import { element, text } from "../../../../inspect/topology/markup";
import { fitText, textWidth } from "../../../../inspect/topology/textWidth";

test("Text and attributes are escaped, and an attribute without a value is left out", () => {
  expect(element("text", { x: 1.23456, class: `a"b`, y: undefined }, "<&>'", text("ä")).markup).toBe(
    `<text x="1.2" class="a&#34;b">&#60;&#38;&#62;&#39;ä</text>`,
  );
});

test("No text produces a tag or a quote", () => {
  fc.assert(fc.property(fc.string({ unit: "binary" }), (value) => !/[<>"']/.test(text(value).markup)));
});

test("Shortened text fits, and text that fits is not shortened", () => {
  fc.assert(
    fc.property(fc.string(), fc.integer({ min: 20, max: 300 }), (value, width) => {
      const fitted = fitText(value, 11, width);
      expect(textWidth(fitted, 11) <= width).toBe(true);
      expect(fitted === value).toBe(textWidth(value, 11) <= width);
    }),
  );
});
