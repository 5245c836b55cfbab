import * as docker from "@pulumi/docker";
import {
  EndpointMode,
  GatewayBridge,
  IngressConfig,
  MountType,
  NodeAvailability,
  NodeRole,
  OnPublishedPorts,
  OverlayNetwork,
  Protocol,
  PublishMode,
  Replacement,
  RestartCondition,
  ServiceMode,
  SwarmConfig,
  SwarmNode,
  SwarmSecret,
  SwarmService,
  UpdateOrder,
} from "../../../components";

/** A node of the swarm in {@link swarmNodes}. */
export interface DeclaredNode {
  readonly name: string;
  /** Of its daemon, e.g. `unix:///run/node1/docker.sock`. */
  readonly host: string;
  readonly address: string;
  readonly dataAddress: string;
}

/**
 * Every component and every kind of docker resource that the provider serves, each with most of its arguments.
 *
 * @param image of the services, as the lab's registry has it
 */
export function everything(image: string): Record<string, unknown> {
  const edge = new IngressConfig("edge", {
    name: "edge",
    subnet: "10.230.0.0/20",
    mtu: 1450,
    labels: { tier: "edge" },
    onPublishedPorts: OnPublishedPorts.Suspend,
  });
  const frontend = new OverlayNetwork("frontend", {
    subnets: [{ subnet: "10.231.0.0/24", gateway: "10.231.0.99" }, { subnet: "10.231.1.0/25" }],
    mtu: 1450,
    attachable: true,
    labels: { tier: "front", "com.example.owner": "web" },
  });
  const payments = new OverlayNetwork("payments", { sensitive: true });
  const ledger = new OverlayNetwork("ledger", {
    name: "ledger",
    internal: true,
    subnets: [{ subnet: "10.232.0.0/24", ipRange: "10.232.0.128/25" }],
    replacement: Replacement.Swap,
  });
  const password = new SwarmSecret("password", { text: "correct horse", labels: { use: "test" } });
  const site = new SwarmConfig("site", { text: "server { listen 8080; }\n" });
  const store = new SwarmService("store", {
    image,
    env: { ROLE: "store" },
    networks: [payments.attach({ aliases: ["vault"] }), ledger.attach()],
    endpointMode: EndpointMode.Dnsrr,
    secrets: [password.mount({ uid: "1000", mode: 0o400 })],
    configs: [site.mount({ fileName: "/etc/site.conf" })],
    mounts: [
      { target: "/data", source: "everything-data" },
      { target: "/scratch", type: MountType.Tmpfs, tmpfsSizeBytes: 1024 * 1024 },
    ],
    resources: {
      limits: { cpus: 0.5, memoryBytes: 128 * 1024 * 1024 },
      reservations: { memoryBytes: 16 * 1024 * 1024 },
    },
    restartPolicy: { condition: RestartCondition.OnFailure, delaySeconds: 1.5, maxAttempts: 7, windowSeconds: 30 },
    stopGracePeriodSeconds: 3,
    capabilityDrops: ["CAP_NET_RAW"],
    hosts: { "legacy.example.com": "192.0.2.7" },
    dns: { nameservers: ["192.0.2.53"], searches: ["example.com"], options: ["ndots:2"] },
    logDriver: { name: "json-file", options: { "max-size": "1m" } },
    containerLabels: { shape: "round" },
    labels: { tier: "data" },
  });
  const web = new SwarmService("web", {
    image,
    replicas: 2,
    maxReplicasPerNode: 1,
    constraints: ["node.platform.os==linux"],
    spreadOver: ["node.labels.zone"],
    networks: [frontend.attach({ aliases: ["shop", "www"] }), payments.attach()],
    ports: [
      edge.publish({ targetPort: 8080, publishedPort: 18630, name: "http" }),
      edge.publish({ targetPort: 8081 }),
      { targetPort: 8080, publishedPort: 18631, publishMode: PublishMode.Host, protocol: Protocol.Tcp },
    ],
    healthcheck: { test: ["CMD", "/server", "-healthcheck"], intervalSeconds: 1, timeoutSeconds: 2.5, retries: 5 },
    updateConfig: { order: UpdateOrder.StopFirst, parallelism: 2, monitorSeconds: 1, maxFailureRatio: 0.25 },
    rollbackConfig: { parallelism: 0 },
    readOnly: true,
    init: true,
    convergeTimeoutSeconds: 90,
  });
  const agent = new SwarmService("agent", { image, mode: ServiceMode.Global, args: ["-listen", ":8080"] });
  const plain = new docker.Network("plain", {
    driver: "overlay",
    options: { encrypted: "" },
    labels: [{ label: "kind", value: "plain" }],
  });
  const key = new docker.Secret("key", {
    data: Buffer.from("key").toString("base64"),
    labels: [{ label: "a", value: "b" }],
  });
  const page = new docker.ServiceConfig("page", { data: Buffer.from("page").toString("base64") });
  const raw = new docker.Service(
    "raw",
    {
      labels: [{ label: "kind", value: "plain" }],
      mode: { replicated: { replicas: 1 } },
      taskSpec: {
        containerSpec: {
          image,
          args: [],
          env: { A: "1", B: "" },
          stopGracePeriod: "1s",
          secrets: [{ secretId: key.id, secretName: key.name, fileName: "/run/secrets/key" }],
          configs: [{ configId: page.id, configName: page.name, fileName: "/page" }],
        },
        networksAdvanceds: [{ id: plain.id, aliases: ["raw-alias"] }],
        restartPolicy: { condition: "any", delay: "200ms" },
        forceUpdate: 3,
      },
      updateConfig: { parallelism: 0, monitor: "100ms", failureAction: "continue" },
      endpointSpec: { ports: [{ targetPort: 8080, publishedPort: 18632 }] },
      convergeConfig: { timeout: "60s" },
    },
    { dependsOn: edge },
  );
  return { store: store.id, web: web.publishedPorts, agent: agent.id, raw: raw.id };
}

/** A swarm of three nodes, with the gateway bridge of one. */
export function swarmNodes(nodes: readonly DeclaredNode[]): Record<string, unknown> {
  const [one, two, three] = nodes;
  if (one === undefined || two === undefined || three === undefined) throw new Error("three nodes are needed");
  const daemonOf = ({ name, host }: DeclaredNode): { provider: docker.Provider } => ({
    provider: new docker.Provider(name, { host }),
  });
  const addressesOf = ({ address, dataAddress }: DeclaredNode) => ({
    advertiseAddress: address,
    dataPathAddress: dataAddress,
  });
  const first = new SwarmNode(
    one.name,
    {
      ...addressesOf(one),
      dataPathPort: 4790,
      defaultAddressPools: ["10.30.0.0/16"],
      subnetSize: 26,
      managerHosts: [two.host],
      taskHistoryLimit: 2,
      certificateExpirySeconds: 86_400,
      labels: { zone: "a" },
    },
    daemonOf(one),
  );
  const second = new SwarmNode(
    two.name,
    { ...addressesOf(two), join: first.joinAs(NodeRole.Manager), role: NodeRole.Manager },
    daemonOf(two),
  );
  const third = daemonOf(three);
  const bridge = new GatewayBridge(`${three.name}-bridge`, { subnet: "172.30.4.0/24" }, third);
  const worker = new SwarmNode(
    three.name,
    {
      ...addressesOf(three),
      join: first.joinAs(NodeRole.Worker),
      availability: NodeAvailability.Pause,
      labels: { zone: "b", "com.example.disk": "ssd" },
      gatewayBridgeId: bridge.id,
    },
    third,
  );
  return { nodes: [first.nodeId, second.nodeId, worker.nodeId] };
}
