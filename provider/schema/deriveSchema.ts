import { readdirSync, readFileSync } from "node:fs";
import { basename, dirname, isAbsolute, join } from "node:path";
import * as ts from "typescript";
import type { LookUp, ResourceHandler } from "../handler/handler";
import { commentOf } from "./commentOf";
import { ownDescriptions } from "./ownDescriptions";

/** The type of one property, in the words of Pulumi's package schema. */
export type TypeSpec =
  | { readonly type: "string" | "number" | "boolean" }
  | { readonly type: "array"; readonly items: TypeSpec }
  | { readonly type: "object"; readonly additionalProperties: TypeSpec }
  | { readonly $ref: string };

export type PropertySpec = TypeSpec & { readonly secret?: true; readonly description?: string };

/** Properties by name, and the names of those that are always present. */
export interface ObjectSpec {
  readonly type: "object";
  readonly description?: string;
  readonly properties: Readonly<Record<string, PropertySpec>>;
  readonly required?: readonly string[];
}

export interface ResourceSpec {
  readonly description?: string;
  readonly properties: Readonly<Record<string, PropertySpec>>;
  readonly required?: readonly string[];
  readonly inputProperties: Readonly<Record<string, PropertySpec>>;
  readonly requiredInputs?: readonly string[];
  readonly stateInputs?: ObjectSpec;
}

export interface FunctionSpec {
  readonly description?: string;
  readonly inputs: ObjectSpec;
  readonly outputs: ObjectSpec;
}

/** The part of Pulumi's package schema that this provider fills (pulumi/pulumi, pkg/codegen/schema/pulumi.json). */
export interface PackageSpec {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly license: string;
  /** Whose texts the schema contains. */
  readonly attribution: string;
  /**
   * How the CLI finds a token's module: `index` in `docker:index/network:Network`. Without it, the CLI refuses such
   * tokens.
   */
  readonly meta: { readonly moduleFormat: string };
  readonly config: { readonly variables: Readonly<Record<string, PropertySpec>> };
  readonly provider: Pick<ResourceSpec, "inputProperties">;
  readonly types: Readonly<Record<string, ObjectSpec>>;
  readonly resources: Readonly<Record<string, ResourceSpec>>;
  readonly functions: Readonly<Record<string, FunctionSpec>>;
}

/**
 * The schema of this provider's resources and functions. Its source are the type declarations of the installed docker
 * package, with the properties that an interface of the same name in components/service/additionalInputs.ts adds; for
 * tokens that this package does not have (`docker:swarm/…`), the classes and functions in components/.
 *
 * So it matches what a TypeScript program sees: the same names, required properties and comments. Numbers have the type
 * `number`, although the official schema distinguishes integers.
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
    return [token, source.lookUp(file, name)] as const;
  });
  const configuration = source.object("provider", "ProviderArgs").properties;
  const owners = [
    configuration,
    ...resources.map(([, { inputProperties }]) => inputProperties),
    ...functions.map(([, { outputs }]) => outputs.properties),
  ];
  return {
    name: "docker",
    version: source.version,
    description: "The Swarm resources of the docker package, and nodes of a swarm.",
    license: "Apache-2.0",
    attribution:
      `The descriptions of the docker package's properties are from @pulumi/docker ${source.version} (Apache-2.0, ` +
      "https://github.com/pulumi/pulumi-docker), which is based on the docker Terraform provider " +
      "(https://github.com/kreuzwerker/terraform-provider-docker).",
    meta: { moduleFormat: "(.*)(?:/[^/]*)" },
    config: { variables: configuration },
    provider: { inputProperties: configuration },
    types: sorted(Object.fromEntries(described([...source.types()], owners))),
    resources: sorted(Object.fromEntries(resources)),
    functions: sorted(Object.fromEntries(functions)),
  };
}

/** The folder with the declarations of tokens that the docker package does not have. */
const ownFolder = join(__dirname, "../../components");

/** The properties that this provider adds to types of the docker package. */
const additions = join(ownFolder, "service/additionalInputs.ts");

/** The end of the description of a property that the docker package does not have. */
export const additional = "Not in the docker package: only this provider serves it.";

/**
 * `docker:index/network:Network` is declared as `Network` in network.d.ts, `docker:swarm/node:Node` as `Node` in
 * components/node/node.ts.
 */
function fileAndName(token: string): [string, string] {
  const [, module, file, name] = /^docker:(index|swarm)\/(\w+):(\w+)$/.exec(token) ?? [];
  if (file === undefined || name === undefined) throw new Error(`"${token}" is not a token of the docker package`);
  return [module === "swarm" ? ownFile(file) : file, name];
}

