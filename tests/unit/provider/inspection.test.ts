import { inspectNetwork } from "../../../provider/inspection/inspectNetwork";
import { inspectService } from "../../../provider/inspection/inspectService";
import type { Network } from "../../../provider/engine/types";
import { node, overlay, service, task } from "../../support/engineObjects";

const ports = [
  { Protocol: "tcp", TargetPort: 8080, PublishedPort: 80, PublishMode: "ingress" },
  { Protocol: "udp", TargetPort: 53, PublishMode: "host" },
];
const api = service("api", ["backend"], { replicas: 2 });
const web = service("web", ["backend", "gone"], { replicas: 3, ports: { Ports: ports } });
const backend = overlay("backend", {
  Name: "backend-1a2b3c4d",
  Options: {
    encrypted: "",
    "com.docker.network.driver.mtu": "1450",
    "com.docker.network.driver.overlay.vxlanid_list": "4097,4098",
  },
  IPAM: {
    Config: [
      { Subnet: "10.0.1.0/25", Gateway: "10.0.1.1" },
      { Subnet: "10.0.2.0/25", Gateway: "10.0.2.1", IPRange: "10.0.2.64/26" },
    ],
  },
  Labels: { team: "shop" },
  Services: {
    api: { Tasks: [] },
    "": { Tasks: [{ Name: "abcdef012345", EndpointIP: "10.0.2.70", Info: { "Host IP": "192.168.9.11" } }] },
  },
});
const edge = overlay("edge", { Ingress: true });
const lists = {
  networks: [edge, backend],
  services: [web, { ...api, Endpoint: { VirtualIPs: null } }],
  nodes: [
    node("node2"),
    node("node10", { Status: { State: "ready", Addr: "192.168.9.20" } }),
    node("node3", { Status: { State: "down", Addr: "192.168.9.13" } }),
  ],
  tasks: [
    task("t1", web, 10, "node10"),
    task("t2", web, 2, "node2"),
    task("t3", api, 1, "node10"),
    task("t4", web, 3, "", { Status: { State: "new" }, NetworksAttachments: [{ Network: { ID: "backend" } }] }),
    task("t5", web, 2, "node3", { Status: { State: "shutdown" }, DesiredState: "shutdown" }),
  ],
};

test("A network has its addresses, its peers, its services, and its tasks by node", () => {
  const address = "10.0.1.3/24";
  expect(inspectNetwork(backend, lists)).toEqual({
    id: "backend",
    name: "backend-1a2b3c4d",
    driver: "overlay",
    ingress: false,
    encrypted: true,
    internal: false,
    attachable: false,
    mtu: 1450,
    effectiveMtu: 1372,
    vxlanIds: [4097, 4098],
    // Which of two subnets the addresses come from is the leader's secret before Engine 29.
    subnets: [
      { subnet: "10.0.1.0/25", gateway: "10.0.1.1", usable: 125 },
      { subnet: "10.0.2.0/25", gateway: "10.0.2.1", ipRange: "10.0.2.64/26", usable: 63 },
    ],
    addresses: { usable: 188, used: 7, free: 181, source: "computed" },
    labels: { team: "shop" },
    peers: [
      { node: "node2", address: "192.168.9.11" },
      { node: "node10", address: "192.168.9.20" },
    ],
    services: [
      { id: "api", name: "api", aliases: [] },
      { id: "web", name: "web", aliases: [], virtualIp: "10.0.1.2/24" },
    ],
    tasks: [
      { id: "t4", name: "web.3", service: "web", state: "new", addresses: [] },
      { id: "t2", name: "web.2", service: "web", node: "node2", state: "running", addresses: [address] },
      {
        id: "abcdef012345",
        name: "container abcdef012345",
        node: "node2",
        state: "running",
        addresses: ["10.0.2.70/25"],
      },
      { id: "t3", name: "api.1", service: "api", node: "node10", state: "running", addresses: [address] },
      { id: "t1", name: "web.10", service: "web", node: "node10", state: "running", addresses: [address] },
    ],
  });
});

