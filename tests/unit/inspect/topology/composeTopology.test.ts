import { composeTopology } from "../../../../inspect/topology/composeTopology";
import { node, overlay, service, task } from "../../../support/engineObjects";

const web = service("web", ["net1", "elsewhere"], {
  ports: {
    Ports: [
      { Protocol: "tcp", TargetPort: 8080, PublishedPort: 80, PublishMode: "ingress" },
      { TargetPort: 53, PublishedPort: 53, Protocol: "udp", PublishMode: "host" },
    ],
  },
  replicas: 2,
});

const answers = {
  networks: [
    overlay("net1", {
      Name: "payments-1a2b3c4d",
      Options: { encrypted: "", "com.docker.network.driver.mtu": "1450" },
      Labels: { team: "shop" },
    }),
    overlay("net0", { Name: "edge", Ingress: true, IPAM: { Config: null }, Driver: "" }),
    overlay("local", { Name: "docker_gwbridge", Scope: "local", Driver: "bridge" }),
  ],
  services: [web],
  tasks: [
    task("t10", web, 10, "n2"),
    task("t2", web, 2, "n1"),
    task("t3", web, 3, "", { Status: { State: "pending", Err: "no suitable node" }, NetworksAttachments: null }),
    task("old", web, 1, "n1", { Status: { State: "failed" }, DesiredState: "shutdown" }),
  ],
  nodes: [
    node("n2"),
    node("n1", {
      Status: { State: "ready", Addr: "0.0.0.0" },
      ManagerStatus: { Leader: true, Addr: "10.9.0.1:2377" },
    }),
  ],
  bridges: new Map([
    [
      "n1",
      overlay("gw", {
        Name: "docker_gwbridge",
        Scope: "local",
        Driver: "bridge",
        IPAM: { Config: [{ Subnet: "172.18.0.0/16", Gateway: "172.18.0.1" }] },
        Options: { "com.docker.network.bridge.enable_icc": "false" },
      }),
    ],
  ]),
};

const topology = composeTopology("unix:///run/docker.sock", answers, {
  stack: "dev",
  byId: new Map([["net1", "payments"]]),
  hosts: [],
});

test("The picture has the networks of the swarm with their properties from the Engine", () => {
  expect(topology.networks).toEqual([
    {
      id: "net0",
      name: "edge",
      programName: undefined,
      ingress: true,
      encrypted: false,
      internal: false,
      attachable: false,
      vxlanIds: [4097],
      subnets: [],
      addresses: { usable: 0, used: 2, free: 0, source: "computed" },
      labels: {},
    },
    {
      id: "net1",
      name: "payments-1a2b3c4d",
      programName: "payments",
      driver: "overlay",
      ingress: false,
      encrypted: true,
      internal: false,
      attachable: false,
      mtu: 1450,
      effectiveMtu: 1372,
      vxlanIds: [],
      subnets: [{ subnet: "10.0.1.0/24", gateway: "10.0.1.1", usable: 253, used: 5, free: 248 }],
      addresses: { usable: 253, used: 5, free: 248, source: "computed" },
      labels: { team: "shop" },
    },
  ]);
});

test("A service that publishes through the ingress is attached to it, and unlisted networks are kept apart", () => {
  expect(topology.services).toEqual([
    {
      id: "web",
      name: "web",
      programName: undefined,
      image: "registry.example.com/shop:1",
      mode: "replicated",
      endpointMode: "vip",
      desiredTasks: 2,
      runningTasks: 2,
      attachments: [
        { network: "net0", aliases: [], virtualIp: undefined },
        { network: "net1", aliases: [], virtualIp: "10.0.1.2/24" },
      ],
      unlisted: ["elsewhere"],
      ports: [
        { protocol: "tcp", targetPort: 8080, publishedPort: 80, publishMode: "ingress" },
        { protocol: "udp", targetPort: 53, publishedPort: 53, publishMode: "host" },
      ],
      update: undefined,
      labels: {},
    },
  ]);
});

test("Tasks are sorted by slot, finished tasks are left out, and an error replaces the message", () => {
  expect(topology.tasks.map(({ name, node, state, message }) => [name, node, state, message])).toEqual([
    ["web.2", "n1", "running", "started"],
    ["web.3", undefined, "pending", "no suitable node"],
    ["web.10", "n2", "running", "started"],
  ]);
  expect(topology.tasks[0]?.addresses).toEqual([{ network: "net1", address: "10.0.1.3/24" }]);
});

test("A node has its gateway bridge if its daemon was asked", () => {
  expect(topology.nodes.map(({ name, role, address, bridge }) => ({ name, role, address, bridge }))).toEqual([
    {
      name: "n1",
      role: "leader",
      address: "10.9.0.1",
      bridge: {
        name: "docker_gwbridge",
        subnets: [{ subnet: "172.18.0.0/16", gateway: "172.18.0.1" }],
        options: { "bridge.enable_icc": "false" },
      },
    },
    { name: "n2", role: "worker", address: "192.168.9.11", bridge: undefined },
  ]);
});

test("Tasks of a global service are named after their nodes, and other containers are listed separately", () => {
  const agent = { ...service("agent", []), Spec: { ...service("agent", []).Spec, Mode: { Global: {} } } };
  const { services, tasks } = composeTopology("h", {
    ...answers,
    services: [agent],
    tasks: [
      { ...task("t1", agent, 0, "n1"), Slot: undefined },
      { ...task("abcdefgh", agent, 0, "n2"), ServiceID: "" },
    ],
  });
  expect(services.map(({ mode, attachments }) => [mode, attachments])).toEqual([["global", []]]);
  expect(tasks.map(({ name, service: of }) => [name, of])).toEqual([
    ["agent.n1", "agent"],
    ["container abcde", undefined],
  ]);
});
