import { publishedAddresses } from "../../../inspect/reach";
import { formatReport } from "../../../inspect/report";
import { composeStackView } from "../../../inspect/stackView";
import { node, overlay, service, task } from "../../support/engineObjects";

const web = service("web", ["n1", "foreign"], {
  replicas: 2,
  ports: {
    Ports: [
      { Protocol: "tcp", TargetPort: 8080, PublishedPort: 80, PublishMode: "ingress" },
      { Protocol: "tcp", TargetPort: 8080, PublishedPort: 8081, PublishMode: "host" },
      { Protocol: "udp", TargetPort: 53, PublishedPort: 53, PublishMode: "ingress" },
    ],
  },
});

const swarm = {
  networks: [
    overlay("n1", {
      Name: "frontend-1a2b3c4d",
      Options: { encrypted: "", "com.docker.network.driver.mtu": "1400" },
    }),
    overlay("foreign", { Name: "another-teams" }),
  ],
  services: [web],
  nodes: [
    node("b", { Status: { State: "ready", Addr: "192.168.9.12" } }),
    node("a", {
      Status: { State: "ready", Addr: "0.0.0.0" },
      ManagerStatus: { Addr: "192.168.9.11:2377" },
    }),
    node("c", { Status: { State: "down", Addr: "192.168.9.13" } }),
  ],
  tasks: [task("t1", web, 1, "b"), task("t2", web, 2, "a", { Status: { State: "starting" } })],
};

const view = composeStackView({ networks: { frontend: "n1", gone: "n9" }, services: { web: "web" } }, swarm);

test("A host-mode port is reachable on the nodes that run a task, an ingress-mode port on all that are up", () => {
  expect(publishedAddresses(view)).toEqual([
    { service: "web", url: "http://192.168.9.11:80", publishMode: "ingress" },
    { service: "web", url: "http://192.168.9.12:80", publishMode: "ingress" },
    { service: "web", url: "http://192.168.9.12:8081", publishMode: "host" },
  ]);
});

test("The nodes that have not connected since the leader changed count as well", () => {
  const nodes = swarm.nodes
    .slice(0, 1)
    .map((one) => ({ ...one, Status: { ...one.Status, State: "unknown" as const } }));
  expect(composeStackView({ networks: {}, services: {} }, { ...swarm, nodes }).nodeAddresses).toEqual(["192.168.9.12"]);
});

test("The report lists networks, services and nodes by their names in the program, and addresses that respond", () => {
  const answers = publishedAddresses(view).map((address) => ({
    ...address,
    firstLine: address.publishMode === "host" ? "web.1.abc" : undefined,
  }));
  expect(formatReport(view, answers)).toMatchInlineSnapshot(`
    "NETWORK   IN THE SWARM       SUBNETS
    frontend  frontend-1a2b3c4d  10.0.1.0/24  encrypted, effective MTU 1324

    SERVICE  RUNNING  ON  NETWORKS                PORTS
    web      1/2      b   frontend another-teams  80->8080/tcp ingress, 8081->8080/tcp host, 53->53/udp ingress

    REACH IT AT               SERVICE  ANSWERS
    http://192.168.9.12:8081  web      web.1.abc
    No answer at http://192.168.9.11:80 http://192.168.9.12:80: the routing mesh needs IPVS (ip_vs) in the kernel of the nodes; a port published in host mode does not."
  `);
});

test("The report of a stack without published ports has no addresses", () => {
  const bare = composeStackView({ networks: { frontend: "n1" }, services: {} }, swarm);
  expect(publishedAddresses(bare)).toEqual([]);
  expect(formatReport(bare, [])).toMatchInlineSnapshot(`
    "NETWORK   IN THE SWARM       SUBNETS
    frontend  frontend-1a2b3c4d  10.0.1.0/24  encrypted, effective MTU 1324"
  `);
});
