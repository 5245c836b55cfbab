import { connectionsOf } from "../../../../inspect/topology/connections";
import { detailsOf } from "../../../../inspect/topology/details";
import { generatedTopology } from "./swarms";

const small = generatedTopology(3, 3);

test("A service is connected to its networks, its tasks and their nodes", () => {
  expect([...(connectionsOf(small).get("service:team0_web") ?? [])].sort()).toEqual([
    "network:proxy",
    "network:team0_backend",
    "node:node2",
    "task:team0_web-1",
  ]);
});

test("A network is connected to its services, its tasks and their nodes", () => {
  expect([...(connectionsOf(small).get("network:team0_backend") ?? [])].sort()).toEqual([
    "node:node1",
    "node:node2",
    "node:node3",
    "service:team0_api",
    "service:team0_web",
    "task:team0_api-1",
    "task:team0_api-2",
    "task:team0_web-1",
  ]);
});

test("Every connection of 300 services is listed in both directions", () => {
  const connections = connectionsOf(generatedTopology(300, 5));
  const missing = [...connections].flatMap(([from, others]) =>
    [...others].filter((to) => connections.get(to)?.has(from) !== true).map((to) => [from, to]),
  );
  expect(missing).toEqual([]);
});

test("The details of a network have the properties of docker network inspect, and the addresses of all tasks", () => {
  const details = detailsOf(small)["network:team0_backend"];
  expect(details?.facts).toEqual([
    ["name in the swarm", "team0_backend"],
    ["id", "team0_backend"],
    ["driver", "overlay"],
    ["encrypted", "yes"],
    ["effective MTU", "1424 bytes"],
    ["subnets", "10.2.0.0/24"],
    ["gateways", "10.2.0.1"],
    ["addresses", "8 used, 245 free of 253 (computed)"],
  ]);
  expect(details?.connected).toContainEqual({ key: "task:team0_web-1", note: "10.0.1.3/24 on node2" });
  expect(details?.connected).toContainEqual({ key: "service:team0_web", note: "VIP 10.0.1.2/24" });
});

test("Every item in the picture has details, and a search covers all of them and ignores case", () => {
  const topology = generatedTopology(300, 5);
  const details = Object.values(detailsOf(topology));
  const { networks, services, tasks, nodes } = topology;
  expect(details).toHaveLength(networks.length + services.length + tasks.length + nodes.length);
  expect(details.filter(({ search }) => search.includes("443 → 8443/tcp ingress")).map(({ title }) => title)).toEqual([
    "proxy",
  ]);
});
