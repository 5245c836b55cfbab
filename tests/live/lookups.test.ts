import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import * as docker from "@pulumi/docker";
import type { NetworkInspection, ServiceInspection } from "../../components";
import { OverlayNetwork, SwarmService } from "../../components";
import { Engine } from "../../provider/engine/engine";
import { lookUps } from "../../provider/lookups";
import { checkout, readLab } from "../support/lab";
import { createLiveStack, type LiveStack } from "../support/stack";

const lab = readLab();
const engine = new Engine({ host: lab.dockerHost });
const manifestTypes = [
  "application/vnd.docker.distribution.manifest.v2+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.oci.image.index.v1+json",
];
let live: LiveStack;

function program(): Promise<Record<string, unknown>> {
  const backend = new OverlayNetwork("lookup-backend", { encrypted: true, subnets: [{ subnet: "10.210.7.0/24" }] });
  const api = new SwarmService("lookup-api", {
    image: lab.image,
    replicas: 2,
    networks: [backend.attach({ aliases: ["orders"] })],
    ports: [
      { targetPort: 8080, publishedPort: 18107 },
      { targetPort: 8080, publishedPort: 18108, publishMode: "host" },
    ],
  });
  const agent = new SwarmService("lookup-agent", {
    image: lab.image,
    env: { PORT: "18109" },
    networks: [{ id: "host" }],
  });
  return Promise.resolve({
    agent: agent.inspect().networks,
    api: api.id,
    network: backend.inspect({ dependsOn: api }),
    service: api.inspect(),
    made: backend.id,
    found: docker.getNetworkOutput({ name: backend.name }),
    image: docker.getRegistryImageOutput({ name: lab.image }),
    bridge: docker.getNetworkOutput({ name: "bridge" }).scope,
  });
}

beforeAll(async () => {
  live = await createLiveStack("lookups", lab.dockerHost, program);
});

afterAll(async () => {
  await live.remove();
});

/** All addresses on a network, as each node reports them, and the number of nodes that report any. */
async function addressesOn(id: string): Promise<{ addresses: string[]; nodes: string[]; peers: string[] }> {
  const copies = await Promise.all(
    lab.nodes.map(async ({ name, socket }) => {
      const listed = await new Engine({ host: `unix://${socket}` }).inspectNetwork(id).catch(() => undefined);
      // A node without a task on the network has no copy of it; a manager then returns the swarm's object.
      const containers = Object.values(listed?.Containers ?? {});
      return { name, containers, peers: containers.length === 0 ? [] : (listed?.Peers ?? []) };
    }),
  );
  const there = copies.filter(({ containers }) => containers.length > 0);
  return {
    addresses: there.flatMap(({ containers }) => containers.map(({ IPv4Address }) => IPv4Address)).sort(),
    nodes: there.map(({ name }) => name).sort(),
    peers: [...new Set(there.flatMap(({ peers }) => peers.map(({ IP }) => IP)))].sort(),
  };
}

test("getNetwork finds a network of the swarm, and getRegistryImage returns the digest from the registry", async () => {
  const { made, found, image, bridge } = (await live.upWithResult()).outputs;
  const network = (await engine.listNetworks()).find(({ Id }) => Id === made?.value);
  expect(found?.value).toEqual({
    id: network?.Id,
    name: network?.Name,
    scope: "swarm",
    driver: "overlay",
    internal: false,
    options: network?.Options,
    ipamConfigs: [{ subnet: "10.210.7.0/24", gateway: "10.210.7.1" }],
    containers: [],
  });
  expect(bridge?.value).toBe("local");

  const [repository, tag] = lab.image.slice(lab.registry.length + 1).split(":");
  const manifest = await fetch(`http://${lab.registry}/v2/${repository ?? ""}/manifests/${tag ?? ""}`, {
    method: "HEAD",
    // The media types that Engine 20.10 and Engine 29 push.
    headers: { accept: manifestTypes.join() },
  });
  const digest = manifest.headers.get("docker-content-digest");
  expect(digest).toMatch(/^sha256:/);
  expect(image?.value).toEqual({ id: digest, name: lab.image, sha256Digest: digest });
});

