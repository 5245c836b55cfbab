import type { Options } from "prettier";
import * as babel from "prettier/plugins/babel";
import * as estree from "prettier/plugins/estree";
import * as markdown from "prettier/plugins/markdown";
import * as typescript from "prettier/plugins/typescript";
import { format } from "prettier/standalone";

/** The style of .prettierrc.json, so that `prettier --check` accepts the generated files; prose wraps as well. */
const style: Options = {
  printWidth: 120,
  trailingComma: "all",
  proseWrap: "always",
  plugins: [babel, estree, markdown, typescript],
};

/** Formats Markdown, including the code in its fences. */
export function formatMarkdown(text: string): Promise<string> {
  return format(text, { ...style, parser: "markdown" });
}

/** Formats a value as the content of a JSON file. */
export function formatJson(value: object): Promise<string> {
  return format(JSON.stringify(value, undefined, 2), { ...style, parser: "json" });
}
