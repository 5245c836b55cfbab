import { lookUps } from "../../../provider/lookups";
import { handlers } from "../../../provider/resources";
import { deriveSchema } from "../../../provider/schema/deriveSchema";
import { dockerSchema } from "../../../provider/schema/dockerSchema";
import { packageVersion } from "../../../provider/handler/packageVersion";

test("The schema is up to date with the docker package (npx ts-node provider/schema/generate.ts)", () => {
  expect(dockerSchema).toEqual(JSON.parse(JSON.stringify(deriveSchema(handlers.values(), lookUps.values()))));
});

test("The provider's version is that of the installed docker package", () => {
  expect(dockerSchema.version).toBe(packageVersion);
});

test("A resource has its inputs, its outputs, and the properties that a look-up by id accepts", () => {
  const network = dockerSchema.resources["docker:index/network:Network"];

  expect(network?.inputProperties.ipamConfigs).toEqual({
    type: "array",
    items: { $ref: "#/types/docker:index/NetworkIpamConfig:NetworkIpamConfig" },
  });
  expect(network?.required).toEqual(["driver", "internal", "ipamConfigs", "name", "options", "scope"]);
  expect(network?.requiredInputs).toBeUndefined();
  expect(dockerSchema.resources["docker:index/service:Service"]?.requiredInputs).toEqual(["taskSpec"]);
  expect(network?.stateInputs?.properties.name).toEqual({ type: "string" });
});

test("A secret's data is secret", () => {
  expect(dockerSchema.resources["docker:index/secret:Secret"]?.inputProperties.data).toEqual({
    type: "string",
    secret: true,
  });
});

test("Every nested type that the schema refers to exists", () => {
  const named = [...JSON.stringify(dockerSchema).matchAll(/"#\/types\/([^"]+)"/g)].map(([, token]) => token);

  expect([...new Set(named)].sort()).toEqual(Object.keys(dockerSchema.types).sort());
});
