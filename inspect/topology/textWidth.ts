/**
 * How wide a text is drawn, in pixels, a little too wide rather than too narrow: which font the reader's machine takes for
 * `system-ui` is not known here.
 */
export function textWidth(text: string, fontSize: number): number {
  let width = 0;
  for (const character of text) width += characterWidth(character);
  return width * fontSize;
}

/** The text, or as much of its beginning as fits, with an ellipsis. */
export function fitText(text: string, fontSize: number, width: number): string {
  if (textWidth(text, fontSize) <= width) return text;
  const characters = Array.from(text);
  while (characters.length > 0 && textWidth(`${characters.join("")}…`, fontSize) > width) characters.pop();
  return `${characters.join("")}…`;
}

/** In the bold of a wide font, as a part of the font size. */
function characterWidth(character: string): number {
  if (/[ijlI|!.,:;'`()[\]{} ]/.test(character)) return 0.42;
  if (/[ftr/"*-]/.test(character)) return 0.5;
  if (/[mwMW@%…→<>=+~&#]/.test(character)) return 1;
  if (/[A-Z]/.test(character)) return 0.78;
  // Beyond Latin a character may be as wide as it is high.
  return character.charCodeAt(0) > 0x2000 ? 1 : 0.66;
}
