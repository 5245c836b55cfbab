import * as babel from "prettier/plugins/babel";
import * as estree from "prettier/plugins/estree";
import * as markdown from "prettier/plugins/markdown";
import * as typescript from "prettier/plugins/typescript";
import * as yaml from "prettier/plugins/yaml";
import type { Plugin } from "prettier";
import { format } from "prettier/standalone";

const plugins: Plugin[] = [babel, estree as Plugin, markdown, typescript, yaml];

/** The parsers of Prettier for the files of a project. */
export type Language = "json" | "markdown" | "typescript" | "yaml";

/** A file as Prettier formats it without a configuration, so that the project needs none. */
export function formatted(text: string, parser: Language): Promise<string> {
  return format(text, { parser, plugins });
}
