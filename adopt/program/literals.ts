/** A text as a literal; one with several lines as a template, whose lines are those of the text. */
export function textLiteral(text: string): string {
  const isLong = text.split("\n").length > 2 && !/[^\n\t -\uffff]/.test(text);
  return isLong ? `\`${inTemplate(text)}\`` : JSON.stringify(text);
}

/** A text inside a template literal. */
export function inTemplate(text: string): string {
  return text.replace(/[`\\]|\$(?=\{)/g, "\\$&").replace(/\r/g, "\\r");
}

/**
 * A number in the form that people write for its property: permissions are octal, and bytes are a product.
 *
 * @param property that the number belongs to, e.g. `mode` or `memoryBytes`
 */
export function numberLiteral(value: number, property: string | undefined): string {
  if (/^(?:mode|\w+Mode)$/.test(property ?? "") && Number.isInteger(value)) return `0o${value.toString(8)}`;
  if (/Bytes$/.test(property ?? "") && value !== 0) {
    const power = [3, 2, 1].find((exponent) => value % 1024 ** exponent === 0) ?? 0;
    return [value / 1024 ** power, ...Array.from({ length: power }, () => 1024)].join(" * ");
  }
  return String(value);
}

/** The name of a property, quoted if it is not an identifier. */
export function propertyName(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name);
}

/** Lines of comment above a statement or a property. */
export function commentLines(comments: readonly string[]): string {
  return comments
    .flatMap((comment) => comment.split("\n"))
    .map((line) => `// ${line.trim()}`.trimEnd() + "\n")
    .join("");
}
