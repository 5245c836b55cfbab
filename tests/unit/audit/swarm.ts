import type { Snapshot } from "../../../audit/snapshot";
import type { Network, Node, Service, Task } from "../../../provider/engine/types";
import * as engine from "../../support/engineObjects";

/** A root certificate of a swarm, valid from 2026-11-24 to 2046-11-19. */
export const rootCertificate = `-----BEGIN CERTIFICATE-----
MIIBaTCCARCgAwIBAgIUO6NJYET0hqpRHJ2xRl+hIe57SaMwCgYIKoZIzj0EAwIw
EzERMA8GA1UEAxMIc3dhcm0tY2EwHhcNMjYxMTI0MDgzODAwWhcNNDYxMTE5MDgz
ODAwWjATMREwDwYDVQQDEwhzd2FybS1jYTBZMBMGByqGSM49AgEGCCqGSM49AwEH
A0IABGUxJs9/QQmYI+zRaHlXPSR/6E2tDYR2opWTcND+xNbxwylQ15SMJhkPm5xW
gwHhI+XdGGwFecl70YiMztBxQ1mjQjBAMA4GA1UdDwEB/wQEAwIBBjAPBgNVHRMB
Af8EBTADAQH/MB0GA1UdDgQWBBRMKe01zCCl1YnO3eRLMHRCvglh7zAKBggqhkjO
PQQDAgNHADBEAiBblcmVugAgzqfV/LrJejbADwlbw7FBE1nm2gHPjH97lwIgRXiy
DnkX/0mYPE+HRp5/KMN8wSSQ53MIB/Lfgvc1bAQ=
-----END CERTIFICATE-----
`;

/** A manager `node1` at 192.168.9.1, a worker `node2` at 192.168.9.2… */
export function node(number: number, more: Partial<Node> & { readonly engine?: string } = {}): Node {
  const { engine: version = "28.5.2", ...rest } = more;
  return engine.node(`node-id-${number}`, {
    Description: {
      Hostname: `node${number}`,
      Platform: { OS: "linux", Architecture: "x86_64" },
      Engine: { EngineVersion: version },
    },
    Status: { State: "ready", Addr: `192.168.9.${number}` },
    ...rest,
  });
}

/** A manager of the swarm. */
export function manager(number: number, more: Parameters<typeof node>[1] = {}, reachability = "reachable"): Node {
  const status = { Leader: number === 1, Reachability: reachability, Addr: `192.168.9.${number}:2377` };
  return node(number, { ManagerStatus: status, ...more });
}

/** An encrypted overlay with a /24 of its own. */
export function overlay(name: string, third: number, more: Partial<Network> = {}): Network {
  return engine.overlay(`network-id-${name}`, {
    Name: name,
    IPAM: { Driver: "default", Options: null, Config: [{ Subnet: `10.0.${third}.0/24`, Gateway: `10.0.${third}.1` }] },
    Options: { encrypted: "", "com.docker.network.driver.overlay.vxlanid_list": String(4096 + third) },
    Labels: {},
    ...more,
  });
}

/** A bridge network on the manager. */
export function bridge(name: string, subnet: string): Network {
  return overlay(name, 0, { Scope: "local", Driver: "bridge", Options: {}, IPAM: { Config: [{ Subnet: subnet }] } });
}

/** A service that violates no rule of the pack. */
export function service(name: string, network: string, more: Partial<Service["Spec"]> = {}): Service {
  return {
    ID: `service-id-${name}`,
    Version: { Index: 1 },
    Spec: {
      Name: name,
      Labels: {},
      Mode: { Replicated: { Replicas: 2 } },
      UpdateConfig: { Parallelism: 1, FailureAction: "rollback", Monitor: 10_000_000_000, Order: "start-first" },
      RollbackConfig: { Parallelism: 1, FailureAction: "pause", Monitor: 10_000_000_000 },
      EndpointSpec: { Mode: "vip" },
      ...more,
      TaskTemplate: {
        ContainerSpec: {
          Image: `registry.example.com/${name}:1@sha256:${"a".repeat(64)}`,
          Healthcheck: { Test: ["CMD", "/server", "-healthcheck"] },
          ...more.TaskTemplate?.ContainerSpec,
        },
        Resources: { Limits: { NanoCPUs: 500_000_000, MemoryBytes: 67_108_864 } },
        Networks: [{ Target: network }],
        ...Object.fromEntries(Object.entries(more.TaskTemplate ?? {}).filter(([key]) => key !== "ContainerSpec")),
      },
    },
  };
}

/** A task with an address on a network. */
export function task(network: string, nodeNumber: number, state: Task["Status"]["State"] = "running"): Task {
  return engine.task(
    `task-${network}-${nodeNumber}-${state}`,
    engine.service("service", [network]),
    1,
    `node-id-${nodeNumber}`,
    {
      Status: { State: state },
      NetworksAttachments: [{ Network: { ID: network }, Addresses: ["10.0.1.2/24"] }],
    },
  );
}

/** A swarm of three managers that violates no rule of the pack and fails no check. */
export function snapshot(more: Partial<Snapshot> = {}): Snapshot {
  return {
    host: "unix:///var/run/docker.sock",
    info: {
      Name: "node1",
      ServerVersion: "28.5.2",
      Swarm: { NodeID: "node-id-1", NodeAddr: "192.168.9.1", LocalNodeState: "active", ControlAvailable: true },
    },
    swarm: {
      ID: "swarm",
      Version: { Index: 1 },
      Spec: {
        CAConfig: { NodeCertExpiry: 48 * 3.6e12 },
        EncryptionConfig: { AutoLockManagers: true },
        Dispatcher: { HeartbeatPeriod: 5e9 },
      },
      TLSInfo: { TrustRoot: rootCertificate },
      RootRotationInProgress: false,
    },
    nodes: [manager(1), manager(2), manager(3)],
    networks: [
      overlay("ingress", 0, { Ingress: true }),
      overlay("backend", 1),
      bridge("docker_gwbridge", "172.18.0.0/16"),
    ],
    services: [service("api", "network-id-backend")],
    tasks: [],
    configs: [],
    predefined: new Map(),
    tunnelEnds: ["192.168.10.1", "192.168.10.2", "192.168.10.3"],
    listeners: ["192.168.9.1"],
    now: Date.parse("2026-11-24T12:00:00Z"),
    ...more,
  };
}
