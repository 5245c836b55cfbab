import type { Network, Node, Service, Task } from "../../provider/engine/types";

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

/** A worker that is ready and active. */
export function node(id: string, more: Partial<Node> = {}): Node {
  return {
    ID: id,
    Version: { Index: 1 },
    Spec: { Labels: null, Role: "worker", Availability: "active" },
    Description: { Hostname: id, Engine: { EngineVersion: "29.0.0" } },
    Status: { State: "ready", Addr: "192.168.9.11" },
    ...more,
  };
}

/** A replicated service with a virtual IP on each of the networks, and with all its tasks running. */
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

/** A running task with an address on each network of its service. */
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