function ownFile(name: string): string {
  const files = readdirSync(ownFolder, { recursive: true, encoding: "utf8" });
  return join(ownFolder, files.find((file) => basename(file) === `${name}.ts`) ?? `${name}.ts`);
}

/** The docker package's .d.ts files, and our own. */
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
    const { required, properties, description } = like(inputs, this.object(file, name, secret));
    return {
      ...(description !== undefined && { description }),
      properties,
      required,
      inputProperties: inputs.properties,
      requiredInputs: inputs.required,
      stateInputs: like(inputs, this.object(file, `${name}State`, secret)),
    };
  }

  /** The fields of an interface, or the outputs of a class. */
  public object(file: string, name: string, secret: readonly string[] = []): ObjectSpec {
    const members = this.members(file, name).map((member) => {
      const type = this.typeOf(member.type);
      return {
        name: member.name,
        spec: {
          ...type.spec,
          ...(secret.includes(member.name) && { secret: true as const }),
          ...(member.description !== undefined && { description: member.description }),
        },
        required: !member.optional && !type.optional,
      };
    });
    const required = members.flatMap((member) => (member.required ? [member.name] : []));
    const description = this.description(file, name);
    return {
      type: "object",
      ...(description !== undefined && { description }),
      properties: Object.fromEntries(members.map((member) => [member.name, member.spec])),
      ...(required.length === 0 ? {} : { required }),
    };
  }

  /** The inputs and outputs of a function. */
  public lookUp(file: string, name: string): FunctionSpec {
    const stem = name.charAt(0).toUpperCase() + name.slice(1);
    const source = this.source(file);
    const isOwn = isAbsolute(file);
    const result = isOwn ? resultOf(functionOf(source, name)) : `${stem}Result`;
    const description = isOwn ? commentOf(functionOf(source, name)) : ownDescriptions[name];
    const hasInputs = declarationOf(source, `${stem}Args`) !== undefined;
    const inputs: ObjectSpec = hasInputs ? this.object(file, `${stem}Args`) : { type: "object", properties: {} };
    return {
      ...(description !== undefined && { description }),
      inputs,
      outputs: this.object(this.fileOf(source, result), result),
    };
  }

  /** The nested types that were met so far, by token. */
  public types(): Iterable<[string, ObjectSpec]> {
    return this.used;
  }

  /** The description of an interface or class. The docker package comments only on classes, about its own plugin. */
  private description(file: string, name: string): string | undefined {
    const declaration = isAbsolute(file) ? declarationOf(this.source(file), name) : undefined;
    return declaration === undefined ? ownDescriptions[name] : commentOf(declaration);
  }

  /** The members of an interface or class, and those that are added to it. */
  private members(file: string, name: string): Member[] {
    const declaration = declarationOf(this.source(file), name);
    if (declaration === undefined) throw new Error(`${file} declares no ${name}`);
    const own = membersOf(declaration).map((member) => ({
      ...member,
      description: ownDescriptions[`${name}.${member.name}`] ?? member.description,
    }));
    const extension = isAbsolute(file) ? undefined : declarationOf(this.source(additions), name);
    const names = new Set(own.map((member) => member.name));
    const added = extension === undefined ? [] : membersOf(extension).filter((member) => !names.has(member.name));
    return [
      ...own,
      ...added.map((member) => ({ ...member, description: `${member.description ?? ""} ${additional}`.trim() })),
    ];
  }

  private typeOf(node: ts.TypeNode): { spec: TypeSpec; optional: boolean } {
    if (ts.isUnionTypeNode(node)) {
      const types = node.types.filter(({ kind }) => kind !== ts.SyntaxKind.UndefinedKeyword);
      if (types.every(isText)) return { spec: { type: "string" }, optional: types.length !== node.types.length };
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
    if (ts.isTypeOperatorNode(node)) return this.plainType(node.type);
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
    // An optional input of additionalInputs.ts.
    if (left === "Input" && argument !== undefined) return { ...this.typeOf(argument), optional: true };
    if (right === "" && argument !== undefined) return this.generic(node, left, argument);
    if (right === "") return this.nested(`docker:swarm/${left}:${left}`, this.fileOf(node.getSourceFile(), left), left);
    if (left !== "inputs" && left !== "outputs") throw unknownForm(node);
    return this.nested(`docker:index/${right}:${right}`, left === "inputs" ? "types/input" : "types/output", right);
  }

  private nested(token: string, file: string, name: string): { spec: TypeSpec; optional: boolean } {
    if (!this.used.has(token)) {
      // Stored first, because a type may refer to itself.
      this.used.set(token, { type: "object", properties: {} });
      this.used.set(token, this.object(file, name));
    }
    return { spec: { $ref: `#/types/${token}` }, optional: false };
  }

  /** `Readonly<T>` is T, `Record<string, T>` a map. */
  private generic(
    node: ts.TypeReferenceNode,
    name: string,
    argument: ts.TypeNode,
  ): { spec: TypeSpec; optional: boolean } {
    if (name === "Readonly") return this.typeOf(argument);
    const value = node.typeArguments?.[1];
    if (name !== "Record" || value === undefined) throw unknownForm(node);
    return { spec: { type: "object", additionalProperties: this.typeOf(value).spec }, optional: false };
  }

  /**
   * The file that declares a name used in `user`: `user` itself, or the file from which it imports the name.
   */
  private fileOf(user: ts.SourceFile, name: string): string {
    if (declarationOf(user, name) !== undefined) return user.fileName;
    for (const statement of user.statements) {
      if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) continue;
      const names = statement.importClause?.namedBindings;
      if (names === undefined || !ts.isNamedImports(names)) continue;
      if (names.elements.some((element) => element.name.text === name)) {
        return `${join(dirname(user.fileName), statement.moduleSpecifier.text)}.ts`;
      }
    }
    throw new Error(`${user.fileName} neither declares nor imports ${name}`);
  }

  private source(file: string): ts.SourceFile {
    const known = this.files.get(file);
    if (known !== undefined) return known;
    const path = isAbsolute(file) ? file : join(this.folder, `${file}.d.ts`);
    const parsed = ts.createSourceFile(path, readFileSync(path, "utf8"), ts.ScriptTarget.ES2022, true);
    this.files.set(file, parsed);
    return parsed;
  }
}

