import { addressUsage } from "../../../provider/inspection/addressUsage";
import { node, overlay, service, task } from "../../support/engineObjects";

const web = service("web", ["net"], { replicas: 3 });
const neighbours = {
  services: [web, service("other", ["elsewhere"])],
  nodes: [node("n1"), node("n2"), node("n3")],
  tasks: [
    task("a", web, 1, "n1"),
    task("b", web, 2, "n1"),
    task("c", web, 3, "n2"),
    task("waits for an address", web, 4, "n3", { NetworksAttachments: [{ Network: { ID: "net" }, Addresses: null }] }),
    task("over", web, 5, "n3", { Status: { State: "complete" } }),
  ],
};

test("Virtual IPs, tasks, and the load balancer of each node with a task use addresses", () => {
  expect(addressUsage(overlay("net"), neighbours)).toEqual({ usable: 253, used: 6, free: 247, source: "computed" });
});

test("Containers that were attached by hand use addresses, and so do load balancers of nodes with nothing else", () => {
  const container = (
    digit: string,
    host: string,
  ): { Name: string; EndpointIP: string; Info: Record<string, string> } => ({
    Name: digit.repeat(12),
    EndpointIP: "10.0.1.9",
    Info: { "Host IP": host },
  });
  const nodes = ["1", "2", "3"].map((n) => node(`n${n}`, { Status: { State: "ready", Addr: `192.168.9.1${n}` } }));
  const Services = { "": { Tasks: [container("a", "192.168.9.11"), container("b", "192.168.9.13")] } };
  expect(addressUsage(overlay("net", { Services }), { ...neighbours, nodes }).used).toBe(9);
});

test("The ingress has a load balancer on every node", () => {
  expect(addressUsage(overlay("edge", { Ingress: true }), neighbours)).toEqual({
    usable: 253,
    used: 3,
    free: 250,
    source: "computed",
  });
});

test("The leader's count is used if there is one", () => {
  const network = overlay("net", {
    IPAM: {
      Config: [
        { Subnet: "10.0.1.0/24", Gateway: "10.0.1.1" },
        { Subnet: "10.0.2.0/29", Gateway: "10.0.2.1" },
      ],
    },
    Status: {
      IPAM: {
        Subnets: {
          "10.0.1.0/24": { IPsInUse: 13, DynamicIPsAvailable: 243 },
          "10.0.2.0/29": { IPsInUse: 8, DynamicIPsAvailable: 0 },
        },
      },
    },
  });
  expect(addressUsage(network, neighbours)).toEqual({ usable: 258, used: 15, free: 243, source: "engine" });
});

test("A full network has no free address, and never a negative number", () => {
  const network = overlay("net", { IPAM: { Config: [{ Subnet: "10.0.1.0/29", Gateway: "10.0.1.1" }] } });
  expect(addressUsage(network, neighbours)).toEqual({ usable: 5, used: 6, free: 0, source: "computed" });
});

test("A network without a subnet has no addresses", () => {
  expect(addressUsage(overlay("new", { IPAM: { Config: null } }), neighbours)).toEqual({
    usable: 0,
    used: 0,
    free: 0,
    source: "computed",
  });
});
