import type { Properties, Property } from "../handler/properties";

/** Inputs in which every property of a resource is set once, so that what a change of it does can be seen. */
export interface Examples {
  /** A list has one element in each: what differs then differs in one place. */
  readonly inputs: readonly Properties[];
  /** Kinds of the resource that refuse properties which others have, by what tells them. */
  readonly kinds?: ReadonlyMap<string, Properties>;
}

const labels: Property = [{ label: "team", value: "shop" }];

/** By type token. */
export const examples: ReadonlyMap<string, Examples> = new Map<string, Examples>([
  [
    "docker:index/network:Network",
    {
      inputs: [
        {
          name: "backend",
          driver: "overlay",
          attachable: true,
          internal: true,
          ipamDriver: "default",
          ipamOptions: { key: "value" },
          ipamConfigs: [{ subnet: "10.99.0.0/24", gateway: "10.99.0.1", ipRange: "10.99.0.0/25" }],
          labels,
          options: { "com.docker.network.driver.mtu": "1400" },
        },
        { name: "local", driver: "bridge", ipv6: true },
        {
          name: "local",
          driver: "bridge",
          ipamConfigs: [{ subnet: "10.99.0.0/24", auxAddress: { router: "10.99.0.9" } }],
        },
        { name: "public", driver: "overlay", ingress: true },
      ],
      kinds: new Map([
        ['`driver: "overlay"`', { name: "backend", driver: "overlay" }],
        ["`ingress: true`", { name: "public", driver: "overlay", ingress: true }],
      ]),
    },
  ],
  ["docker:index/secret:Secret", { inputs: [{ name: "password", data: "QQ==", labels }] }],
  [
    "docker:index/serviceConfig:ServiceConfig",
    {
      inputs: [
        { name: "site", data: "QQ==", labels },
        { name: "site", dataRaw: "text" },
      ],
    },
  ],
  ["docker:index/service:Service", { inputs: services() }],
  ["docker:swarm/node:Node", { inputs: nodes() }],
]);

function nodes(): Properties[] {
  return [
    {
      availability: "active",
      labels: { rack: "a" },
      listenAddress: "192.168.1.11:2377",
      advertiseAddress: "192.168.1.11:2377",
      dataPathAddress: "192.168.2.11",
      dataPathPort: 4789,
      defaultAddressPools: ["10.20.0.0/16"],
      subnetSize: 24,
      autolock: true,
      certificateExpirySeconds: 7_776_000,
      taskHistoryLimit: 5,
      dispatcherHeartbeatSeconds: 5,
      gatewayBridgeId: "bridge",
      rejoin: true,
      allowSwarmLoss: true,
    },
    { remoteAddresses: ["192.168.1.11:2377"], joinToken: joinToken("a"), role: "manager" },
    { remoteAddresses: ["192.168.1.11:2377"], joinToken: joinToken("a"), swarmId: "swarm" },
    { managerHosts: ["tcp://192.168.1.12:2376"] },
  ];
}

/** One swarm's, or another's. */
function joinToken(letter: string): string {
  return `SWMTKN-1-${letter.repeat(50)}-${"0".repeat(25)}`;
}

