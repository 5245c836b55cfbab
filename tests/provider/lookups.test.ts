import * as docker from "@pulumi/docker";
import * as rpc from "@pulumi/pulumi/proto/provider_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { insteadOfLookUp, lookUps } from "../../provider/lookups";
import { notServed } from "../../provider/server/notServed";
import { FakeEngine } from "../support/fakeEngine/fakeEngine";
import { failureOf, ProviderClient } from "../support/providerClient";

let engine: FakeEngine;
let provider: ProviderClient;

beforeEach(async () => {
  engine = await FakeEngine.start();
  provider = await ProviderClient.start({ lookUps: [...lookUps.values()] });
  await provider.configure({ host: engine.host });
});

afterEach(async () => {
  await provider.stop();
  await engine.stop();
});

async function invoke(name: string, args: object): Promise<unknown> {
  const request = new rpc.InvokeRequest();
  const module = /^(inspect|packageVersion)/.test(name) ? "swarm" : "index";
  request.setTok(`docker:${module}/${name}:${name}`);
  request.setArgs(Struct.fromJavaScript(args as never));
  return (await provider.call<rpc.InvokeResponse>("invoke", request)).getReturn()?.toJavaScript();
}

test("getNetwork describes a network, by its name or its id", async () => {
  const [ingress] = engine.networks.all;
  const network = {
    id: ingress?.Id,
    name: "ingress",
    scope: "swarm",
    driver: "overlay",
    internal: false,
    options: { "com.docker.network.driver.overlay.vxlanid_list": "4096" },
    ipamConfigs: [{ subnet: "10.0.0.0/24", gateway: "10.0.0.1" }],
    containers: [],
  };
  expect(await invoke("getNetwork", { name: "ingress" })).toEqual(network);
  expect(await invoke("getNetwork", { name: ingress?.Id })).toEqual(network);
});

test("getNetwork lists the containers of this node on a network, by their ids", async () => {
  const id = engine.networks.all[0]?.Id ?? "";
  const endpoint = {
    EndpointID: "e1",
    MacAddress: "02:42:0a:00:00:03",
    IPv4Address: "10.0.0.3/24",
    IPv6Address: "",
  };
  const containers = { c2: { ...endpoint, Name: "web.2" }, c1: { ...endpoint, Name: "web.1" } };
  engine.networks.change(id, { Scope: "local", Containers: containers });
  const container = {
    endpointId: "e1",
    macAddress: "02:42:0a:00:00:03",
    ipv4Address: "10.0.0.3/24",
    ipv6Address: "",
  };
  expect(await invoke("getNetwork", { name: "ingress" })).toMatchObject({
    containers: [
      { containerId: "c1", name: "web.1", ...container },
      { containerId: "c2", name: "web.2", ...container },
    ],
  });
});

test("getNetwork of a missing network names the Engine and the possible fixes", async () => {
  const { details } = await failureOf(invoke("getNetwork", { name: "ingres" }));
  expect(details).toBe(
    `getNetwork: the Engine at ${engine.host} has no network "ingres". 'docker network ls' lists its networks. If ` +
      "this program creates the network, use that resource's output 'id'.",
  );
});

const ingress = {
  name: "ingress",
  driver: "overlay",
  ingress: true,
  encrypted: false,
  internal: false,
  attachable: false,
  effectiveMtu: 1450,
  vxlanIds: [4096],
  subnets: [{ subnet: "10.0.0.0/24", gateway: "10.0.0.1", usable: 253, used: 1, free: 252 }],
  addresses: { usable: 253, used: 1, free: 252, source: "computed" },
  labels: {},
  peers: [{ node: "fake", address: "127.0.0.1" }],
  services: [],
  tasks: [],
};

test("inspectNetwork describes a network and what is attached to it, by its id or its name", async () => {
  const { Id: id } = engine.networks.all[0] ?? {};
  expect(await invoke("inspectNetwork", { id })).toEqual({ id, ...ingress });
  expect(await invoke("inspectNetwork", { id: "ingress" })).toEqual({ id, ...ingress });
});

test("inspectNetwork reports the leader's count of addresses when the Engine provides it", async () => {
  const counting = await FakeEngine.start({ apiVersion: "1.52" });
  await provider.configure({ host: counting.host });
  const { Id: id = "" } = counting.networks.all[0] ?? {};
  const Subnets = { "10.0.0.0/24": { IPsInUse: 16, DynamicIPsAvailable: 240 } };
  counting.networks.change(id, { Status: { IPAM: { Subnets } } });
  expect(await invoke("inspectNetwork", { id })).toEqual({
    id,
    ...ingress,
    subnets: [{ subnet: "10.0.0.0/24", gateway: "10.0.0.1", usable: 253, used: 13, free: 240 }],
    addresses: { usable: 253, used: 13, free: 240, source: "engine" },
  });
  await counting.stop();
});

