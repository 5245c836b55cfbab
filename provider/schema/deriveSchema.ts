import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import * as ts from "typescript";
import type { LookUp, ResourceHandler } from "../resources/resource";

/** The type of one property, in the words of Pulumi's package schema. */
export type TypeSpec =
  | { readonly type: "string" | "number" | "boolean" }
  | { readonly type: "array"; readonly items: TypeSpec }
  | { readonly type: "object"; readonly additionalProperties: TypeSpec }
  | { readonly $ref: string };

export type PropertySpec = TypeSpec & { readonly secret?: true };

/** Properties by name, and which of them are always there. */
export interface ObjectSpec {
  readonly type: "object";
  readonly properties: Readonly<Record<string, PropertySpec>>;
  readonly required?: readonly string[];
}

export interface ResourceSpec {
  readonly properties: Readonly<Record<string, PropertySpec>>;
  readonly required?: readonly string[];
  readonly inputProperties: Readonly<Record<string, PropertySpec>>;
  readonly requiredInputs?: readonly string[];
  readonly stateInputs?: ObjectSpec;
}

/** The part of Pulumi's package schema that this provider fills (pulumi/pulumi, pkg/codegen/schema/pulumi.json). */
export interface PackageSpec {
  readonly name: string;
  readonly version: string;
  readonly config: { readonly variables: Readonly<Record<string, PropertySpec>> };
  readonly provider: Pick<ResourceSpec, "inputProperties">;
  readonly types: Readonly<Record<string, ObjectSpec>>;
  readonly resources: Readonly<Record<string, ResourceSpec>>;
  readonly functions: Readonly<Record<string, { readonly inputs: ObjectSpec; readonly outputs: ObjectSpec }>>;
}

/**
 * The schema of what this provider serves, read from the type declarations of the installed docker package.
 *
 * So it says what a TypeScript program sees: the same names, the same properties required. Its numbers are `number` where the official
 * schema tells integers apart, and it has no descriptions.
 *
 * @throws Error when a declaration has a form that is not known here
 */
export function deriveSchema(handlers: Iterable<ResourceHandler>, lookUps: Iterable<LookUp>): PackageSpec {
  const source = new Declarations(dirname(require.resolve("@pulumi/docker/package.json")));
  const resources = [...handlers].map(({ type, secretProperties = [] }) => {
    const [file, name] = fileAndName(type);
    return [type, source.resource(file, name, secretProperties)] as const;
  });
  const functions = [...lookUps].map(({ token }) => {
    const [file, name] = fileAndName(token);
    const stem = name.charAt(0).toUpperCase() + name.slice(1);
    return [
      token,
      { inputs: source.object(file, `${stem}Args`), outputs: source.object(file, `${stem}Result`) },
    ] as const;
  });
  const configuration = source.object("provider", "ProviderArgs").properties;
  return {
    name: "docker",
    version: source.version,
    config: { variables: configuration },
    provider: { inputProperties: configuration },
    types: sorted(Object.fromEntries(source.types())),
    resources: sorted(Object.fromEntries(resources)),
    functions: sorted(Object.fromEntries(functions)),
  };
}

/** `docker:index/network:Network` is declared as `Network` in network.d.ts. */
function fileAndName(token: string): [string, string] {
  const match = /^docker:index\/(\w+):(\w+)$/.exec(token);
  if (match?.[1] === undefined || match[2] === undefined)
    throw new Error(`"${token}" is no token of the docker package`);
  return [match[1], match[2]];
}

/** The docker package's .d.ts files. */
class Declarations {
  public readonly version: string;
  private readonly files = new Map<string, ts.SourceFile>();
  private readonly used = new Map<string, ObjectSpec>();