function services(): Properties[] {
  const containerSpec: Properties = {
    image: "shop/web:1",
    labels,
    commands: ["/server"],
    args: ["--verbose"],
    hostname: "web",
    env: { MODE: "a" },
    dir: "/srv",
    user: "www",
    groups: ["audio"],
    privileges: {
      credentialSpec: { file: "spec.json" },
      seLinuxContext: { disable: true, user: "u", role: "r", type: "t", level: "l" },
    },
    init: true,
    readOnly: true,
    mounts: [{ target: "/data", source: "/srv/data", type: "bind", readOnly: true }],
    stopSignal: "SIGINT",
    stopGracePeriod: "20s",
    healthcheck: { tests: ["CMD"], interval: "20s", timeout: "20s", startPeriod: "20s", retries: 4 },
    hosts: [{ host: "db", ip: "10.99.0.9" }],
    dnsConfig: { nameservers: ["10.99.0.9"], searches: ["example.org"], options: ["ndots:2"] },
    secrets: [
      { secretId: "id", secretName: "password", fileName: "password", fileUid: "1", fileGid: "1", fileMode: 0o400 },
    ],
    configs: [{ configId: "id", configName: "site", fileName: "/site", fileUid: "1", fileGid: "1", fileMode: 0o400 }],
    isolation: "process",
    sysctl: { "net.core.somaxconn": "1024" },
    capAdds: ["NET_ADMIN"],
    capDrops: ["MKNOD"],
  };
  const updates: Properties = {
    parallelism: 2,
    delay: "20s",
    monitor: "20s",
    maxFailureRatio: "0.1",
    order: "start-first",
  };
  const whole: Properties = {
    name: "web",
    labels,
    taskSpec: {
      containerSpec,
      resources: {
        limits: { nanoCpus: 500_000_000, memoryBytes: 536_870_912 },
        reservation: {
          nanoCpus: 500_000_000,
          memoryBytes: 536_870_912,
          genericResources: { namedResourcesSpecs: ["GPU=a"], discreteResourcesSpecs: ["SSD=3"] },
        },
      },
      restartPolicy: { condition: "on-failure", delay: "20s", maxAttempts: 4, window: "20s" },
      placement: {
        constraints: ["node.role==worker"],
        prefs: ["node.labels.zone"],
        maxReplicas: 2,
        platforms: [{ architecture: "amd64", os: "linux" }],
      },
      networksAdvanceds: [{ id: "id", aliases: ["web"], driverOpts: ["key=value"] }],
      logDriver: { name: "json-file", options: { "max-size": "10m" } },
      forceUpdate: 7,
      runtime: "container",
    },
    mode: { replicated: { replicas: 3 } },
    updateConfig: { ...updates, failureAction: "rollback" },
    rollbackConfig: { ...updates, failureAction: "continue" },
    // Host mode: what goes through the ingress needs a VIP.
    endpointSpec: {
      mode: "vip",
      ports: [{ name: "http", protocol: "tcp", targetPort: 8080, publishedPort: 8080, publishMode: "host" }],
    },
    auth: { serverAddress: "registry.example", username: "robot", password: "secret" },
    convergeConfig: { delay: "2s", timeout: "20s" },
  };
  const smallest: Properties = { image: "shop/web:1" };
  const mounted = (mount: Properties): Properties => ({
    name: "web",
    taskSpec: { containerSpec: { ...smallest, mounts: [mount] } },
  });
  const credentials = { credentialSpec: { registry: "spec" } };
  return [
    whole,
    { name: "web", taskSpec: { containerSpec: smallest }, mode: { global: true } },
    mounted({ target: "/data", source: "/srv", type: "bind", bindOptions: { propagation: "rshared" } }),
    mounted({
      target: "/data",
      type: "volume",
      volumeOptions: { noCopy: true, labels, driverName: "local", driverOptions: { type: "nfs" } },
    }),
    mounted({ target: "/tmp", type: "tmpfs", tmpfsOptions: { mode: 0o1777, sizeBytes: 1_048_576 } }),
    { name: "web", taskSpec: { containerSpec: { ...smallest, privileges: credentials } } },
    { name: "web", taskSpec: { containerSpec: smallest, networksAdvanceds: [{ name: "backend" }] } },
  ];
}

/** Values that one property or another accepts: the check says which. */
export const otherValues: readonly Property[] = [
  ...["7s", "0.5", "Qg==", "1300", "SSD=4", "10.99.1.0/24", "10.99.0.0/26", "10.99.0.5"],
  ...[
    "192.168.1.13:2377",
    "192.168.1.13",
    "tcp://192.168.1.13:2376",
    "drain",
    "worker",
    "10.30.0.0/16",
    joinToken("b"),
  ],
  ...["hyperv", "slave", "volume", "none", "continue", "pause", "stop-first", "udp", "ingress", "dnsrr"],
];