test("inspectNetwork refuses a missing network and one of a single node, and says what to use instead", async () => {
  expect((await failureOf(invoke("inspectNetwork", { id: "ingres" }))).details).toBe(
    `inspectNetwork: the swarm of the Engine at ${engine.host} has no network "ingres". 'docker network ls' on a ` +
      "manager lists its networks. If this program creates the network, use that resource's output 'id'.",
  );
  const { Id: id = "" } = engine.networks.all[0] ?? {};
  engine.networks.change(id, { Name: "docker_gwbridge", Scope: "local" });
  expect((await failureOf(invoke("inspectNetwork", { id }))).details).toBe(
    'inspectNetwork: network "docker_gwbridge" is not a network of the swarm: it exists only on the node at ' +
      `${engine.host}. Use docker.getNetwork, which reads the networks of a node.`,
  );
});

test("inspectService of a missing service names the Engine and the possible fixes", async () => {
  expect((await failureOf(invoke("inspectService", { id: "web" }))).details).toBe(
    `inspectService: the swarm of the Engine at ${engine.host} has no service "web". 'docker service ls' on a ` +
      "manager lists its services. If this program creates the service, use that resource's output 'id'.",
  );
});

test("getRegistryImage returns the digest of a tag", async () => {
  const digest = `sha256:${"ab".repeat(32)}`;
  engine.images.set("reg.example:5000/shop/web:1", digest);
  const name = "reg.example:5000/shop/web:1";
  expect(await invoke("getRegistryImage", { name })).toEqual({ id: digest, name, sha256Digest: digest });
  expect(await invoke("getRegistryImage", { name, insecureSkipVerify: true })).toEqual({
    id: digest,
    name,
    sha256Digest: digest,
    insecureSkipVerify: true,
  });
});

test("getRegistryImage of a missing tag says what to check, and which daemon must trust the registry", async () => {
  const missing = 'getRegistryImage: the registry gave no digest for "web:2": manifest unknown: manifest unknown';
  const check = "Check the name and the tag, and 'docker:registryAuth' if the registry asks for a login.";
  expect((await failureOf(invoke("getRegistryImage", { name: "web:2" }))).details).toBe(`${missing} ${check}`);
  expect((await failureOf(invoke("getRegistryImage", { name: "web:2", insecureSkipVerify: true }))).details).toBe(
    `${missing} ${check} 'insecureSkipVerify' has no effect here: the Engine asks the registry, and trusts those in ` +
      "its 'insecure-registries' and /etc/docker/certs.d.",
  );
});

test.each([
  ["getNetwork", `getNetwork: 'name' is missing. Give the name of a network, e.g. "frontend".`],
  ["getRegistryImage", `getRegistryImage: 'name' is missing. Give an image with its tag, e.g. "nginx:1.29".`],
  [
    "inspectNetwork",
    `inspectNetwork: 'id' is missing. Give the id of a network, e.g. the output 'networkId' ` +
      `('network_id' in Python) of a component.`,
  ],
  [
    "inspectService",
    `inspectService: 'id' is missing. Give the id of a service, e.g. the output 'serviceId' ` +
      `('service_id' in Python) of a component.`,
  ],
])("%s without a name or id is refused without a request", async (name, message) => {
  expect((await failureOf(invoke(name, { name: "", id: "" }))).details).toBe(message);
  expect(engine.requests).toEqual([]);
});

test.each([...insteadOfLookUp])(
  "%s, which describes a single node, is refused, with what to use instead",
  async (token, instead) => {
    const { details } = await failureOf(invoke(token.split(":")[2] ?? "", { name: "x" }));
    expect(details).toBe(`${notServed(token, lookUps.keys())} ${instead}`);
  },
);

test("Each look-up of the docker package is either served or refused with an alternative", () => {
  const names = Object.keys(docker).filter((name) => /^get.*(?<!Output)$/.test(name));
  const tokens = names.map((name) => `docker:index/${name}:${name}`);
  const answered = [...lookUps.keys(), ...insteadOfLookUp.keys()].filter((token) => token.startsWith("docker:index/"));
  expect(answered.sort()).toEqual(tokens.sort());
});

test("packageVersion tells the components that they run on this provider, without a call to the Engine", async () => {
  expect(await invoke("packageVersion", {})).toEqual({ version: "5.2.0" });
  expect(engine.requests).toEqual([]);
});
