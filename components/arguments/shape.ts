import { isIP } from "node:net";
import type * as pulumi from "@pulumi/pulumi";
import type { Problem } from "../../swarm/problem";
import type { Draft } from "../../swarm/draft";
import { checkDuration } from "../../swarm/durations";
import { under } from "../../swarm/problem";
import type { Parsed } from "../../swarm/shortForms/parsed";
import { flagOf, show, textOf, wholeNumberOf } from "../../swarm/typed";
import { checkChoice } from "./choice";
import type { NumberRange } from "./number";
import { checkNumber, checkSeconds } from "./number";

/**
 * The form of an argument: what its values are, down to the last nested property. TypeScript's types are gone when a
 * program runs, and JSON or a spread can bring in anything. The compiler holds a shape to the type of its argument.
 */
export type Shape<T> = Form & { readonly type?: T };

/** A {@link Shape} without its type. */
export type Form =
  | {
      readonly kind: "value";
      /** Checks a value that is present and not a resource. */
      readonly check: (value: unknown, path: string, name: string) => Problem[];
      /** Whether the value is a credential. @default false */
      readonly isSecret?: boolean;
      /** The resources whose id can be written as the resource itself. @default - none */
      readonly idOf?: ResourceKind;
    }
  | {
      readonly kind: "list";
      readonly element: Form;
      /** The property that accepts text instead of the list. @default - none */
      readonly textIn?: string;
    }
  | {
      readonly kind: "map";
      readonly value: Form;
      /** Whether an entry is a credential. @default - none is */
      readonly isSecret?: (key: string, value: string) => boolean;
    }
  | {
      readonly kind: "block";
      readonly properties: Properties;
      /** The resources that can stand for the block, and the block of one. @default - none */
      readonly from?: ResourceKind & { readonly block?: (resource: Fields, type: string) => object };
      /** Pairs of properties that set the same value in two forms: only one of them is possible. @default - none */
      readonly alternatives?: readonly (readonly [string, string])[];
      /** The argument that accepts text instead of a list of blocks. @default - none */
      readonly textIn?: string;
    };

/** The properties of a block. */
export type Properties = Readonly<Record<string, Form & Flags>>;

/** The fields of a resource, by name. */
export type Fields = Readonly<Record<string, unknown>>;

/** Resources that an argument accepts. */
export interface ResourceKind {
  /** What messages call them, e.g. `an OverlayNetwork or a docker.Network`. */
  readonly noun: string;
  /** Pulumi's types of them. */
  readonly types: readonly string[];
}

interface Flags {
  /** Whether the property must be present. @default false */
  readonly isRequired?: boolean;
  /** What to do if a required property is missing, as a sentence. @default "Set it." */
  readonly remedy?: string;
  /** Whether messages leave the property out when they list what is possible. @default false */
  readonly isUnlisted?: boolean;
}

/** The shape of one argument or property of the type `P`. */
export type ShapeOf<P> = Shape<pulumi.Unwrap<NonNullable<P>>>;

/** The shapes of all properties of `A`. Those that `A` requires are {@link required}. */
export type BlockShapes<A> = {
  readonly [K in keyof A]-?: ShapeOf<A[K]> & (object extends Pick<A, K> ? unknown : { readonly isRequired: true });
};

/** Any text. */
export const text: Shape<string> = { kind: "value", check: checkText };

/** Text that is a credential, whatever the program says. */
export const secretText: Shape<string> = { kind: "value", check: checkText, isSecret: true };

/**
 * An IP address.
 *
 * @param example a valid one, in quotes
 */
export function address(example: string): Shape<string> {
  return {
    kind: "value",
    check: (value, path, name) =>
      typeof value === "string" && isIP(value) !== 0
        ? []
        : [{ path, reason: `'${name}' ${show(value)} is not an IP address. Use e.g. ${example}.` }],
  };
}

/** True or false. */
export const flag: Shape<boolean> = {
  kind: "value",
  check: (value, path, name) => {
    const problems: Problem[] = [];
    flagOf(value, path, name, problems);
    return problems;
  },
};