test("The ingress is on every node that is not down, and has the services that publish through it", () => {
  const nodes = [...lists.nodes, node("node11", { Status: { State: "unknown", Addr: "192.168.9.21" } })];
  const { peers, services, tasks } = inspectNetwork(edge, { ...lists, nodes });
  expect({ peers: peers.map((peer) => peer.node), services, tasks }).toEqual({
    peers: ["node2", "node10", "node11"],
    services: [{ id: "web", name: "web", aliases: [] }],
    tasks: [],
  });
});

test("A network that the leader has not allocated has neither driver nor subnet", () => {
  const pending = overlay("new", { Driver: "", IPAM: { Config: null }, Options: null });
  expect(inspectNetwork(pending, lists)).toEqual({
    id: "new",
    name: "new",
    ingress: false,
    encrypted: false,
    internal: false,
    attachable: false,
    vxlanIds: [],
    subnets: [],
    addresses: { usable: 0, used: 0, free: 0, source: "computed" },
    labels: {},
    peers: [],
    services: [],
    tasks: [],
  });
});

test("A service has its virtual IP on each network, its ports, and its tasks with node, state and addresses", () => {
  expect(inspectService(web, lists)).toEqual({
    id: "web",
    name: "web",
    image: "registry.example.com/shop:1",
    mode: "replicated",
    endpointMode: "vip",
    desiredTasks: 3,
    runningTasks: 3,
    ports: [
      { protocol: "tcp", targetPort: 8080, publishedPort: 80, publishMode: "ingress" },
      { protocol: "udp", targetPort: 53, publishedPort: 0, publishMode: "host" },
    ],
    labels: {},
    networks: [
      { id: "backend", name: "backend-1a2b3c4d", aliases: [], virtualIp: "10.0.1.2/24" },
      { id: "edge", name: "edge", aliases: [] },
      // It is gone.
      { id: "gone", name: "gone", aliases: [] },
    ],
    tasks: [
      {
        id: "t2",
        name: "web.2",
        node: "node2",
        state: "running",
        desiredState: "running",
        message: "started",
        addresses: [
          { network: "backend-1a2b3c4d", address: "10.0.1.3/24" },
          { network: "gone", address: "10.0.1.3/24" },
        ],
        ports: [],
      },
      { id: "t4", name: "web.3", state: "new", desiredState: "running", addresses: [], ports: [] },
      {
        id: "t1",
        name: "web.10",
        node: "node10",
        state: "running",
        desiredState: "running",
        message: "started",
        addresses: [
          { network: "backend-1a2b3c4d", address: "10.0.1.3/24" },
          { network: "gone", address: "10.0.1.3/24" },
        ],
        ports: [],
      },
    ],
  });
});

test("With a separate data interface, the node of a manually attached container is found by the node's tasks", () => {
  const container = (Name: string, EndpointIP: string, end: string): object => ({
    Name,
    EndpointIP,
    Info: { "Host IP": end },
  });
  const own = { Name: "", EndpointID: "", MacAddress: "", IPv4Address: "10.0.1.70/25", IPv6Address: "" };
  const seen = {
    ...backend,
    Containers: { "aaaaaaaaaaaa-and-more": own },
    Services: {
      "": {
        Tasks: [
          container("aaaaaaaaaaaa", "10.0.1.70", "172.16.0.2"),
          container("bbbbbbbbbbbb", "10.0.1.71", "172.16.0.10"),
          container("cccccccccccc", "10.0.1.72", "172.16.0.3"),
        ],
      },
      web: { Tasks: [container("web.10.t1", "10.0.1.9", "172.16.0.10")] },
    } as Network["Services"],
  };
  const onNode10 = task("t1", web, 10, "node10", {
    NetworksAttachments: [{ Network: { ID: "backend" }, Addresses: ["10.0.1.9/25"] }],
  });
  const { tasks, addresses } = inspectNetwork(seen, { ...lists, tasks: [onNode10], here: "node2" });
  expect(tasks.map(({ name, node }) => [name, node])).toEqual([
    ["container cccccccccccc", "172.16.0.3"],
    ["container aaaaaaaaaaaa", "node2"],
    ["web.10", "node10"],
    ["container bbbbbbbbbbbb", "node10"],
  ]);
  // A virtual IP, a task, three containers, and a load balancer on three nodes.
  expect(addresses.used).toBe(8);
});
