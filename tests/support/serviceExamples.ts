import type { Properties, Property } from "../../provider/handler/properties";

const labels: Property = [{ label: "team", value: "shop" }];

/** Inputs in which every property of a service is set once. */
export function serviceExamples(): Properties[] {
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
    tty: true,
    stdinOpen: true,
    ulimits: [{ name: "nofile", soft: 1024, hard: 65536 }],
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
        limits: { nanoCpus: 500_000_000, memoryBytes: 536_870_912, pids: 100 },
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
    // Host mode, because a port that is published through the ingress needs a VIP.
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
    mounted({
      target: "/data",
      source: "/srv",
      type: "bind",
      bindOptions: { propagation: "rshared", nonRecursive: true },
    }),
    mounted({
      target: "/data",
      type: "volume",
      volumeOptions: { noCopy: true, labels, driverName: "local", driverOptions: { type: "nfs" } },
    }),
    mounted({ target: "/tmp", type: "tmpfs", tmpfsOptions: { mode: 0o1777, sizeBytes: 1_048_576 } }),
    { name: "web", taskSpec: { containerSpec: { ...smallest, privileges: credentials } } },
    { name: "web", taskSpec: { containerSpec: smallest, networksAdvanceds: [{ name: "backend" }] } },
    ...[{ replicatedJob: { maxConcurrent: 1, totalCompletions: 1 } }, { globalJob: true }].map((mode) => ({
      name: "web",
      taskSpec: { containerSpec: smallest },
      mode,
    })),
    // What older Engines ignore, each property in a service of its own.
    ...[
      { oomScoreAdj: 1 },
      { healthcheck: { startInterval: "1s" } },
      { privileges: { seccomp: { mode: "custom", profile: "{}" } } },
      { privileges: { appArmor: "disabled" } },
      { privileges: { noNewPrivileges: true } },
    ].map((properties) => ({ name: "web", taskSpec: { containerSpec: { ...smallest, ...properties } } })),
    ...[{ swapBytes: 1 }, { memorySwappiness: 1 }].map((resources) => ({
      name: "web",
      taskSpec: { containerSpec: smallest, resources },
    })),
    mounted({ target: "/data", type: "volume", source: "data", volumeOptions: { subpath: "a" } }),
    mounted({ target: "/tmp", type: "tmpfs", tmpfsOptions: { options: ["noexec"] } }),
  ];
}
