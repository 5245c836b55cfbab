import { isPresent } from "../../../swarm/draft";
import type { Property } from "../../handler/properties";
import { below } from "../../handler/propertyPath";
import { elementsOf, propertiesOf, type Shape } from "./field";

/** An input that older Engines ignore. */
export interface NewerProperty {
  readonly path: string;
  /** The first Engine that knows it, e.g. `25.0`. */
  readonly since: string;
}

/** The known inputs that older Engines ignore. A value that is equivalent to an absent one is not among them. */
export function newerProperties(shape: Shape, value: Property, path = ""): NewerProperty[] {
  if (!isPresent(value)) return [];
  if (shape.kind === "list") {
    return elementsOf(value).flatMap((one, i) => newerProperties(shape.element, one, `${path}[${i}]`));
  }
  if (shape.kind !== "object") return [];
  return Object.entries(propertiesOf(value)).flatMap(([name, given]) => {
    const [, field] = shape.table[name] ?? [];
    if (field === undefined || !isPresent(given)) return [];
    const { since, shape: inner } = field;
    const place = below(path, name);
    const own = since === undefined || field.same(given, undefined) ? [] : [{ path: place, since }];
    return [...own, ...newerProperties(inner, given, place)];
  });
}
