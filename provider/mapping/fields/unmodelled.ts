import { recordOf, listOf, type Json, type Shape, type Table } from "./field";

/**
 * The parts of an Engine's object that no property of a table describes. Zeros and empty values are left out.
 *
 * @param opaque parts that a single field describes as a whole
 * @returns e.g. `TaskTemplate.Resources.Limits.Pids`
 */
export function unmodelled(table: Table, live: Json, opaque: ReadonlySet<string>, path = ""): string[] {
  const fields = Object.values(table).map(([location, { shape }]) => ({ location: location.split("."), shape }));
  const within = (json: Json, described: readonly Described[], at: string): string[] =>
    Object.entries(recordOf(json)).flatMap(([key, value]) => {
      const place = at === "" ? key : `${at}.${key}`;
      const deeper = described
        .filter(({ location: [first] }) => first === key)
        .map(({ location: [, ...rest], shape }) => ({ location: rest, shape }));
      if (opaque.has(place) || isEmpty(value)) return [];
      if (deeper.length === 0) return [place];
      const [end] = deeper.filter(({ location }) => location.length === 0);
      return end === undefined ? within(value, deeper, place) : inside(end.shape, value, opaque, place);
    });
  return within(live, fields, path);
}

interface Described {
  readonly location: readonly string[];
  readonly shape: Shape;
}

function inside(shape: Shape, live: Json, opaque: ReadonlySet<string>, path: string): string[] {
  if (shape.kind === "object") return unmodelled(shape.table, live, opaque, path);
  if (shape.kind !== "list") return [];
  return listOf(live).flatMap((one, i) => inside(shape.element, one, opaque, `${path}[${i}]`));
}

function isEmpty(value: Json): boolean {
  if (value === null || value === undefined || value === 0 || value === false || value === "") return true;
  return typeof value === "object" && Object.values(value).every(isEmpty);
}