  public constructor(private readonly folder: string) {
    const { version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { version: string };
    this.version = version;
  }

  public resource(file: string, name: string, secret: readonly string[]): ResourceSpec {
    const inputs = this.object(file, `${name}Args`, secret);
    const outputs = this.object(file, name, secret);
    return {
      properties: outputs.properties,
      required: outputs.required,
      inputProperties: inputs.properties,
      requiredInputs: inputs.required,
      stateInputs: this.object(file, `${name}State`, secret),
    };
  }

  /** The fields of an interface, or the outputs of a class. */
  public object(file: string, name: string, secret: readonly string[] = []): ObjectSpec {
    const members = this.members(file, name).map((member) => {
      const type = this.typeOf(member.type);
      return {
        name: member.name,
        spec: secret.includes(member.name) ? { ...type.spec, secret: true as const } : type.spec,
        required: !member.optional && !type.optional,
      };
    });
    const required = members.flatMap((member) => (member.required ? [member.name] : []));
    return {
      type: "object",
      properties: Object.fromEntries(members.map((member) => [member.name, member.spec])),
      ...(required.length === 0 ? {} : { required }),
    };
  }

  /** The nested types that were met so far, by token. */
  public types(): Iterable<[string, ObjectSpec]> {
    return this.used;
  }

  private members(file: string, name: string): { name: string; type: ts.TypeNode; optional: boolean }[] {
    const declaration = this.source(file).statements.find(
      (statement) =>
        (ts.isInterfaceDeclaration(statement) || ts.isClassDeclaration(statement)) && statement.name?.text === name,
    ) as ts.InterfaceDeclaration | ts.ClassDeclaration | undefined;
    if (declaration === undefined) throw new Error(`${file}.d.ts declares no ${name}`);
    return [...declaration.members].flatMap((member) => {
      const isField = ts.isPropertySignature(member) || (ts.isPropertyDeclaration(member) && !isStatic(member));
      if (!isField || member.type === undefined || !ts.isIdentifier(member.name)) return [];
      return [{ name: member.name.text, type: member.type, optional: member.questionToken !== undefined }];
    });
  }

  private typeOf(node: ts.TypeNode): { spec: TypeSpec; optional: boolean } {
    if (ts.isUnionTypeNode(node)) {
      const types = node.types.filter(({ kind }) => kind !== ts.SyntaxKind.UndefinedKeyword);
      const [only] = types;
      if (types.length !== 1 || only === undefined) throw unknownForm(node);
      return { spec: this.typeOf(only).spec, optional: types.length !== node.types.length };
    }
    if (ts.isTypeReferenceNode(node)) return this.reference(node);
    return { spec: this.plainType(node), optional: false };
  }

  private plainType(node: ts.TypeNode): TypeSpec {
    if (node.kind === ts.SyntaxKind.StringKeyword) return { type: "string" };
    if (node.kind === ts.SyntaxKind.NumberKeyword) return { type: "number" };
    if (node.kind === ts.SyntaxKind.BooleanKeyword) return { type: "boolean" };
    if (ts.isArrayTypeNode(node)) return { type: "array", items: this.typeOf(node.elementType).spec };
    const [index] = ts.isTypeLiteralNode(node) ? node.members : [];
    if (index !== undefined && ts.isIndexSignatureDeclaration(index)) {
      return { type: "object", additionalProperties: this.typeOf(index.type).spec };
    }
    throw unknownForm(node);
  }

  /** `pulumi.Input<T>` and `pulumi.Output<T>` are T; `inputs.X` and `outputs.X` are nested types. */
  private reference(node: ts.TypeReferenceNode): { spec: TypeSpec; optional: boolean } {
    const [left = "", right = ""] = node.typeName.getText().split(".");
    const [argument] = node.typeArguments ?? [];
    if (left === "pulumi" && (right === "Input" || right === "Output") && argument !== undefined)
      return this.typeOf(argument);
    if (left !== "inputs" && left !== "outputs") throw unknownForm(node);
    const token = `docker:index/${right}:${right}`;
    if (!this.used.has(token)) {
      // Held first, since a type may name itself.
      this.used.set(token, { type: "object", properties: {} });
      this.used.set(token, this.object(left === "inputs" ? "types/input" : "types/output", right));
    }
    return { spec: { $ref: `#/types/${token}` }, optional: false };
  }

  private source(file: string): ts.SourceFile {
    const known = this.files.get(file);
    if (known !== undefined) return known;
    const path = join(this.folder, `${file}.d.ts`);
    const parsed = ts.createSourceFile(path, readFileSync(path, "utf8"), ts.ScriptTarget.ES2022, true);
    this.files.set(file, parsed);
    return parsed;
  }
}

function isStatic(member: ts.PropertyDeclaration): boolean {
  return member.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.StaticKeyword) ?? false;
}

function unknownForm(node: ts.TypeNode): Error {
  return new Error(`${node.getSourceFile().fileName}: the type "${node.getText()}" has a form that is not known here`);
}

function sorted<T>(record: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}
