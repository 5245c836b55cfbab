import * as ts from "typescript";

/**
 * The comment of a declaration as a description in Markdown, without its tags, HTML comments, and sections such as
 * "Example Usage".
 *
 * @returns undefined if there is none
 */
export function commentOf(node: ts.Node): string | undefined {
  const [comment] = ts.getJSDocCommentsAndTags(node).filter((part) => ts.isJSDoc(part));
  const [text] = ts.getTextOfJSDocComment(comment?.comment)?.split(/^#/m) ?? [];
  const description = text
    ?.replaceAll(/<!--.*?-->/gs, "")
    .replaceAll(/\{@link ([^}]+)\}/g, "`$1`")
    .trim();
  return description === "" ? undefined : description;
}
