/**
 * A property that holds a number. Programs in untyped languages may set it as text.
 *
 * @returns `undefined` if the property is absent or empty, and if it is not a number, which the provider refuses
 */
export function numberOf(value: unknown): number | undefined {
  if (typeof value !== "number" && (typeof value !== "string" || value.trim() === "")) return undefined;
  const number = Number(value);
  return Number.isFinite(number) ? number : undefined;
}
