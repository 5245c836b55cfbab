import { readFileSync } from "node:fs";
import { join } from "node:path";
import { detailsOf } from "./details";
import { htmlDocument } from "./htmlDocument";
import { element, raw } from "./markup";
import { drawSvg, headline, type Drawing } from "./svg";

/**
 * Creates a self-contained HTML page: the picture, a search, and the details of the item under the pointer.
 *
 * Names and labels come from the swarm and can have any content. They are escaped, and the script only inserts them
 * as text.
 */
export function makePage(drawing: Drawing): string {
  return htmlDocument({
    title: headline(drawing.topology),
    styles: asset("page.css"),
    script: asset("page.js"),
    body: [
      element(
        "header",
        {},
        element("input", {
          id: "search",
          type: "search",
          placeholder: "Search: name, subnet, address, image, port, label…  ( / )",
          "aria-label": "Search",
          autocomplete: "off",
          spellcheck: "false",
        }),
        element("output", { id: "found", for: "search" }),
        element(
          "nav",
          { "aria-label": "Zoom" },
          element("button", { id: "smaller", type: "button", title: "Smaller (-)" }, "−"),
          element("button", { id: "larger", type: "button", title: "Larger (+)" }, "+"),
          element("button", { id: "actual", type: "button", title: "Actual size (1)" }, "1:1"),
          element("button", { id: "fit", type: "button", title: "Whole picture (0)" }, "Fit"),
        ),
      ),
      element("main", { id: "picture", tabindex: 0, "aria-label": "Picture" }, raw(drawSvg(drawing))),
      element("aside", { id: "details", "aria-live": "polite" }),
      element("script", { id: "data", type: "application/json" }, raw(embed(detailsOf(drawing.topology)))),
    ],
  });
}

/** JSON in which an HTML parser finds no tag, not even the end of the element. */
function embed(value: unknown): string {
  return JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}

/** Reads the script or the style sheet of the page. */
function asset(name: string): string {
  return readFileSync(join(__dirname, "browser", name), "utf8");
}
