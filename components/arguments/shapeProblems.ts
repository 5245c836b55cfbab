import * as pulumi from "@pulumi/pulumi";
import { isPresent } from "../../swarm/draft";
import type { Problem } from "../../swarm/problem";
import { joinPath } from "../../swarm/problem";
import { keyPath, listOf, recordOf, show } from "../../swarm/typed";
import { unknownProperty } from "../../swarm/unknownProperty";
import { isLater } from "./inputs";
import type { Form, Properties } from "./shape";

/**
 * The places where a value does not match its shape: unknown and missing properties, and wrong types. Outputs pass.
 */
export function shapeProblems(form: Form, value: unknown, path: string, name: string): Problem[] {
  if (!isPresent(value) || isLater(value)) return [];
  if (pulumi.Resource.isInstance(value)) return resourceProblem(form, value, path, name);
  const problems: Problem[] = [];
  switch (form.kind) {
    case "value":
      return form.isSecret === true ? hidden(form.check(value, path, name), name) : form.check(value, path, name);
    case "list":
      if (typeof value === "string" && form.textIn !== undefined)
        return [textElsewhere(value, path, name, form.textIn)];
      listOf(value, path, name, problems).forEach((entry, i) => {
        problems.push(...shapeProblems(form.element, entry, `${path}[${i}]`, name));
      });
      return problems;
    case "map":
      for (const [key, entry] of Object.entries(plainObject(value, path, name, problems))) {
        const found = shapeProblems(form.value, entry, joinPath(path, keyPath(key)), key);
        problems.push(...(form.isSecret?.(key, String(entry)) === true ? hidden(found, key) : found));
      }
      return problems;
    case "block": {
      if (typeof value === "string" && form.textIn !== undefined)
        return [textElsewhere(value, path, name, form.textIn)];
      const given = plainObject(value, path, name, problems);
      if (problems.length > 0) return problems;
      return [...blockProblems(form.properties, given, path), ...alternativeProblems(form.alternatives, given, path)];
    }
  }
}

/** The places where the properties of an object do not match their shapes. */
export function blockProblems(
  properties: Properties,
  given: Readonly<Record<string, unknown>>,
  path: string,
): Problem[] {
  const listed = Object.keys(properties).filter((name) => properties[name]?.isUnlisted !== true);
  const strange = Object.keys(given).filter((name) => given[name] !== undefined && !Object.hasOwn(properties, name));
  return [
    ...strange.map((name) => ({ path: joinPath(path, keyPath(name)), reason: unknownProperty(name, listed) })),
    ...Object.entries(properties).flatMap(([name, form]) => {
      const value = given[name];
      const inner = joinPath(path, name);
      if (form.isRequired === true && (value === undefined || value === null)) {
        return [{ path: inner, reason: `'${name}' is missing. ${form.remedy ?? "Set it."}` }];
      }
      return shapeProblems(form, value, inner, name);
    }),
  ];
}

/** The properties that set a value that another one sets as well. */
export function alternativeProblems(
  alternatives: readonly (readonly [string, string])[] = [],
  given: Readonly<Record<string, unknown>>,
  path: string,
): Problem[] {
  return alternatives
    .filter((pair) => pair.every((name) => given[name] !== undefined && given[name] !== null))
    .map(([first, second]) => ({
      path: joinPath(path, second),
      reason: `'${first}' and '${second}' set the same value. Leave one of them out.`,
    }));
}

function textElsewhere(value: string, path: string, name: string, property: string): Problem {
  return { path, reason: `'${name}' ${show(value)} is text. Use '${property}' for text.` };
}

/** Hides the values of secrets, because reasons quote the value. */
function hidden(problems: readonly Problem[], name: string): Problem[] {
  return problems.map(({ path }) => ({
    path,
    reason: `'${name}' is not text. It is a secret, so its value is not shown. Use text in quotes.`,
  }));
}

/**
 * The problem of a resource in a place that does not accept it. Accepted resources are replaced by their references.
 */
function resourceProblem(form: Form, resource: pulumi.Resource, path: string, name: string): Problem[] {
  const type = typeOf(resource);
  const kind = form.kind === "value" ? form.idOf : form.kind === "block" ? form.from : undefined;
  const reason =
    kind !== undefined
      ? `'${name}' is ${show(type)}. Use ${kind.noun}.`
      : `'${name}' is the resource ${show(type)}, not ${nounOf(form)}. Use one of its outputs${listHint(form)}.`;
  return [{ path, reason }];
}

/** The type of a resource, e.g. `docker:index/network:Network`. */
export function typeOf(resource: pulumi.Resource): string {
  return (resource as unknown as { readonly __pulumiType: string }).__pulumiType;
}

function nounOf({ kind }: Form): string {
  return { value: "a plain value", list: "a list", map: "an object", block: "an object" }[kind];
}

function listHint({ kind }: Form): string {
  return kind === "list" ? ", or put it in a list: [ … ]" : "";
}

/** A `Map` or a `Date` has no entries, so they would be ignored. */
function plainObject(
  value: unknown,
  path: string,
  name: string,
  problems: Problem[],
): Readonly<Record<string, unknown>> {
  const isPlain = Object.prototype.toString.call(value) === "[object Object]";
  return recordOf(isPlain ? value : [value].flat(), path, name, problems);
}
