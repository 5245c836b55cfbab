import * as pulumi from "@pulumi/pulumi";
import type { Draft } from "../../swarm/draft";
import { unknown } from "../../swarm/draft";

/**
 * Converts an argument: a plain value now, an Output or a promise when it resolves. Outputs that are nested in the
 * value are left alone, so that a secret or an unknown does not spread to its surroundings.
 */
export function mapInput<T extends string | number | boolean | object, U>(
  input: pulumi.Input<T>,
  convert: (value: T) => pulumi.Input<U>,
): pulumi.Input<U>;
export function mapInput<T extends string | number | boolean | object, U>(
  input: pulumi.Input<T> | undefined,
  convert: (value: T) => pulumi.Input<U>,
): pulumi.Input<U> | undefined;
export function mapInput<T, U>(
  input: pulumi.Input<T> | undefined,
  convert: (value: T) => pulumi.Input<U>,
): pulumi.Input<U> | undefined {
  if (input === undefined || input === null) return undefined;
  if (!isLater(input)) return convert(input);
  // A program can pass an Output of undefined, which stays undefined.
  return applyTo(input, (value) => (value === undefined ? value : convert(value as T)) as U);
}

/** {@link mapInput} that converts `undefined` as well. */
export function mapMaybe<T extends string | number | boolean | object, U>(
  input: pulumi.Input<T | undefined> | undefined,
  convert: (value: T | undefined) => pulumi.Input<U>,
): pulumi.Input<U> {
  return isLater(input) ? applyTo(input, (value) => convert(value as T | undefined) as U) : convert(input);
}

/** {@link mapInput} for each entry of a list. */
export function mapEach<T extends string | number | boolean | object, U>(
  list: pulumi.Input<pulumi.Input<T>[]> | undefined,
  convert: (entry: T) => pulumi.Input<U>,
): pulumi.Input<pulumi.Input<U>[]> | undefined {
  return mapInput(list, (entries) => entries.map((entry) => mapInput(entry, convert)));
}

/** Converts a value as a whole: now if it has no Output in it, otherwise when all of them have resolved. */
export function whenResolved<T, U>(value: T, convert: (value: pulumi.Unwrap<T>) => U): pulumi.Input<U> {
  if (isPlain(value)) return convert(value as pulumi.Unwrap<T>);
  const late: pulumi.OutputInstance<pulumi.Unwrap<T>> = pulumi.output(value);
  return late.apply((resolved: pulumi.Unwrap<T>): U => convert(resolved));
}

/**
 * The part of a value that is known while the program runs: Outputs and promises in it are `unknown`, and so are
 * resources, which its shape accepts or refuses.
 */
export function draftOf<T>(value: T): Draft<pulumi.Unwrap<T>> {
  if (isLater(value) || pulumi.Resource.isInstance(value)) return unknown;
  if (Array.isArray(value)) return value.map((entry: unknown) => draftOf(entry)) as unknown as Draft<pulumi.Unwrap<T>>;
  if (isLeaf(value)) return value as Draft<pulumi.Unwrap<T>>;
  const entries = Object.entries(value as object).map(([key, entry]) => [key, draftOf<unknown>(entry)] as const);
  return Object.fromEntries(entries) as Draft<pulumi.Unwrap<T>>;
}

/**
 * The entries of a map, for rules that need its names. A value that is an Output becomes `unknown`: it may be a secret,
 * and waiting for it would make the whole map secret.
 */
export function entriesToCheck<T>(
  map: pulumi.Input<Readonly<Record<string, pulumi.Input<T>>>> | undefined,
): pulumi.Input<Record<string, unknown>> | undefined {
  return mapInput(map, (entries: object) =>
    Object.fromEntries(
      Object.entries(entries).map(([key, value]) => [key, isPlain(value) ? (value as unknown) : unknown]),
    ),
  );
}

/** Whether a value has no Output or promise in it. */
export function isPlain(value: unknown): boolean {
  if (isLater(value)) return false;
  return isLeaf(value) || Object.values(value as object).every(isPlain);
}

/** Whether a value is an Output or a promise. */
export function isLater(value: unknown): value is pulumi.Output<unknown> | Promise<unknown> {
  return pulumi.Output.isInstance(value) || value instanceof Promise;
}

function isLeaf(value: unknown): boolean {
  return typeof value !== "object" || value === null || pulumi.Resource.isInstance(value);
}

/** Not by way of `pulumi.output`, which would merge nested Outputs into the result. */
function applyTo<U>(
  input: pulumi.Output<unknown> | Promise<unknown>,
  convert: (value: unknown) => U,
): pulumi.Output<U> {
  const output: pulumi.OutputInstance<unknown> = pulumi.Output.isInstance(input) ? input : pulumi.output(input);
  return output.apply(convert);
}
