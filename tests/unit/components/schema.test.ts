import type { Form, Properties } from "../../../components/arguments/shape";
import { shapeProblems } from "../../../components/arguments/shapeProblems";
import { componentClasses } from "../../../components/plugin/componentClasses";
import * as derived from "../../../components/plugin/deriveSchema";
import type { DefinitionSpec, PackageSchema, TypeSpec } from "../../../components/plugin/packageSchema";
import written from "../../../components/plugin/schema.json";

function describedInputs(): derived.DescribedInput[] {
  return derived.describedInputs(schema);
}

function definitionOf(type: TypeSpec): DefinitionSpec | undefined {
  return derived.definitionOf(schema, type);
}

/** The kind of a shape, and a value of a wrong type, for a type in the schema. */
function kindAndWrongValueOf(type: TypeSpec): { kind: Form["kind"]; wrong: unknown } {
  const definition = definitionOf(type);
  if (definition?.enum !== undefined) return { kind: "value", wrong: "wrong" };
  if (definition !== undefined) return { kind: "block", wrong: "wrong" };
  if (type.items !== undefined) return { kind: "list", wrong: { wrong: "wrong" } };
  if (type.additionalProperties !== undefined) return { kind: "map", wrong: ["wrong"] };
  return { kind: "value", wrong: type.type === "string" ? 5 : "wrong" };
}

let schema: PackageSchema;

beforeAll(async () => {
  schema = await derived.deriveSchema();
});

test("The plugin has the schema that the components have; run `npm run schema` to write it", () => {
  expect(written).toEqual(schema);
});

test("Pulumi infers a schema for other languages with the type tokens of the components", () => {
  expect(Object.keys(schema.resources).sort()).toEqual([
    "swarm:index:GatewayBridge",
    "swarm:index:IngressConfig",
    "swarm:index:OverlayNetwork",
    "swarm:index:SwarmConfig",
    "swarm:index:SwarmNode",
    "swarm:index:SwarmSecret",
    "swarm:index:SwarmService",
    "swarm:index:SwarmStack",
  ]);
  expect(Object.values(schema.resources).every(({ isComponent }) => isComponent)).toBe(true);
});

test("The image of a service is the only required input", () => {
  expect(Object.values(schema.resources).flatMap(({ requiredInputs }) => requiredInputs)).toEqual(["image"]);
});

test("Every id has a second name, because Pulumi does not pass 'id' on to other languages", () => {
  const ids = Object.entries(schema.resources).map(([token, { properties }]) => [
    token,
    Object.keys(properties).filter((name) => /id$/i.test(name)),
  ]);
  expect(Object.fromEntries(ids)).toEqual({
    "swarm:index:GatewayBridge": ["id", "networkId"],
    "swarm:index:IngressConfig": ["id", "networkId"],
    "swarm:index:OverlayNetwork": ["id", "networkId"],
    "swarm:index:SwarmConfig": ["id", "configId"],
    "swarm:index:SwarmNode": ["nodeId", "swarmId"],
    "swarm:index:SwarmSecret": ["id", "secretId"],
    "swarm:index:SwarmService": ["id", "serviceId"],
    "swarm:index:SwarmStack": ["defaultNetworkId"],
  });
});

test("Every input accepts an Output", () => {
  expect(JSON.stringify(schema)).not.toContain(`"plain"`);
});

test("Each component describes exactly the inputs of its schema, down to the last nested one", () => {
  const names = (properties: Properties): string[] =>
    Object.keys(properties).filter((name) => properties[name]?.isUnlisted !== true);
  const components = Object.entries(schema.resources).map(([token, { inputProperties }]) => [
    token,
    Object.keys(inputProperties).sort(),
  ]);
  const described = Object.entries(componentClasses).map(([name, { inputs }]) => [
    `swarm:index:${name}`,
    names(inputs).sort(),
  ]);
  expect(described).toEqual(components.sort());

  const blocks = describedInputs().flatMap(({ path, type, form }) => {
    const { properties, required = [] } = definitionOf(type) ?? {};
    return properties === undefined || form.kind !== "block" ? [] : [{ path, properties, required, form }];
  });
  expect(blocks.length).toBeGreaterThan(15);
  for (const { path, properties, required, form } of blocks) {
    expect([path, names(form.properties).sort()]).toEqual([path, Object.keys(properties).sort()]);
    const mandatory = names(form.properties).filter((name) => form.properties[name]?.isRequired === true);
    expect([path, mandatory.sort()]).toEqual([path, [...required].sort()]);
  }
});

test("Each input refuses a value of another type than its schema has, at any depth", () => {
  const inputs = describedInputs();
  expect(inputs.length).toBeGreaterThan(150);
  for (const { path, type, form } of inputs) {
    const { kind, wrong } = kindAndWrongValueOf(type);
    expect([path, form.kind]).toEqual([path, kind]);
    expect([path, shapeProblems(form, wrong, "x", "x").length]).toEqual([path, 1]);
    expect([path, shapeProblems(form, new Map(), "x", "x").length]).toEqual([path, 1]);
  }
});

