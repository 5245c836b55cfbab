import { composeTopology, type SwarmAnswers } from "../../../../inspect/topology/composeTopology";
import type { Topology } from "../../../../inspect/topology/topology";
import type { Network, Node, Service, Task } from "../../../../provider/engine/types";

/** An overlay network as the Engine lists it. */
export function overlay(id: string, more: Partial<Network> = {}): Network {
  return {
    Id: id,
    Name: id,
    Scope: "swarm",
    Driver: "overlay",
    EnableIPv6: false,
    Internal: false,
    Attachable: false,
    Ingress: false,
    IPAM: { Config: [{ Subnet: "10.0.1.0/24", Gateway: "10.0.1.1" }] },
    Options: { "com.docker.network.driver.overlay.vxlanid_list": "4097" },
    Labels: null,
    ...more,
  };
}

/** A node that is ready and active. */
export function machine(id: string, more: Partial<Node> = {}): Node {
  return {
    ID: id,
    Version: { Index: 1 },
    Spec: { Labels: null, Role: "worker", Availability: "active" },
    Description: { Hostname: id, Engine: { EngineVersion: "29.0.0" } },
    Status: { State: "ready", Addr: "192.168.9.11" },
    ...more,
  };
}

/** A service in VIP mode on networks, with its tasks running in turn on nodes. */
export function service(
  id: string,
  networks: readonly string[],
  more: { readonly ports?: Service["Endpoint"]; readonly replicas?: number } = {},
): Service {
  const replicas = more.replicas ?? 1;
  return {
    ID: id,
    Version: { Index: 1 },
    Spec: {
      Name: id,
      TaskTemplate: {
        ContainerSpec: { Image: "registry.example.com/shop:1@sha256:abc" },
        Networks: networks.map((Target) => ({ Target })),
      },
      Mode: { Replicated: { Replicas: replicas } },
    },
    Endpoint: {
      Ports: more.ports?.Ports ?? null,
      VirtualIPs: networks.map((NetworkID) => ({ NetworkID, Addr: "10.0.1.2/24" })),
    },
    ServiceStatus: { RunningTasks: replicas, DesiredTasks: replicas },
  };
}

/** A running task. */
export function task(id: string, of: Service, slot: number, node: string, more: Partial<Task> = {}): Task {
  return {
    ID: id,
    Version: { Index: 1 },
    Spec: {},
    ServiceID: of.ID,
    Slot: slot,
    NodeID: node,
    Status: { State: "running", Message: "started" },
    DesiredState: "running",
    NetworksAttachments: (of.Spec.TaskTemplate.Networks ?? []).map(({ Target }) => ({
      Network: { ID: Target },
      Addresses: ["10.0.1.3/24"],
    })),
    ...more,
  };
}

/**
 * A swarm as they are: stacks of three to ten services on an overlay of their own, some of which are also on a proxy's network, one
 * encrypted, and a proxy that publishes.
 */
export function generatedAnswers(serviceCount: number, nodeCount: number): SwarmAnswers {
  const nodes = Array.from({ length: nodeCount }, (_, index) =>
    machine(`node${index + 1}`, {
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

export function generatedTopology(serviceCount: number, nodeCount: number): Topology {
  return composeTopology("unix:///var/run/docker.sock", generatedAnswers(serviceCount, nodeCount));
}
