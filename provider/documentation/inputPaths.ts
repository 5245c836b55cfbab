import { additional, type PackageSpec, type PropertySpec, type TypeSpec } from "../schema/deriveSchema";

/** One input of a resource. */
export interface InputPath {
  /** E.g. `taskSpec.containerSpec.mounts[].target`. */
  readonly path: string;
  /** Whether the inputs inside it are listed as well. */
  readonly isOuter: boolean;
  /** Whether only this provider serves it. */
  readonly isAdditional: boolean;
}

/** Every input of a resource as its schema declares it. An outer input comes before the inputs inside it. */
export function inputPaths(schema: PackageSpec, token: string): InputPath[] {
  const inside = (path: string, type: TypeSpec): InputPath[] => {
    if ("$ref" in type) return of(`${path}.`, schema.types[type.$ref.replace("#/types/", "")]?.properties ?? {});
    return type.type === "array" ? inside(`${path}[]`, type.items) : [];
  };
  const of = (prefix: string, properties: Readonly<Record<string, PropertySpec>>): InputPath[] =>
    Object.entries(properties).flatMap(([name, type]) => {
      const path = prefix + name;
      const inner = inside(path, type);
      return [
        { path, isOuter: inner.length > 0, isAdditional: type.description?.endsWith(additional) === true },
        ...inner,
      ];
    });
  return of("", schema.resources[token]?.inputProperties ?? {});
}
