import { dockerSchema } from "../../../provider/schema/dockerSchema";
import { additional } from "../../../provider/schema/deriveSchema";
import { packageVersion } from "../../../provider/handler/packageVersion";

test("The provider's version is that of the installed docker package", () => {
  expect(dockerSchema.version).toBe(packageVersion);
});

test("A resource has its inputs, its outputs, and the properties that a look-up by id accepts", () => {
  const network = dockerSchema.resources["docker:index/network:Network"];

  expect(network?.inputProperties.ipamConfigs).toEqual({
    type: "array",
    items: { $ref: "#/types/docker:index/NetworkIpamConfig:NetworkIpamConfig" },
    description: expect.any(String) as string,
  });
  expect(network?.required).toEqual(["driver", "internal", "ipamConfigs", "name", "options", "scope"]);
  expect(network?.requiredInputs).toBeUndefined();
  expect(dockerSchema.resources["docker:index/service:Service"]?.requiredInputs).toEqual(["taskSpec"]);
  expect(network?.stateInputs?.properties.name).toEqual({ type: "string", description: expect.any(String) as string });
});

test("A property has the comment of the docker package, or of the interface that adds it", () => {
  const { resources, types, attribution } = dockerSchema;
  const descriptionOf = (token: string, name: string): string | undefined =>
    types[token]?.properties[name]?.description;

  expect(resources["docker:index/network:Network"]?.inputProperties.name?.description).toBe(
    "The name of the Docker network.",
  );
  expect(attribution).toContain(`@pulumi/docker ${packageVersion} (Apache-2.0`);
  const container = "docker:index/ServiceTaskSpecContainerSpec:ServiceTaskSpecContainerSpec";
  expect(descriptionOf(container, "tty")).toBe(`Whether the container has a terminal. ${additional}`);
  expect(resources["docker:swarm/node:Node"]?.properties.subnetSize?.description).toBe(
    "Prefix length of each subnet from the pools.",
  );
});

test("A type of the docker package has the description of the property that has this type", () => {
  const mode = dockerSchema.resources["docker:index/service:Service"]?.inputProperties.mode;
  expect(dockerSchema.types["docker:index/ServiceMode:ServiceMode"]?.description).toBe(mode?.description);
});

test("A secret's data is secret", () => {
  expect(dockerSchema.resources["docker:index/secret:Secret"]?.inputProperties.data).toEqual({
    type: "string",
    secret: true,
    description: expect.any(String) as string,
  });
});

test("Every nested type that the schema refers to exists", () => {
  const named = [...JSON.stringify(dockerSchema).matchAll(/"#\/types\/([^"]+)"/g)].map(([, token]) => token);

  expect([...new Set(named)].sort()).toEqual(Object.keys(dockerSchema.types).sort());
});
