import { composeTopology, type SwarmAnswers } from "../../../../inspect/topology/composeTopology";
import type { Topology } from "../../../../inspect/topology/topology";
import type { Network, Service } from "../../../../provider/engine/types";
import { node, overlay, service, task } from "../../../support/engineObjects";

/**
 * A typical swarm: stacks of three to ten services, each stack on an overlay of its own, every third one encrypted. Two
 * services of each stack are also on the network of a proxy, which publishes a port.
 */
export function generatedAnswers(serviceCount: number, nodeCount: number): SwarmAnswers {
  const nodes = Array.from({ length: nodeCount }, (_, index) =>
    node(`node${index + 1}`, {
      Status: { State: "ready", Addr: `192.168.9.${11 + index}` },
      ...(index === 0 ? { ManagerStatus: { Leader: true, Addr: "192.168.9.11:2377" } } : {}),
    }),
  );
  const networks: Network[] = [
    overlay("ingress", { Ingress: true, IPAM: { Config: [{ Subnet: "10.0.0.0/24", Gateway: "10.0.0.1" }] } }),
    overlay("proxy", { IPAM: { Config: [{ Subnet: "10.1.0.0/22", Gateway: "10.1.0.1" }] } }),
  ];
  const proxy = service("proxy", ["proxy"], {
    ports: { Ports: [{ Protocol: "tcp", TargetPort: 8443, PublishedPort: 443, PublishMode: "ingress" }] },
    replicas: nodeCount,
  });
  const services: Service[] = [proxy];
  for (let stack = 0; services.length < serviceCount; stack++) {
    const name = `team${stack}_backend`;
    networks.push(
      overlay(name, {
        IPAM: { Config: [{ Subnet: `10.2.${stack}.0/24`, Gateway: `10.2.${stack}.1` }] },
        Options: stack % 3 === 0 ? { encrypted: "" } : {},
        Internal: stack % 7 === 1,
      }),
    );
    const size = Math.min(3 + ((stack * 5) % 8), serviceCount - services.length);
    for (let index = 0; index < size; index++) {
      const role = ["web", "api", "worker", "cache", "database", "search", "mail", "scheduler", "metrics", "admin"][
        index
      ];
      const on = index < 2 ? [name, "proxy"] : [name];
      services.push(service(`team${stack}_${role ?? "more"}`, on, { replicas: 1 + ((stack + index) % 4) }));
    }
  }
  const tasks = services.flatMap((one, index) =>
    Array.from({ length: one.ServiceStatus?.DesiredTasks ?? 0 }, (_, slot) =>
      task(`${one.ID}-${slot + 1}`, one, slot + 1, `node${1 + ((index + slot) % nodeCount)}`),
    ),
  );
  return { networks, services, tasks, nodes, bridges: new Map() };
}

/** The picture of such a swarm. */
export function generatedTopology(serviceCount: number, nodeCount: number): Topology {
  return composeTopology("unix:///var/run/docker.sock", generatedAnswers(serviceCount, nodeCount));
}