test("The inspection of a network contains what all nodes together report about it", async () => {
  const outputs = await live.stack.outputs();
  const shown = outputs.network?.value as NetworkInspection;
  const { addresses, nodes, peers } = await addressesOn(shown.id);
  const own = await engine.inspectService("lookup-api");
  const virtualIp = own.Endpoint?.VirtualIPs?.find(({ NetworkID }) => NetworkID === shown.id)?.Addr;

  expect(shown).toMatchObject({
    encrypted: true,
    effectiveMtu: 1424,
    vxlanIds: [expect.any(Number) as number],
    services: [{ id: own.ID, name: "lookup-api", aliases: ["orders"], virtualIp }],
  });
  expect(shown.peers.map(({ node }) => node)).toEqual(nodes);
  expect(shown.peers.map(({ address }) => address).sort()).toEqual(peers);
  // The nodes do not report the virtual IP. They report the tasks, and one load balancer per node.
  const used = addresses.length + 1;
  expect(shown.addresses).toEqual({ usable: 253, used, free: 253 - used, source: expect.any(String) as string });
  expect(shown.subnets).toEqual([
    { subnet: "10.210.7.0/24", gateway: "10.210.7.1", usable: 253, used, free: 253 - used },
  ]);
  const taskAddresses = shown.tasks.flatMap((task) => task.addresses);
  expect(taskAddresses).toHaveLength(2);
  expect(addresses).toEqual(expect.arrayContaining(taskAddresses));

  const api = outputs.service?.value as ServiceInspection;
  const ingress = (await engine.listNetworks()).find(({ Ingress }) => Ingress);
  expect(api).toMatchObject({ id: own.ID, mode: "replicated", endpointMode: "vip", desiredTasks: 2, runningTasks: 2 });
  expect(Object.fromEntries(api.networks.map(({ id, virtualIp: ip }) => [id, ip]))).toEqual(
    Object.fromEntries((own.Endpoint?.VirtualIPs ?? []).map(({ NetworkID, Addr }) => [NetworkID, Addr])),
  );
  expect(api.networks.map(({ id }) => id).sort()).toEqual([shown.id, ingress?.Id].sort());
  expect(api.ports).toEqual([
    { protocol: "tcp", targetPort: 8080, publishedPort: 18107, publishMode: "ingress" },
    { protocol: "tcp", targetPort: 8080, publishedPort: 18108, publishMode: "host" },
  ]);
  // The Engine's list of networks does not contain a node's host network.
  expect(outputs.agent?.value).toEqual([{ id: expect.any(String) as string, name: "host", aliases: [] }]);
  const tasks = await engine.listTasks({ service: [own.ID], "desired-state": ["running"] });
  const hosts = new Map((await engine.listNodes()).map(({ ID, Description }) => [ID, Description?.Hostname]));
  expect(api.tasks.map(({ id, node, state }) => ({ id, node, state }))).toEqual(
    [...tasks]
      .sort((a, b) => (a.Slot ?? 0) - (b.Slot ?? 0))
      .map(({ ID, NodeID }) => ({ id: ID, node: hosts.get(NodeID ?? ""), state: "running" })),
  );
});

test("A preview shows existing objects, and the values of objects that do not exist yet are unknown", async () => {
  live.setProgram(async () => {
    const outputs = await program();
    const later = new OverlayNetwork("lookup-later");
    return { ...outputs, later: later.inspect().addresses.free };
  });
  // Only the new network is a change: the inspection of the other objects returns the same as before.
  expect((await live.stack.preview()).changeSummary).toEqual({ create: 2, same: 7 });
});

test("The CLI accepts the provider's schema with its additional functions", async () => {
  const plugin = join(checkout, "provider", "pulumi-resource-docker");
  const { stdout } = await promisify(execFile)(
    join(checkout, ".tools", "bin", "pulumi"),
    ["package", "get-schema", plugin],
    {
      env: { ...process.env, PULUMI_HOME: join(live.directory, "home"), PULUMI_SKIP_UPDATE_CHECK: "true" },
      maxBuffer: 2 ** 24,
    },
  );
  const { functions } = JSON.parse(stdout) as { functions: object };
  expect(Object.keys(functions)).toEqual([...lookUps.keys()].sort());
});
