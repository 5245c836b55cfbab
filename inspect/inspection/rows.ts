/** A name and its value. The value is `undefined` or empty if there is nothing to show. */
export type Row = readonly [name: string, value: string | undefined];

/** The rows that have a value. */
export function rowsOf(rows: readonly Row[]): [string, string][] {
  return rows.flatMap(([name, value]) => (value === undefined || value === "" ? [] : [[name, value]]));
}

/** Labels as rows, by name. */
export function labelRows(labels: Readonly<Record<string, string>>): Row[] {
  return Object.entries(labels)
    .sort()
    .map(([name, value], i) => [i === 0 ? "labels" : "", `${name}=${value}`]);
}

/** Tables below each other, without the empty ones. */
export function joined(tables: readonly string[]): string {
  return tables.filter((text) => text !== "").join("\n\n");
}
