import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { OverlayNetwork, SwarmService } from "../../../components";
import { Random } from "../random";

/** What a program of {@link randomPolicies} needs from the swarm on which it is deployed. */
export interface Surroundings {
  readonly image: string;
  readonly dockerHost: string;
  /** Distinguishes names, subnets and ports of programs on one swarm, from 0 to 250. */
  readonly number: number;
  /** The id of an overlay network named {@link importedName} that the program imports. */
  readonly imported: string;
}

/** The name and the subnet of the network that a program imports. */
export const importedName = (number: number): string => `random-${number}-imported`;
export const importedSubnet = (number: number): string => `10.230.${number}.224/27`;

type Properties = Record<string, unknown>;

/**
 * A program made at random from a seed: networks and services, plain and as components, with faults that the pack
 * knows, and with the options of Pulumi that change what a program deploys.
 *
 * @param phase an update is deployed as 0 first. In 1, plain resources have other logical names, with aliases, and
 *   properties that `ignoreChanges` names have other values
 */
export function randomPolicies(seed: number, phase: 0 | 1, at: Surroundings): () => Promise<void> {
  return () => {
    const random = new Random(seed);
    const chance = (share: number): boolean => random.next() < share;
    const second = new docker.Provider("second", { host: at.dockerHost.replace("unix:///", "unix:////") });
    const group = new pulumi.ComponentResource("shop:index:Group", "group", {});
    /** Options that any resource can have. `renamed` becomes the logical name in the second phase. */
    const optionsOf = (name: string): { name: string; opts: pulumi.CustomResourceOptions } => ({
      name: phase === 1 ? `${name}-renamed` : name,
      opts: {
        ...(phase === 1 ? { aliases: [{ name }] } : {}),
        ...(chance(0.3) ? { provider: second } : {}),
        ...(chance(0.3) ? { protect: true } : {}),
        ...(chance(0.3) ? { parent: group } : {}),
      },
    });
    const physical = (name: string): string => `random-${at.number}-${name}`;

    const imported = new docker.Network(
      "imported",
      {
        name: importedName(at.number),
        driver: "overlay",
        ipamConfigs: [{ subnet: importedSubnet(at.number) }],
      },
      phase === 0 ? { import: at.imported } : {},
    );
    const attachments: pulumi.Input<string>[] = [imported.id];
    for (let i = 0; i < 3; i++) {
      // Room for all services: a virtual IP each, two tasks each, and the load balancers of three nodes.
      const subnet = `10.${chance(0.2) ? 231 : 230}.${at.number}.${32 * i}/27`;
      const sensitive = chance(0.3);
      const attachable = chance(0.3);
      const internal = chance(0.3);
      const labels = [
        ...(chance(0.2) ? [{ label: "team", value: "shop" }] : []),
        ...(chance(0.15) ? [{ label: "swarm.network.sensitve", value: "true" }] : []),
      ];
      if (chance(0.5)) {
        const child: Properties = {
          ...(chance(0.2) ? { options: {} } : {}),
          ...(chance(0.2) ? { attachable: true } : {}),
          ...(chance(0.2) ? { labels: [{ label: "swarm.network.sensitive", value: "true" }] } : {}),
        };
        const transform: pulumi.ResourceTransform = ({ type, props, opts }) =>
          type === "docker:index/network:Network" ? { props: { ...props, ...child }, opts } : undefined;
        const own = new OverlayNetwork(
          `own${i}`,
          {
            subnets: [{ subnet }],
            internal,
            ...(sensitive ? { sensitive } : { encrypted: chance(0.6) }),
            ...(attachable && !sensitive ? { attachable } : {}),
          },
          { ...(chance(0.6) ? { transforms: [transform] } : {}), ...(chance(0.3) ? { parent: group } : {}) },
        );
        attachments.push(own.networkId);
      } else {
        const { name, opts } = optionsOf(`plain${i}`);
        const isIgnored = chance(0.4);
        const encryption = random.pick<Properties>([{ encrypted: "" }, { encrypted: "false" }, {}]);
        const mtu = chance(0.2) ? { "com.docker.network.driver.mtu": random.pick(["1000", "9000"]) } : {};
        const plain = new docker.Network(
          name,
          {
            name: physical(`plain${i}`),
            driver: "overlay",
            internal,
            attachable,
            labels: [...labels, ...(sensitive ? [{ label: "swarm.network.sensitive", value: "true" }] : [])],
            options: isIgnored && phase === 1 ? {} : (encryption as Record<string, string>),
            ipamConfigs: [{ subnet }],
            ...(Object.keys(mtu).length > 0 ? { options: { ...encryption, ...mtu } as Record<string, string> } : {}),
          },
          { ...opts, ...(isIgnored ? { ignoreChanges: ["options"] } : {}) },
        );
        attachments.push(plain.id);
      }
    }
    for (let i = 0; i < 4; i++) {
      const networks = attachments.filter(() => chance(0.5));
      const aliases = chance(0.4) ? ["shared"] : chance(0.2) ? ["tasks.api"] : [];
      const env: Record<string, string> = {
        LEVEL: "info",
        ...(chance(0.3) ? { DB_PASSWORD: "swordfish-of-the-shop" } : {}),
      };
      const publishedPort = random.pick([700, 18_000, 32_000]) + 10 * at.number + i;
      const mode = random.pick(["ingress", "host"] as const);
      const ports = chance(0.5) ? [{ targetPort: 8080, publishedPort, publishMode: mode }] : [];
      const replicas = random.pick([0, 1, 2]);
      if (chance(0.5)) {
        new SwarmService(
          `svc${i}`,
          {
            image: at.image,
            name: physical(`svc${i}`),
            replicas,
            networks: networks.map((id) => ({ id, aliases })),
            ports,
            env,
            ...(chance(0.3) ? { user: "1000" } : {}),
          },
          {
            ...(chance(0.3) ? { parent: group } : {}),
            ...(chance(0.3)
              ? {
                  transforms: [
                    ({ type, props, opts }) =>
                      type === "docker:index/service:Service"
                        ? {
                            props: { ...props, labels: [{ label: "db.password", value: "hunter2-of-the-shop" }] },
                            opts,
                          }
                        : undefined,
                  ],
                }
              : {}),
          },
        );
      } else {
        const { name, opts } = optionsOf(`job${i}`);
        const isIgnored = chance(0.4);
        const containerSpec = {
          image: at.image,
          env,
          ...(chance(0.2) ? { capAdds: ["CAP_NET_ADMIN"] } : {}),
          ...(chance(0.2) ? { readOnly: true } : {}),
          ...(chance(0.2) ? { mounts: [{ type: "bind", source: "/etc", target: "/host", readOnly: true }] } : {}),
          ...(chance(0.2) ? { mounts: [{ type: "volume", source: physical("data"), target: "/data" }] } : {}),
        };
        const constraints = chance(0.2) ? ["node.role == manager"] : [];
        // The preview refuses more tasks with a port in host mode than there are nodes, and the lab has one manager.
        const most = constraints.length > 0 && ports.some(({ publishMode }) => publishMode === "host") ? 1 : replicas;
        new docker.Service(
          name,
          {
            name: physical(`job${i}`),
            mode: { replicated: { replicas: isIgnored && phase === 1 ? 3 : Math.min(replicas, most) } },
            taskSpec: {
              containerSpec,
              networksAdvanceds: networks.map((id) => ({ name: id, aliases })),
              ...(constraints.length > 0 ? { placement: { constraints } } : {}),
              ...(chance(0.3) ? { resources: { limits: { memoryBytes: 67_108_864, nanoCpus: 100_000_000 } } } : {}),
            },
            endpointSpec: { ports },
            ...(chance(0.3)
              ? { updateConfig: { failureAction: "rollback", monitor: "10s", order: "start-first" } }
              : {}),
          },
          { ...opts, ...(isIgnored ? { ignoreChanges: ["mode"] } : {}) },
        );
      }
    }
    return Promise.resolve();
  };
}