test("Each block refuses an unknown property and proposes the one that was meant, at any depth", () => {
  for (const { path, form } of describedInputs()) {
    if (form.kind !== "block") continue;
    for (const name of Object.keys(form.properties)) {
      const typo = `${name.slice(0, 2)}_${name.slice(2)}`;
      const reasons = shapeProblems(form, { [typo]: "x" }, "x", "x").map(({ reason }) => reason);
      expect([path, reasons]).toEqual([
        path,
        expect.arrayContaining([expect.stringMatching(`^Unknown property "${typo}". Did you mean "${name}"\\?`)]),
      ]);
    }
  }
});

test("The schema has the names and values of all enumerations", () => {
  const enumerations = Object.entries(schema.types).flatMap(([token, { enum: members }]) =>
    members === undefined ? [] : [[token, members.map(({ name, value }) => `${name}=${value}`).join(" ")]],
  );
  expect(Object.fromEntries(enumerations)).toEqual({
    "swarm:index:AppArmorMode": "Default=default Disabled=disabled",
    "swarm:index:EndpointMode": "Vip=vip Dnsrr=dnsrr",
    "swarm:index:Isolation": "Default=default Process=process HyperV=hyperv",
    "swarm:index:MountType": "Volume=volume Bind=bind Tmpfs=tmpfs Npipe=npipe",
    "swarm:index:NodeAvailability": "Active=active Pause=pause Drain=drain",
    "swarm:index:NodeRole": "Worker=worker Manager=manager",
    "swarm:index:OnPublishedPorts": "Refuse=refuse Suspend=suspend",
    "swarm:index:Protocol": "Tcp=tcp Udp=udp Sctp=sctp",
    "swarm:index:PublishMode": "Ingress=ingress Host=host",
    "swarm:index:Replacement": "MakeBeforeBreak=make-before-break Swap=swap",
    "swarm:index:RestartCondition": "Any=any OnFailure=on-failure None=none",
    "swarm:index:RollbackFailureAction": "Pause=pause Continue=continue",
    "swarm:index:SeccompMode": "Default=default Unconfined=unconfined Custom=custom",
    "swarm:index:ServiceMode": "Replicated=replicated Global=global ReplicatedJob=replicated-job GlobalJob=global-job",
    "swarm:index:UpdateFailureAction": "Pause=pause Rollback=rollback Continue=continue",
    "swarm:index:UpdateOrder": "StopFirst=stop-first StartFirst=start-first",
  });
});

/** The paths of the properties for which a condition holds. */
function propertiesThat(holds: (type: TypeSpec) => boolean): string[] {
  const owners = [
    ...Object.entries(schema.resources).flatMap(([token, { inputProperties, properties }]) => [
      [token, inputProperties] as const,
      [token, properties] as const,
    ]),
    ...Object.entries(schema.types).map(([token, { properties = {} }]) => [token, properties] as const),
  ];
  return owners
    .flatMap(([token, properties]) =>
      Object.entries(properties).flatMap(([name, type]) =>
        holds(type) ? [`${token.split(":")[2] ?? ""}.${name}`] : [],
      ),
    )
    .sort();
}

test("Numbers are integers, except for processors, fractions and seconds", () => {
  const fractional = propertiesThat(({ type }) => type === "number");
  expect(fractional.filter((path) => !path.endsWith("Seconds"))).toEqual([
    "ResourceAmountArgs.cpus",
    "RollbackConfigArgs.maxFailureRatio",
    "UpdateConfigArgs.maxFailureRatio",
  ]);
  expect(JSON.stringify(schema).match(/"type":"integer"/g)?.length).toBeGreaterThan(25);
});

test("Credentials are secrets", () => {
  expect(propertiesThat(({ secret }) => secret === true)).toEqual([
    "JoinArgs.token",
    "SwarmNode.managerToken",
    "SwarmNode.unlockKey",
    "SwarmNode.workerToken",
    "SwarmSecret.base64",
    "SwarmSecret.text",
  ]);
});

test("An output with a few possible values is an enumeration", () => {
  const outputs = (token: string, name: string): string | undefined => schema.resources[token]?.properties[name]?.$ref;
  expect(outputs("swarm:index:SwarmService", "endpointMode")).toBe("#/types/swarm:index:EndpointMode");
  expect(outputs("swarm:index:SwarmNode", "role")).toBe("#/types/swarm:index:NodeRole");
  expect(schema.types["swarm:index:PublishedPort"]?.properties?.["protocol"]?.$ref).toBe(
    "#/types/swarm:index:Protocol",
  );
});
