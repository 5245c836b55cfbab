import * as pulumi from "@pulumi/pulumi";
import { isLater, mapInput } from "./inputs";
import type { Fields, Form, Properties } from "./shape";
import { typeOf } from "./shapeProblems";

/** The arguments with a reference in place of each resource that the program has written directly. */
export function withReferences<Args extends object>(properties: Properties, args: Args): Args {
  return convertProperties(properties, args, references);
}

/**
 * The arguments with every credential marked as secret, whether or not the program marks it. A component registers
 * these, because the state also contains its inputs.
 */
export function withSecrets<Args extends object>(properties: Properties, args: Args): Args {
  return convertProperties(properties, args, secrets);
}

interface Conversion {
  /** Whether values of this form itself are converted. Outputs without such a form in them stay the same objects. */
  readonly concerns: (form: Form) => boolean;
  /** Converts a value of a form that the conversion concerns. */
  readonly convert: (form: Form, value: unknown) => unknown;
}

const references: Conversion = {
  concerns: (form) => kindOf(form) !== undefined,
  convert: (form, value) => {
    if (!pulumi.Resource.isInstance(value)) return value;
    const type = typeOf(value);
    if (kindOf(form)?.types.includes(type) !== true) return value;
    const fields = value as unknown as Fields;
    return form.kind === "block" ? form.from?.block?.(fields, type) : fields["id"];
  },
};

const secrets: Conversion = {
  concerns: (form) => (form.kind === "value" || form.kind === "map") && form.isSecret !== undefined,
  convert: (form, value) => {
    if (form.kind === "value") return pulumi.secret(value);
    if (form.kind !== "map" || !isObject(value)) return value;
    const hide = (key: string, text: unknown): unknown =>
      typeof text === "string" && form.isSecret?.(key, text) === true ? pulumi.secret(text) : text;
    return mapValues(value, (key, entry) =>
      isLater(entry) ? mapInput(entry as pulumi.Input<string>, (text) => hide(key, text) as string) : hide(key, entry),
    );
  },
};

/** The resources that can stand for a value of this form. */
function kindOf(form: Form): { readonly types: readonly string[] } | undefined {
  return form.kind === "value" ? form.idOf : form.kind === "block" ? form.from : undefined;
}

function convertProperties<T extends object>(properties: Properties, given: T, conversion: Conversion): T {
  return mapValues(given, (name, value) => {
    const form = Object.hasOwn(properties, name) ? properties[name] : undefined;
    return form === undefined ? value : convertValue(form, value, conversion);
  }) as T;
}

function convertValue(form: Form, value: unknown, conversion: Conversion): unknown {
  if (value === undefined || value === null || !isConcerned(form, conversion)) return value;
  if (isLater(value)) {
    return mapInput(value as pulumi.Input<object>, (late) => convertValue(form, late, conversion) as object);
  }
  const own = conversion.concerns(form) ? conversion.convert(form, value) : value;
  if (form.kind === "list" && Array.isArray(own)) {
    return own.map((entry: unknown) => convertValue(form.element, entry, conversion));
  }
  return form.kind === "block" && isObject(own) ? convertProperties(form.properties, own, conversion) : own;
}

function isConcerned(form: Form, conversion: Conversion): boolean {
  if (conversion.concerns(form)) return true;
  if (form.kind === "list") return isConcerned(form.element, conversion);
  return form.kind === "block" && Object.values(form.properties).some((inner) => isConcerned(inner, conversion));
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !pulumi.Resource.isInstance(value);
}

function mapValues(given: object, convert: (key: string, value: unknown) => unknown): object {
  return Object.fromEntries(Object.entries(given).map(([key, value]) => [key, convert(key, value)] as const));
}
