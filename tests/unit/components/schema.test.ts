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
} from "../../../components";

interface Schema {
  readonly resources: Record<
    string,
    { isComponent: boolean; inputProperties: object; requiredInputs: string[]; properties: object }
  >;
  readonly types: Record<string, { enum?: { name: string; value: string }[]; properties?: object }>;
}

let schema: Schema;

beforeAll(async () => {
  const provider = new ComponentProvider({
    name: "swarm",
    dirname: join(__dirname, "../../../components"),
    components: [OverlayNetwork, IngressConfig, GatewayBridge, SwarmService, SwarmSecret, SwarmConfig, SwarmNode],
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
  ]);
  expect(Object.values(schema.resources).every(({ isComponent }) => isComponent)).toBe(true);
});

test("the image of a service is the only required input", () => {
  expect(Object.values(schema.resources).flatMap(({ requiredInputs }) => requiredInputs)).toEqual(["image"]);
});

test("every id has a second name, because Pulumi does not pass 'id' on to other languages", () => {
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
  });
});

test("every input accepts an Output", () => {
  expect(JSON.stringify(schema)).not.toContain(`"plain"`);
});

test("the schema has the names and values of all enumerations", () => {
  const enumerations = Object.entries(schema.types).flatMap(([token, { enum: members }]) =>
    members === undefined ? [] : [[token, members.map(({ name, value }) => `${name}=${value}`).join(" ")]],
  );
  expect(Object.fromEntries(enumerations)).toEqual({
    "swarm:index:EndpointMode": "Vip=vip Dnsrr=dnsrr",
    "swarm:index:MountType": "Volume=volume Bind=bind Tmpfs=tmpfs",
    "swarm:index:NodeAvailability": "Active=active Pause=pause Drain=drain",
    "swarm:index:NodeRole": "Worker=worker Manager=manager",
    "swarm:index:OnPublishedPorts": "Refuse=refuse Suspend=suspend",
    "swarm:index:Protocol": "Tcp=tcp Udp=udp Sctp=sctp",
    "swarm:index:PublishMode": "Ingress=ingress Host=host",
    "swarm:index:Replacement": "MakeBeforeBreak=make-before-break Swap=swap",
    "swarm:index:RestartCondition": "Any=any OnFailure=on-failure None=none",
    "swarm:index:RollbackFailureAction": "Pause=pause Continue=continue",
    "swarm:index:ServiceMode": "Replicated=replicated Global=global",
    "swarm:index:UpdateFailureAction": "Pause=pause Rollback=rollback Continue=continue",
    "swarm:index:UpdateOrder": "StopFirst=stop-first StartFirst=start-first",
  });
});

test("every property has a description", () => {
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
