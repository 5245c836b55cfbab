/** The type of a property in a schema. */
export interface TypeSpec {
  type?: string;
  readonly $ref?: string;
  readonly items?: TypeSpec;
  readonly additionalProperties?: TypeSpec;
  description?: string;
  secret?: boolean;
}

/** A component in a schema. */
export interface ResourceSpec {
  readonly description?: string;
  readonly isComponent: boolean;
  readonly inputProperties: Readonly<Record<string, TypeSpec>>;
  readonly requiredInputs: readonly string[];
  readonly properties: Readonly<Record<string, TypeSpec>>;
}

/** An enumeration, or a block of properties, in a schema. */
export interface DefinitionSpec {
  description?: string;
  readonly enum?: readonly { readonly name: string; readonly value: string; readonly description?: string }[];
  readonly properties?: Readonly<Record<string, TypeSpec>>;
  readonly required?: readonly string[];
}

/** Pulumi's package schema, as far as the components use it. */
export interface PackageSchema {
  readonly name: string;
  version?: string;
  readonly resources: Readonly<Record<string, ResourceSpec>>;
  readonly types: Readonly<Record<string, DefinitionSpec>>;
}