interface Member {
  readonly name: string;
  readonly type: ts.TypeNode;
  readonly optional: boolean;
  readonly description: string | undefined;
}

function membersOf({ members }: ts.InterfaceDeclaration | ts.ClassDeclaration): Member[] {
  return [...members].flatMap((member) => {
    const isField = ts.isPropertySignature(member) || (ts.isPropertyDeclaration(member) && !isStatic(member));
    if (!isField || member.type === undefined || !ts.isIdentifier(member.name)) return [];
    const optional = member.questionToken !== undefined;
    return [{ name: member.name.text, type: member.type, optional, description: commentOf(member) }];
  });
}

function declarationOf(source: ts.SourceFile, name: string): ts.InterfaceDeclaration | ts.ClassDeclaration | undefined {
  return source.statements.find(
    (statement): statement is ts.InterfaceDeclaration | ts.ClassDeclaration =>
      (ts.isInterfaceDeclaration(statement) || ts.isClassDeclaration(statement)) && statement.name?.text === name,
  );
}

function functionOf(source: ts.SourceFile, name: string): ts.FunctionDeclaration {
  const declaration = source.statements.find(
    (statement): statement is ts.FunctionDeclaration =>
      ts.isFunctionDeclaration(statement) && statement.name?.text === name,
  );
  if (declaration === undefined) throw new Error(`${source.fileName} has no function ${name}`);
  return declaration;
}

/** The name of T in `function name(…): pulumi.Output<T>`. */
function resultOf(declaration: ts.FunctionDeclaration): string {
  const { type } = declaration;
  const [result] = type !== undefined && ts.isTypeReferenceNode(type) ? (type.typeArguments ?? []) : [];
  if (result === undefined) throw new Error(`${declaration.name?.text ?? ""} does not return a pulumi.Output`);
  return result.getText();
}

/** The same object, whose properties without a description have that of the input of the same name. */
function like(inputs: ObjectSpec, object: ObjectSpec): ObjectSpec {
  const properties = Object.entries(object.properties).map(([name, property]) => {
    const description = property.description ?? inputs.properties[name]?.description;
    return [name, { ...property, ...(description !== undefined && { description }) }] as const;
  });
  return { ...object, properties: Object.fromEntries(properties) };
}

/** The same types. One without a description has that of the first property of this type. */
function described(
  types: ReadonlyArray<readonly [string, ObjectSpec]>,
  owners: ReadonlyArray<Readonly<Record<string, PropertySpec>>>,
): Array<[string, ObjectSpec]> {
  const properties = [...owners, ...types.map(([, { properties }]) => properties)].flatMap(Object.values<PropertySpec>);
  return types.map(([token, type]) => {
    const user = properties.find((property) => referenceIn(property) === `#/types/${token}`);
    const description = type.description ?? user?.description;
    return [token, { ...type, ...(description !== undefined && { description }) }];
  });
}

/** The type of a property, or that of its items. */
function referenceIn(type: TypeSpec): string | undefined {
  if ("$ref" in type) return type.$ref;
  return type.type === "array" ? referenceIn(type.items) : undefined;
}

/** A string literal type, as in a union of literals. */
function isText(node: ts.TypeNode): boolean {
  return ts.isLiteralTypeNode(node) && ts.isStringLiteral(node.literal);
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
