// The components as a plugin for programs in other languages. It does not infer their schema, which takes seconds, but
// reads the names of the properties, all of any type, from the variable COMPONENT_PROPERTIES.
const process = require("node:process");
const { main } = require("@pulumi/pulumi/provider");
const components = require("../../../dist/components");

const properties = JSON.parse(process.env.COMPONENT_PROPERTIES);
const any = { $ref: "pulumi.json#/Any" };

const resources = Object.fromEntries(
  Object.entries(properties).map(([type, names]) => [
    type,
    {
      isComponent: true,
      properties: { id: { type: "string" } },
      inputProperties: Object.fromEntries(names.map((name) => [name, any])),
    },
  ]),
);

const provider = {
  version: "0.1.0",
  schema: JSON.stringify({ name: "swarm", version: "0.1.0", resources }),
  construct: (name, type, inputs, options) => {
    const component = new components[type.split(":").at(-1)](name, inputs, options);
    return Promise.resolve({ urn: component.urn, state: { id: component.id } });
  },
};

main(provider, process.argv.slice(2));
