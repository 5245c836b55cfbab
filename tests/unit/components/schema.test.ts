import { join } from "node:path";
import { ComponentProvider } from "@pulumi/pulumi/provider/experimental";
import {
  GatewayBridge,
  IngressConfig,
  OverlayNetwork,
  SwarmConfig,
  SwarmNode,
  SwarmSecret,
  SwarmService,
  SwarmStack,
} from "../../../components";
import { propertiesOf } from "../../../components/arguments/checkedArgs";
import type { Form, Properties } from "../../../components/arguments/shape";
import { shapeProblems } from "../../../components/arguments/shapeProblems";
import { gatewayBridgeDescription } from "../../../components/network/gatewayBridge";
import { ingressConfigDescription } from "../../../components/network/ingressConfig";
import { overlayNetworkDescription } from "../../../components/network/overlayNetworkDescription";
import { swarmNodeDescription } from "../../../components/node/swarmNode";
import { payloadDescription } from "../../../components/payload/payload";
import { swarmStackDescription } from "../../../components/stack/swarmStack";
import { swarmServiceDescription } from "../../../components/service/swarmServiceDescription";

/** The type of an input in a schema. */
interface Type {
  readonly type?: string;
  readonly $ref?: string;
  readonly items?: Type;
  readonly additionalProperties?: Type;
}

interface Schema {
  readonly resources: Record<
    string,
    { isComponent: boolean; inputProperties: Record<string, Type>; requiredInputs: string[]; properties: object }
  >;
  readonly types: Record<
    string,
    { enum?: { name: string; value: string }[]; properties?: Record<string, Type>; required?: string[] }
  >;
}

const descriptions: Readonly<Record<string, Properties>> = {
  "swarm:index:GatewayBridge": propertiesOf(gatewayBridgeDescription),
  "swarm:index:IngressConfig": propertiesOf(ingressConfigDescription("edge")),
  "swarm:index:OverlayNetwork": propertiesOf(overlayNetworkDescription("backend")),
  "swarm:index:SwarmConfig": propertiesOf(payloadDescription("site", "config")),
  "swarm:index:SwarmNode": propertiesOf(swarmNodeDescription(false)),
  "swarm:index:SwarmSecret": propertiesOf(payloadDescription("db", "secret")),
  "swarm:index:SwarmService": propertiesOf(swarmServiceDescription("api")),
  "swarm:index:SwarmStack": propertiesOf(swarmStackDescription("shop")),
};

/** A value of an input and the shape that the component gives it, at any depth. */
interface Described {
  readonly path: string;
  readonly type: Type;
  readonly form: Form;
}

/** Every input of every component, with the inputs in them. */
function describedInputs(): Described[] {
  return Object.entries(schema.resources).flatMap(([token, { inputProperties }]) =>
    describedIn(token, inputProperties, descriptions[token] ?? {}),
  );
}

function describedIn(path: string, types: Record<string, Type>, properties: Properties): Described[] {
  return Object.entries(types).flatMap(([name, type]) => {
    const form = properties[name];
    if (form === undefined) throw new Error(`${path}.${name} has no shape.`);
    return [{ path: `${path}.${name}`, type, form }, ...inside(`${path}.${name}`, type, form)];
  });
}

function inside(path: string, type: Type, form: Form): Described[] {
  const list = type.items;
  if (list !== undefined && form.kind === "list") {
    return [{ path: `${path}[]`, type: list, form: form.element }, ...inside(`${path}[]`, list, form.element)];
  }
  const value = type.additionalProperties;
  if (value !== undefined && form.kind === "map") return [{ path: `${path}{}`, type: value, form: form.value }];
  return form.kind === "block" ? describedIn(path, definitionOf(type)?.properties ?? {}, form.properties) : [];
}

function definitionOf({ $ref }: Type): Schema["types"][string] | undefined {
  return schema.types[$ref?.replace("#/types/", "") ?? ""];
}

/** The kind of a shape, and a value of a wrong type, for a type in the schema. */
function kindAndWrongValueOf(type: Type): { kind: Form["kind"]; wrong: unknown } {
  const definition = definitionOf(type);
  if (definition?.enum !== undefined) return { kind: "value", wrong: "wrong" };
  if (definition !== undefined) return { kind: "block", wrong: "wrong" };
  if (type.items !== undefined) return { kind: "list", wrong: { wrong: "wrong" } };
  if (type.additionalProperties !== undefined) return { kind: "map", wrong: ["wrong"] };
  return { kind: "value", wrong: type.type === "string" ? 5 : "wrong" };
}

let schema: Schema;

beforeAll(async () => {
  const provider = new ComponentProvider({
    name: "swarm",
    dirname: join(__dirname, "../../../components"),
    components: [
      OverlayNetwork,
      IngressConfig,
      GatewayBridge,
      SwarmService,
      SwarmSecret,
      SwarmConfig,
      SwarmNode,
      SwarmStack,
    ],
  });
  schema = JSON.parse(await provider.getSchema()) as Schema;
}, 60_000);

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
  expect(Object.entries(descriptions).map(([token, properties]) => [token, names(properties).sort()])).toEqual(
    components.sort(),
  );

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

test("Every property has a description", () => {
  const holders = [
    ...Object.values(schema.resources).flatMap(({ inputProperties, properties }) => [inputProperties, properties]),
    ...Object.values(schema.types).flatMap(({ properties }) => (properties === undefined ? [] : [properties])),
  ];
  const silent = holders.flatMap((properties) =>
    Object.entries(properties as Record<string, { description?: string }>).filter(
      ([, { description }]) => description === undefined,
    ),
  );
  expect(silent).toEqual([]);
});

test("Every description is text, without residue of the comment that it was made from", () => {
  const texts: string[] = [];
  JSON.stringify(schema, (key, value: unknown) => {
    if (key === "description" && typeof value === "string") texts.push(value);
    return value;
  });
  const residue = /\[object|\{@|^\s*\*|(^|\s)@[a-z]+|<\/?[a-z]+>|undefined/m;
  expect(texts.length).toBeGreaterThan(100);
  expect(texts.filter((text) => text.trim() === "" || residue.test(text))).toEqual([]);
});
