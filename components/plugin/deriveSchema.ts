import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ComponentProvider } from "@pulumi/pulumi/provider/experimental";
import ts from "typescript";
import type { Form, Properties } from "../arguments/shape";
import { componentClasses } from "./componentClasses";
import type { DefinitionSpec, PackageSchema, TypeSpec } from "./packageSchema";

const folder = join(__dirname, "..");

/** Credentials that a component returns. */
const secretOutputs = ["managerToken", "unlockKey", "workerToken"];

/** A value of an input, and the shape that the component gives it. */
export interface DescribedInput {
  /** For messages, e.g. `swarm:index:SwarmService.ports[].targetPort`. */
  readonly path: string;
  readonly type: TypeSpec;
  readonly form: Form;
}

/**
 * Derives the schema of the components for other languages. Pulumi infers it from the interfaces of the arguments; what
 * TypeScript's types do not say comes from the shapes that check the arguments (which numbers are whole, which texts
 * are secrets) and from the comments of the types.
 *
 * This takes seconds. The plugin has the result in schema.json.
 */
export async function deriveSchema(): Promise<PackageSchema> {
  const components = Object.values(componentClasses).map(({ component }) => component as never);
  const inferred = await new ComponentProvider({ name: "swarm", dirname: folder, components }).getSchema();
  const schema = JSON.parse(inferred) as PackageSchema;
  delete schema.version;
  markNumbers(schema);
  markSecrets(schema);
  describeTypes(schema);
  return schema;
}

/** Every input of every component, at any depth. */
export function describedInputs(schema: PackageSchema): DescribedInput[] {
  return Object.entries(schema.resources).flatMap(([token, { inputProperties }]) =>
    describedIn(schema, token, inputProperties, componentClasses[token.split(":").at(-1) ?? ""]?.inputs ?? {}),
  );
}

/** The definition of a type that a property refers to. */
export function definitionOf(schema: PackageSchema, { $ref }: TypeSpec): DefinitionSpec | undefined {
  return schema.types[$ref?.replace("#/types/", "") ?? ""];
}

function describedIn(
  schema: PackageSchema,
  path: string,
  types: Readonly<Record<string, TypeSpec>>,
  properties: Properties,
): DescribedInput[] {
  return Object.entries(types).flatMap(([name, type]) => {
    const form = properties[name];
    if (form === undefined) throw new Error(`${path}.${name} has no shape.`);
    return [{ path: `${path}.${name}`, type, form }, ...inside(schema, `${path}.${name}`, type, form)];
  });
}

function inside(schema: PackageSchema, path: string, type: TypeSpec, form: Form): DescribedInput[] {
  const list = type.items;
  if (list !== undefined && form.kind === "list") {
    return [{ path: `${path}[]`, type: list, form: form.element }, ...inside(schema, `${path}[]`, list, form.element)];
  }
  const value = type.additionalProperties;
  if (value !== undefined && form.kind === "map") return [{ path: `${path}{}`, type: value, form: form.value }];
  return form.kind === "block"
    ? describedIn(schema, path, definitionOf(schema, type)?.properties ?? {}, form.properties)
    : [];
}

/** A number that an argument accepts with a fraction stays a number. All others, outputs included, are integers. */
function markNumbers(schema: PackageSchema): void {
  const fractions = new Set(
    describedInputs(schema).flatMap(({ type, form }) => (acceptsFractions(form) ? [type] : [])),
  );
  const visit = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    const type = value as TypeSpec;
    if (type.type === "number" && !fractions.has(type)) type.type = "integer";
    Object.values(value).forEach(visit);
  };
  visit(schema);
}

function acceptsFractions(form: Form): boolean {
  return form.kind === "value" && form.check(1.5, "x", "x").every(({ reason }) => !reason.includes("whole number"));
}

function markSecrets(schema: PackageSchema): void {
  for (const { type, form } of describedInputs(schema)) {
    if (form.kind === "value" && form.isSecret === true) type.secret = true;
  }
  for (const { properties } of Object.values(schema.resources)) {
    for (const name of secretOutputs) {
      const output = properties[name];
      if (output !== undefined) output.secret = true;
    }
  }
}

/** Takes the first paragraph of the comment of each type. */
function describeTypes(schema: PackageSchema): void {
  const comments = typeComments();
  for (const [token, definition] of Object.entries(schema.types)) {
    const name = token.split(":").at(-1) ?? "";
    const comment = comments.get(name);
    if (comment === undefined) throw new Error(`The type ${name} has no comment, which would be its description.`);
    definition.description ??= comment;
  }
}

/** The comments of the exported interfaces and constants of the components, by name. */
function typeComments(): ReadonlyMap<string, string> {
  const comments = new Map<string, string>();
  for (const path of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    if (!path.endsWith(".ts")) continue;
    const source = ts.createSourceFile(path, readFileSync(join(folder, path), "utf8"), ts.ScriptTarget.ES2022, true);
    for (const statement of source.statements) {
      const comment = commentOf(statement);
      if (comment === undefined) continue;
      if (ts.isInterfaceDeclaration(statement)) comments.set(statement.name.text, comment);
      if (ts.isVariableStatement(statement)) {
        for (const { name } of statement.declarationList.declarations) comments.set(name.getText(source), comment);
      }
    }
  }
  return comments;
}

function commentOf(node: ts.Node): string | undefined {
  const [first] = ts.getJSDocCommentsAndTags(node).filter((part) => ts.isJSDoc(part));
  const text = ts.getTextOfJSDocComment(first?.comment)?.split("\n\n")[0];
  return text?.replace(/\{@link ([^}]+)\}/g, "`$1`");
}
