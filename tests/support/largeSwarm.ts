import type { Network, Node, Service, Task } from "../../provider/engine/types";
import { node, overlay, service, task } from "./engineObjects";

/** How much a {@link largeSwarm} has. */
export interface SwarmSize {
  /** The services, each with a network of its own. Ten services also share one. */
  readonly services: number;
  /** The tasks of each service. */
  readonly replicas: number;
  readonly nodes: number;
}

/** The objects of a swarm, as its manager lists them. */
export interface LargeSwarm {
  readonly networks: readonly Network[];
  readonly services: readonly Service[];
  readonly tasks: readonly Task[];
  readonly nodes: readonly Node[];
}

/** A swarm in which every service runs on two networks, and every tenth publishes a port through the ingress. */
export function largeSwarm({ services: count, replicas, nodes: nodeCount }: SwarmSize): LargeSwarm {
  const numbers = Array.from({ length: count }, (_, i) => i);
  const nodes = Array.from({ length: nodeCount }, (_, i) =>
    node(`node${i + 1}`, {
      Status: { State: "ready", Addr: `192.168.${i >> 8}.${i & 255}` },
      ...(i === 0 && manager),
    }),
  );
  const services = numbers.map((i) => {
    const published = { Protocol: "tcp", TargetPort: 8080, PublishedPort: 10_000 + i, PublishMode: "ingress" };
    const ports = i % 10 === 0 ? { ports: { Ports: [published] } } : {};
    return withSpec(service(`service${i}`, [`own${i}`, `shared${Math.floor(i / 10)}`], { replicas, ...ports }), i);
  });
  return {
    nodes,
    services,
    networks: [
      overlay("ingress", { Ingress: true, IPAM: { Config: [{ Subnet: "10.0.0.0/16", Gateway: "10.0.0.1" }] } }),
      ...numbers.map((i) => network(`own${i}`, i)),
      ...numbers.filter((i) => i % 10 === 0).map((i) => network(`shared${i / 10}`, count + i / 10)),
    ],
    tasks: services.flatMap((one, i) =>
      Array.from({ length: replicas }, (_, slot) => {
        const of = nodes[(i + slot) % nodes.length]?.ID ?? "";
        return { ...task(`task${i}-${slot}`, one, slot + 1, of), Spec: one.Spec.TaskTemplate };
      }),
    ),
  };
}

const manager = {
  Spec: { Labels: {}, Role: "manager", Availability: "active" },
  ManagerStatus: { Leader: true, Reachability: "reachable", Addr: "192.168.0.0:2377" },
} satisfies Partial<Node>;

function network(id: string, number: number): Network {
  const block = `10.${1 + (number >> 8)}.${number & 255}`;
  return overlay(id, { IPAM: { Config: [{ Subnet: `${block}.0/24`, Gateway: `${block}.1` }] } });
}

/** A spec of the size that specs have. */
function withSpec(one: Service, number: number): Service {
  const env = Array.from({ length: 20 }, (_, i) => `SETTING_${i}=value ${i} of service ${number} in this environment`);
  const { ContainerSpec, ...template } = one.Spec.TaskTemplate;
  const TaskTemplate = { ...template, ContainerSpec: { Image: ContainerSpec?.Image ?? "", Env: env } };
  return { ...one, Spec: { ...one.Spec, TaskTemplate } };
}
