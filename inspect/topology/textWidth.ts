/**
 * Estimates the width of a text in pixels. The estimate is rather too wide than too narrow, because the reader's
 * machine chooses the font for `system-ui`.
 */
export function textWidth(text: string, fontSize: number): number {
  let width = 0;
  for (const character of text) width += characterWidth(character);
  return width * fontSize;
}

/** The text, shortened with an ellipsis if it does not fit. */
export function fitText(text: string, fontSize: number, width: number): string {
  if (textWidth(text, fontSize) <= width) return text;
  const characters = Array.from(text);
  while (characters.length > 0 && textWidth(`${characters.join("")}…`, fontSize) > width) characters.pop();
  return `${characters.join("")}…`;
}

/** The width in the bold style of a wide font, as a fraction of the font size. */
function characterWidth(character: string): number {
  if (/[ijlI|!.,:;'`()[\]{} ]/.test(character)) return 0.42;
  if (/[ftr/"*-]/.test(character)) return 0.5;
  if (/[mwMW@%…→<>=+~&#]/.test(character)) return 1;
  if (/[A-Z]/.test(character)) return 0.78;
  // Characters outside of Latin can be as wide as they are high.
  return character.charCodeAt(0) > 0x2000 ? 1 : 0.66;
}
