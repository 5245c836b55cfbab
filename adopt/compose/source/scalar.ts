/**
 * The value of a plain scalar, as docker's parser resolves it (gopkg.in/yaml.v3, resolve.go): YAML 1.2, with the octal
 * numbers and the underscores of YAML 1.1. So `0440` is 288, and `yes` is a text.
 */
export function plainScalar(text: string): string | number | boolean | null {
  if (["", "~", "null", "Null", "NULL"].includes(text)) return null;
  if (["true", "True", "TRUE"].includes(text)) return true;
  if (["false", "False", "FALSE"].includes(text)) return false;
  if (!/^[-+.\d]/.test(text)) return text;
  return integer(text.replaceAll("_", "")) ?? float(text) ?? text;
}

function integer(text: string): number | undefined {
  const [, sign = "", digits = ""] = /^([-+]?)(.*)$/s.exec(text) ?? [];
  const bases: readonly (readonly [RegExp, number])[] = [
    [/^0x([\da-f]+)$/i, 16],
    [/^0b([01]+)$/i, 2],
    [/^0o?([0-7]+)$/i, 8],
    [/^(0|[1-9]\d*)$/, 10],
  ];
  for (const [pattern, base] of bases) {
    const found = pattern.exec(digits)?.[1];
    if (found !== undefined) return Number.parseInt(`${sign}${found}`, base);
  }
  return undefined;
}

function float(text: string): number | undefined {
  if (/^[-+]?\.inf$/i.test(text)) return text.startsWith("-") ? -Infinity : Infinity;
  const isFloat = /^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$/.test(text);
  return isFloat ? Number(text) : undefined;
}