/**
 * Text in a short form that people know from compose files.
 *
 * @param parse its messages name the argument
 */
export function shortForm(parse: (text: string) => Parsed<unknown>): Shape<string> {
  return {
    kind: "value",
    check: (value, path, name) => {
      const problems = checkText(value, path, name);
      if (problems.length > 0 || typeof value !== "string") return problems;
      const parsed = parse(value);
      return "reason" in parsed ? [{ path, reason: parsed.reason }] : [];
    },
  };
}

/** A duration as text, e.g. `1m30s`. */
export const duration: Shape<string> = {
  kind: "value",
  check: (value, path, name) => under(path, checkDuration(value as Draft<string>, name)),
};

/** Seconds, 0 or more, fractions included. */
export const seconds: Shape<number> = { kind: "value", check: checkSeconds };

/** A number in a range. */
export function number(range: NumberRange): Shape<number> {
  return { kind: "value", check: (value, path, name) => checkNumber(value, path, name, range) };
}

/** A whole number whose range a rule checks. */
export function wholeNumber(example: string): Shape<number> {
  return {
    kind: "value",
    check: (value, path, name) => {
      const problems: Problem[] = [];
      wholeNumberOf(value, path, name, example, problems);
      return problems;
    },
  };
}

/** One of a few words, as in `export const Mode = { … } as const`. */
export function choice<W extends string>(words: Readonly<Record<string, W>>): Shape<W> {
  return { kind: "value", check: (value, path, name) => checkChoice(value, path, name, words) };
}

/** The id of a resource, which the resource itself can stand for. */
export function idOf(noun: string, ...types: readonly string[]): Shape<string> {
  return { kind: "value", check: checkText, idOf: { noun, types } };
}

/**
 * A list.
 *
 * @param textIn the property that accepts text instead of the list, for messages
 */
export function list<E>(element: Shape<E>, textIn?: string): Shape<E[]> {
  return { kind: "list", element, ...(textIn !== undefined && { textIn }) };
}

/**
 * Values by name.
 *
 * @param isSecret whether an entry is a credential
 */
export function map<E>(
  value: Shape<E>,
  isSecret?: (key: string, value: string) => boolean,
): Shape<{ [name: string]: E }> {
  return { kind: "map", value, ...(isSecret !== undefined && { isSecret }) };
}

/** An object with these properties and no others. */
export function block<A>(
  properties: BlockShapes<A>,
  from?: ResourceKind & { readonly block?: (resource: Fields, type: string) => A & object },
): Shape<pulumi.Unwrap<A>> {
  return { kind: "block", properties: properties, ...(from !== undefined && { from }) };
}

/** A block in which only one property of each pair is possible, because both set the same value. */
export function withAlternatives<A extends object>(
  shape: Shape<A>,
  ...alternatives: readonly (readonly [keyof A & string, keyof A & string])[]
): Shape<A> {
  return { ...shape, alternatives } as Shape<A>;
}

/**
 * A block for which another argument accepts text in a short form.
 *
 * @param textIn that argument, for messages
 */
export function withTextIn<A extends object>(shape: Shape<A>, textIn: string): Shape<A> {
  return { ...shape, textIn } as Shape<A>;
}

/**
 * A property that must be present.
 *
 * @param remedy what to do if it is missing, as a sentence
 */
export function required<S extends Form>(shape: S, remedy?: string): S & { readonly isRequired: true } {
  const isRequired = { isRequired: true, ...(remedy !== undefined && { remedy }) } as const;
  return { ...shape, ...isRequired };
}

/** A property that messages leave out when they list what is possible, because it is always refused. */
export function unlisted<S extends Form>(shape: S): S {
  return { ...shape, isUnlisted: true };
}

function checkText(value: unknown, path: string, name: string): Problem[] {
  const problems: Problem[] = [];
  textOf(value, path, name, show(typeof value === "object" ? name : show(value)), problems);
  return problems;
}
