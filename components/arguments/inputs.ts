import * as pulumi from "@pulumi/pulumi";
import type { Draft } from "../../swarm/draft";
import { unknown } from "../../swarm/draft";

/**
 * Converts an argument and keeps it as it came: a plain value is converted now, an Output or a promise when it resolves. What is nested
 * in the value is left alone, so that a secret or an unknown stays where it is and does not spread over its surroundings.
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
  // An Output of "nothing" is how a program says "maybe": nothing is what it becomes.
  return pulumi.output(input).apply((value) => (value === undefined ? value : convert(value as T)) as U);
}

/** {@link mapInput} that converts "nothing" as well. */
export function mapMaybe<T extends string | number | boolean | object, U>(
  input: pulumi.Input<T | undefined> | undefined,
  convert: (value: T | undefined) => pulumi.Input<U>,
): pulumi.Input<U> {
  return isLater(input) ? pulumi.output(input).apply((value) => convert(value as T | undefined) as U) : convert(input);
}

/** {@link mapInput} for each entry of a list. */
export function mapEach<T extends string | number | boolean | object, U>(
  list: pulumi.Input<pulumi.Input<T>[]> | undefined,
  convert: (entry: T) => pulumi.Input<U>,
): pulumi.Input<pulumi.Input<U>[]> | undefined {
  return mapInput(list, (entries) => entries.map((entry) => mapInput(entry, convert)));
}

/** Converts a value and all that is nested in it as one: now when nothing of it is an Output, otherwise when all of it has resolved. */
export function whenResolved<T, U>(value: T, convert: (value: pulumi.Unwrap<T>) => U): pulumi.Input<U> {
  if (isPlain(value)) return convert(value as pulumi.Unwrap<T>);
  const late: pulumi.OutputInstance<pulumi.Unwrap<T>> = pulumi.output(value);
  return late.apply((resolved: pulumi.Unwrap<T>): U => convert(resolved));
}

/** What is known of a value while the program runs: Outputs and promises in it are unknown. */
export function draftOf<T>(value: T): Draft<pulumi.Unwrap<T>> {
  if (isLater(value)) return unknown;
  if (Array.isArray(value)) return value.map((entry: unknown) => draftOf(entry)) as unknown as Draft<pulumi.Unwrap<T>>;
  if (isLeaf(value)) return value as Draft<pulumi.Unwrap<T>>;
  const entries = Object.entries(value as object).map(([key, entry]) => [key, draftOf<unknown>(entry)] as const);
  return Object.fromEntries(entries) as Draft<pulumi.Unwrap<T>>;
}

/**
 * The entries of a map for rules that need its names: a value that is not there now is left unknown, since one of them may be a secret, and
 * waiting for it would make one of them all.
 */
export function entriesToCheck<T>(
  map: pulumi.Input<Readonly<Record<string, pulumi.Input<T>>>> | undefined,
): pulumi.Input<Record<string, unknown>> | undefined {
  return mapInput(map, (given: object) =>
    Object.fromEntries(
      Object.entries(given).map(([key, value]) => [key, isPlain(value) ? (value as unknown) : unknown]),
    ),
  );
}

/** Whether a value and all that is nested in it is there now. */
export function isPlain(value: unknown): boolean {
  if (isLater(value)) return false;
  return isLeaf(value) || Object.values(value as object).every(isPlain);
}

function isLeaf(value: unknown): boolean {
  return typeof value !== "object" || value === null || pulumi.Resource.isInstance(value);
}

function isLater(value: unknown): value is pulumi.Output<unknown> | Promise<unknown> {
  return pulumi.Output.isInstance(value) || value instanceof Promise;
}
