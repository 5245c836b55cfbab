import { networkTables } from "../../../../inspect/inspection/networkTables";
import { serviceTables } from "../../../../inspect/inspection/serviceTables";

test("A network is shown with its addresses, peers, services and tasks", () => {
  const text = networkTables({
    id: "n1",
    name: "backend-1a2b3c4d",
    driver: "overlay",
    ingress: false,
    encrypted: true,
    internal: false,
    attachable: true,
    mtu: 1450,
    effectiveMtu: 1372,
    vxlanIds: [4097],
    subnets: [{ subnet: "10.0.1.0/24", gateway: "10.0.1.1", usable: 253, used: 4, free: 249 }],
    addresses: { usable: 253, used: 4, free: 249, source: "engine" },
    labels: { team: "shop", tier: "data" },
    peers: [{ node: "node1", address: "192.168.9.11" }],
    services: [{ id: "s1", name: "api", aliases: ["orders"], virtualIp: "10.0.1.2/24" }],
    tasks: [
      { id: "t2", name: "api.2", service: "api", state: "new", addresses: [] },
      { id: "t1", name: "api.1", service: "api", node: "node1", state: "running", addresses: ["10.0.1.3/24"] },
    ],
  });
  expect(`\n${text}\n`).toMatchInlineSnapshot(`
    "
    network    backend-1a2b3c4d
    id         n1
    driver     overlay, encrypted, attachable
    MTU        1372 for tasks, 1450 between the nodes
    VXLAN ids  4097
    addresses  4 used, 249 free of 253 (as the leader counts)
    labels     team=shop
               tier=data

    SUBNET       GATEWAY   RANGE  USED  FREE
    10.0.1.0/24  10.0.1.1         4     249

    PEER   ADDRESS
    node1  192.168.9.11

    SERVICE  VIRTUAL IP   ALIASES
    api      10.0.1.2/24  orders

    TASK   NODE   STATE    ADDRESS
    api.2         new
    api.1  node1  running  10.0.1.3/24
    "
  `);
});

test("The tables say that the leader has not allocated a network, and empty tables are left out", () => {
  const text = networkTables({
    id: "n1",
    name: "late",
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
  expect(`\n${text}\n`).toMatchInlineSnapshot(`
    "
    network    late
    id         n1
    driver     none yet: the leader has not allocated the network
    addresses  0 used, 0 free of 0 (computed)
    "
  `);
});

test("A service is shown with its virtual IPs, ports and tasks, and a task that does not run with its message", () => {
  const text = serviceTables({
    id: "s1",
    name: "api",
    image: "shop/api:1",
    mode: "replicated",
    endpointMode: "vip",
    desiredTasks: 2,
    runningTasks: 1,
    update: "updating: update in progress",
    labels: {},
    networks: [{ id: "n1", name: "backend", aliases: ["orders"], virtualIp: "10.0.1.2/24" }],
    ports: [
      { protocol: "tcp", targetPort: 8080, publishedPort: 80, publishMode: "ingress" },
      { protocol: "udp", targetPort: 53, publishedPort: 0, publishMode: "host" },
    ],
    tasks: [
      {
        id: "t1",
        name: "api.1",
        node: "node1",
        state: "running",
        desiredState: "running",
        message: "started",
        addresses: [{ network: "backend", address: "10.0.1.3/24" }],
        ports: [{ protocol: "udp", targetPort: 53, publishedPort: 32768, publishMode: "host" }],
      },
      {
        id: "t2",
        name: "api.2",
        state: "pending",
        desiredState: "running",
        message: "no suitable node",
        addresses: [],
        ports: [],
      },
    ],
  });
  expect(`\n${text}\n`).toMatchInlineSnapshot(`
    "
    service        api
    id             s1
    image          shop/api:1
    mode           replicated
    tasks          1 of 2 running
    endpoint mode  vip
    ports          80->8080/tcp ingress, any->53/udp host
    last update    updating: update in progress

    NETWORK  VIRTUAL IP   ALIASES
    backend  10.0.1.2/24  orders

    TASK   NODE   STATE                   ADDRESSES            PORTS
    api.1  node1  running                 10.0.1.3/24 backend  32768->53/udp host
    api.2         pending, to be running                                           no suitable node
    "
  `);
});
