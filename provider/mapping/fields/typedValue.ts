import { unknown } from "../../../swarm/draft";
import type { Property } from "../../handler/properties";
import { elementsOf, isAbsent, isNote, propertiesOf, textOf, type Field, type Shape } from "./field";

/**
 * An input, or a property of a state, as the type of its field.
 *
 * Parts of another type, unknown parts, and properties that are not in the table count as absent, because another
 * plugin may have written the state. The official plugin writes `""` for absent text, so that is absent too. Only as
 * the value of an entry does `""` have a meaning (`encrypted: ""`).
 */
export function typedValue<T>(field: Field<T>, value: Property): T | undefined {
  return read(field.shape, value) as T | undefined;
}

function read(shape: Shape, value: Property): unknown {
  if (isAbsent(value) || value === unknown) return undefined;
  switch (shape.kind) {
    case "value":
      return value !== "" && shape.accepts(value) ? value : undefined;
    case "list":
      return Array.isArray(value) ? value.flatMap((one) => read(shape.element, one) ?? []) : undefined;
    case "object":
      return readObject(shape, value);
    case "entries":
      return readEntries(shape.form, value);
  }
}

function readObject({ table }: Extract<Shape, { kind: "object" }>, value: Property): unknown {
  if (typeof value !== "object" || Array.isArray(value)) return undefined;
  const properties = propertiesOf(value);
  return Object.fromEntries(
    Object.entries(table).flatMap(([name, [, field]]) => {
      const typed = read(field.shape, properties[name]);
      return typed === undefined ? [] : [[name, typed] as const];
    }),
  );
}

function readEntries(form: Extract<Shape, { kind: "entries" }>["form"], value: Property): unknown {
  if (form === "object") {
    if (typeof value !== "object" || Array.isArray(value)) return undefined;
    return Object.fromEntries(
      Object.entries(propertiesOf(value)).filter(([key, text]) => typeof text === "string" && !isNote(key)),
    );
  }
  if (!Array.isArray(value)) return undefined;
  if (form === "assignments") return value.filter((one) => typeof one === "string");
  return elementsOf(value).map((one) => {
    const { label, value: text } = propertiesOf(one);
    return { label: textOf(label), value: textOf(text) };
  });
}
