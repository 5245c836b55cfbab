import type { Network, Node, Service, Task } from "../../../provider/engine/types";
import { publishedAddresses } from "../../../inspect/reach";
import { formatReport } from "../../../inspect/report";
import { composeStackView } from "../../../inspect/stackView";

const network = (id: string, name: string, more: Partial<Network>): Network => ({
  Id: id,
  Name: name,
  Scope: "swarm",
  Driver: "overlay",
  EnableIPv6: false,
  Internal: false,
  Attachable: false,
  Ingress: false,
  IPAM: { Config: [{ Subnet: "10.0.1.0/24", Gateway: "10.0.1.1" }] },
  Options: null,
  Labels: null,
  ...more,
});

const node = (name: string, status: Node["Status"], managerStatus?: Node["ManagerStatus"]): Node => ({
  ID: `id-${name}`,
  Version: { Index: 1 },
  Spec: { Labels: null, Role: "worker", Availability: "active" },
  Description: { Hostname: name },
  Status: status,
  ...(managerStatus === undefined ? {} : { ManagerStatus: managerStatus }),
});

const task = (service: string, nodeId: string, state: Task["Status"]["State"]): Task => ({
  ID: `${service}-${nodeId}`,
  Version: { Index: 1 },
  Spec: {},
  ServiceID: service,
  NodeID: nodeId,
  Status: { State: state },
  DesiredState: "running",
});

const web: Service = {
  ID: "s1",
  Version: { Index: 1 },
  Spec: {
    Name: "web",
    TaskTemplate: {
      ContainerSpec: { Image: "registry:5000/web:1@sha256:abc" },
      Networks: [{ Target: "n1" }, { Target: "foreign" }],
    },
    Mode: { Replicated: { Replicas: 2 } },
  },
  Endpoint: {
    Ports: [
      { Protocol: "tcp", TargetPort: 8080, PublishedPort: 80, PublishMode: "ingress" },
      { Protocol: "tcp", TargetPort: 8080, PublishedPort: 8081, PublishMode: "host" },
      { Protocol: "udp", TargetPort: 53, PublishedPort: 53, PublishMode: "ingress" },
    ],
  },
};

const swarm = {
  networks: [
    network("n1", "frontend-1a2b3c4d", { Options: { encrypted: "", "com.docker.network.driver.mtu": "1400" } }),
    network("foreign", "somebody-elses", {}),
  ],
  services: [web],
  nodes: [
    node("b", { State: "ready", Addr: "192.168.9.12" }),
    node("a", { State: "ready", Addr: "0.0.0.0" }, { Addr: "192.168.9.11:2377" }),
    node("c", { State: "down", Addr: "192.168.9.13" }),
  ],
  tasks: [task("s1", "id-b", "running"), task("s1", "id-a", "starting")],
};

const view = composeStackView({ networks: { frontend: "n1", gone: "n9" }, services: { web: "s1" } }, swarm);

test("a host-mode port is reached where a task runs, an ingress-mode port at every node that is ready", () => {
  expect(publishedAddresses(view)).toEqual([
    { service: "web", url: "http://192.168.9.11:80", publishMode: "ingress" },
    { service: "web", url: "http://192.168.9.12:80", publishMode: "ingress" },
    { service: "web", url: "http://192.168.9.12:8081", publishMode: "host" },
  ]);
});

test("the report says what runs where, by the names of the program, and what answers", () => {
  const answers = publishedAddresses(view).map((address) => ({
    ...address,
    firstLine: address.publishMode === "host" ? "web.1.abc" : undefined,
  }));
  expect(formatReport(view, answers)).toMatchInlineSnapshot(`
    "NETWORK   IN THE SWARM       SUBNETS
    frontend  frontend-1a2b3c4d  10.0.1.0/24  encrypted, MTU 1400

    SERVICE  RUNNING  ON  NETWORKS                 PORTS
    web      1/2      b   frontend somebody-elses  80->8080/tcp ingress, 8081->8080/tcp host, 53->53/udp ingress

    REACH IT AT               SERVICE  ANSWERS
    http://192.168.9.12:8081  web      web.1.abc
    No answer at http://192.168.9.11:80 http://192.168.9.12:80: the routing mesh needs IPVS (ip_vs) in the kernel of the nodes; a port published in host mode does not."
  `);
});

test("a stack without published ports is reported without addresses", () => {
  const bare = composeStackView({ networks: { frontend: "n1" }, services: {} }, swarm);
  expect(publishedAddresses(bare)).toEqual([]);
  expect(formatReport(bare, [])).toMatchInlineSnapshot(`
    "NETWORK   IN THE SWARM       SUBNETS
    frontend  frontend-1a2b3c4d  10.0.1.0/24  encrypted, MTU 1400"
  `);
});
