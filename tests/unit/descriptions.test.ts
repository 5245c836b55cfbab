import componentSchema from "../../components/plugin/schema.json";
import { dockerSchema } from "../../provider/schema/dockerSchema";

interface Described {
  readonly description?: string;
}

type Properties = Readonly<Record<string, Described>>;

/** The parts of Pulumi's package schema that have descriptions. */
interface Schema {
  readonly config?: { readonly variables?: Properties };
  readonly provider?: { readonly inputProperties?: Properties };
  readonly resources: Readonly<
    Record<
      string,
      Described & {
        readonly properties: Properties;
        readonly inputProperties: Properties;
        readonly stateInputs?: { readonly properties: Properties };
      }
    >
  >;
  readonly types: Readonly<
    Record<
      string,
      Described & {
        readonly properties?: Properties;
        readonly enum?: ReadonlyArray<Described & { readonly name: string }>;
      }
    >
  >;
  readonly functions?: Readonly<
    Record<
      string,
      Described & {
        readonly inputs: { readonly properties: Properties };
        readonly outputs: { readonly properties: Properties };
      }
    >
  >;
}

/** Everything in a schema that has to have a description, by its path. */
function describable({ config, provider, resources, types, functions }: Schema): ReadonlyMap<string, Described> {
  const all = new Map<string, Described>();
  const properties = (owner: string, described: Properties = {}): void => {
    for (const [name, property] of Object.entries(described)) all.set(`${owner}.${name}`, property);
  };
  properties("config", config?.variables);
  properties("provider", provider?.inputProperties);
  for (const [token, resource] of Object.entries(resources)) {
    all.set(token, resource);
    properties(`${token} input`, resource.inputProperties);
    properties(`${token} output`, resource.properties);
    properties(`${token} state`, resource.stateInputs?.properties);
  }
  for (const [token, type] of Object.entries(types)) {
    all.set(token, type);
    properties(token, type.properties);
    for (const value of type.enum ?? []) all.set(`${token} value ${value.name}`, value);
  }
  for (const [token, lookUp] of Object.entries(functions ?? {})) {
    all.set(token, lookUp);
    properties(`${token} input`, lookUp.inputs.properties);
    properties(`${token} output`, lookUp.outputs.properties);
  }
  return all;
}

/** The paths of what has no description. */
function undescribed(schema: Schema): string[] {
  return [...describable(schema)].flatMap(([path, { description = "" }]) => (description.trim() === "" ? [path] : []));
}

const schemas = [
  ["provider", dockerSchema as Schema, 450],
  ["components", componentSchema as unknown as Schema, 330],
] as const;

test.each(schemas)("Everything in the schema of the %s has a description", (_, schema, count) => {
  expect(undescribed(schema)).toEqual([]);
  expect(describable(schema).size).toBeGreaterThan(count);
});

test.each(schemas)("Every description in the schema of the %s is text, without residue of a comment", (_, schema) => {
  const residue = /\[object|\{@|^\s*\*\/|(^|\s)@[a-z]+|<!--|<\/?[a-z]+>|undefined|terraform-/m;
  const odd = [...describable(schema)].filter(([, { description = "" }]) => residue.test(description));
  expect(odd).toEqual([]);
});

test("A missing description is found in every part of a schema", () => {
  const silent = { x: {} };
  const schema: Schema = {
    config: { variables: silent },
    provider: { inputProperties: silent },
    resources: { R: { properties: silent, inputProperties: silent, stateInputs: { properties: silent } } },
    types: { T: { properties: silent }, E: { enum: [{ name: "v" }], description: " " } },
    functions: { F: { inputs: { properties: silent }, outputs: { properties: silent } } },
  };
  expect(undescribed(schema)).toEqual([
    ...["config.x", "provider.x", "R", "R input.x", "R output.x", "R state.x"],
    ...["T", "T.x", "E", "E value v", "F", "F input.x", "F output.x"],
  ]);
});
