import fc from "fast-check";
import type { Properties, Property } from "../../../provider/handler/properties";

/** A service with every input, each with a value that is not its default. */
export const everything: Properties = {
  name: "web",
  labels: [
    { label: "team", value: "shop" },
    { label: "empty", value: "" },
  ],
  taskSpec: {
    containerSpec: {
      image: "registry.example.com:5000/shop/web:1.2",
      labels: [{ label: "com.example.tier", value: "front" }],
      commands: ["/server"],
      args: ["--port", ""],
      hostname: "web-{{.Task.Slot}}",
      env: { PATH: "/bin", A: "1=2", EMPTY: "" },
      dir: "/srv",
      user: "1000:1000",
      groups: ["audio", "1001"],
      privileges: {
        credentialSpec: { file: "spec.json" },
        seLinuxContext: { disable: true, user: "u", role: "r", type: "t", level: "l" },
        seccomp: { mode: "custom", profile: '{"defaultAction":"SCMP_ACT_ALLOW"}' },
        appArmor: "disabled",
        noNewPrivileges: true,
      },
      init: true,
      readOnly: true,
      mounts: [
        {
          target: "/z",
          source: "/srv/z",
          type: "bind",
          readOnly: true,
          bindOptions: { propagation: "rshared", nonRecursive: true },
        },
        {
          target: "/data",
          source: "data",
          type: "volume",
          volumeOptions: {
            noCopy: true,
            labels: [{ label: "keep", value: "yes" }],
            driverName: "local",
            driverOptions: { type: "nfs", device: ":/data" },
            subpath: "shop",
          },
        },
        {
          target: "/tmp",
          type: "tmpfs",
          tmpfsOptions: { mode: 0o1777, sizeBytes: 1048576, options: ["noexec", "uid=1000"] },
        },
      ],
      stopSignal: "SIGINT",
      stopGracePeriod: "1m30s",
      healthcheck: {
        tests: ["CMD", "/server", "-healthcheck"],
        interval: "5s",
        timeout: "2s",
        startPeriod: "90s",
        startInterval: "1s",
        retries: 4,
      },
      hosts: [
        { host: "db", ip: "10.0.0.5" },
        { host: "cache", ip: "fd00::5" },
      ],
      dnsConfig: { nameservers: ["10.0.0.53", "10.0.0.54"], searches: ["example.org"], options: ["ndots:2"] },
      secrets: [
        {
          secretId: "secret1",
          secretName: "password",
          fileName: "password",
          fileUid: "1000",
          fileGid: "1000",
          fileMode: 0o400,
        },
      ],
      configs: [
        {
          configId: "config1",
          configName: "site",
          fileName: "/etc/site.conf",
          fileUid: "1",
          fileGid: "2",
          fileMode: 0o440,
        },
      ],
      isolation: "process",
      sysctl: { "net.core.somaxconn": "1024" },
      capAdds: ["NET_ADMIN", "CAP_SYS_TIME"],
      capDrops: ["mknod"],
      tty: true,
      stdinOpen: true,
      ulimits: [
        { name: "nofile", soft: 1024, hard: 65536 },
        { name: "core", soft: 0, hard: -1 },
      ],
      oomScoreAdj: -500,
    },
    resources: {
      limits: { nanoCpus: 500000000, memoryBytes: 536870912, pids: 100 },
      reservation: {
        nanoCpus: 1000000,
        memoryBytes: 4194304,
        genericResources: { namedResourcesSpecs: ["GPU=b", "GPU=a"], discreteResourcesSpecs: ["SSD=3"] },
      },
      swapBytes: 0,
      memorySwappiness: 0,
    },
    restartPolicy: { condition: "on-failure", delay: "3s", maxAttempts: 4, window: "10s" },
    placement: {
      constraints: ["node.role==worker", "node.labels.zone!=a"],
      prefs: ["spread=node.labels.zone", "node.labels.rack"],
      maxReplicas: 2,
      platforms: [{ architecture: "amd64", os: "linux" }],
    },
    networksAdvanceds: [{ id: "zzz", aliases: ["web", "shop"], driverOpts: ["com.example.a=1"] }, { id: "aaa" }],
    logDriver: { name: "json-file", options: { "max-size": "10m", "max-file": "3" } },
    forceUpdate: 7,
    runtime: "container",
  },
  mode: { replicated: { replicas: 3 } },
  updateConfig: {
    parallelism: 2,
    delay: "10s",
    failureAction: "rollback",
    monitor: "20s",
    maxFailureRatio: "0.1",
    order: "start-first",
  },
  rollbackConfig: {
    parallelism: 0,
    delay: "5ms",
    failureAction: "continue",
    monitor: "10h",
    maxFailureRatio: "0.9",
    order: "start-first",
  },
  endpointSpec: {
    mode: "vip",
    ports: [
      { name: "http", protocol: "tcp", targetPort: 8080, publishedPort: 80, publishMode: "ingress" },
      { targetPort: 9090, protocol: "udp", publishMode: "host" },
    ],
  },
  auth: { serverAddress: "registry.example.com:5000", username: "robot", password: "secret" },
  convergeConfig: { delay: "1s", timeout: "2m" },
};

const word = fc.stringMatching(/^[a-z][a-z0-9]{0,5}$/);
const duration = fc.constantFrom("0s", "500ms", "5s", "10s", "90s", "1m30s", "1h");
const record = <T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<Property> =>
  fc.record(model, { requiredKeys: [] }) as fc.Arbitrary<Property>;
const list = (element: fc.Arbitrary<Property>, key?: string): fc.Arbitrary<Property> =>
  fc.uniqueArray(element, {
    minLength: 1,
    maxLength: 4,
    selector: (value) => (key === undefined ? value : (value as Properties)[key]),
  });
const labels = list(fc.record({ label: word, value: fc.string({ maxLength: 4 }) }), "label");
const texts = fc.dictionary(word, fc.string({ maxLength: 4 }), { minKeys: 1, maxKeys: 4 });
const rollout = (actions: readonly string[]): fc.Arbitrary<Property> =>
  record({
    parallelism: fc.nat({ max: 3 }),
    delay: duration,
    failureAction: fc.constantFrom(...actions),
    monitor: fc.constantFrom("1s", "5s", "1m"),
    maxFailureRatio: fc.constantFrom("0", "0.1", "0.25", "1"),
    order: fc.constantFrom("stop-first", "start-first"),
  });
const fileOf = (kind: "secret" | "config"): fc.Arbitrary<Property> =>
  fc
    .tuple(
      fc.record({ [`${kind}Id`]: word, [`${kind}Name`]: word, fileName: word }),
      fc.record({ fileUid: word, fileGid: word, fileMode: fc.nat({ max: 0o777 }) }, { requiredKeys: [] }),
    )
    .map(([required, optional]) => ({ ...required, ...optional }));

const container = fc
  .tuple(
    fc.record({ image: fc.constantFrom("web", "web:1", "localhost:5000/web:2", `web@sha256:${"a".repeat(64)}`) }),
    record({
      labels,
      commands: fc.array(word, { minLength: 1, maxLength: 3 }),
      args: fc.array(fc.string({ maxLength: 3 }), { minLength: 1, maxLength: 3 }),
      env: texts,
      dir: word,
      user: word,
      groups: list(word),
      init: fc.boolean(),
      readOnly: fc.boolean(),
      tty: fc.boolean(),
      ulimits: list(fc.record({ name: word, soft: fc.nat(3), hard: fc.integer({ min: -1, max: 3 }) }), "name"),
      privileges: record({
        noNewPrivileges: fc.boolean(),
        appArmor: fc.constantFrom("default", "disabled"),
        seccomp: fc.constantFrom({ mode: "unconfined" }, { mode: "custom", profile: "{}" }),
      }),
      mounts: list(
        fc.oneof(
          fc.record({ target: word, source: word, type: fc.constant("bind") }),
          fc.record({
            target: word,
            type: fc.constant("volume"),
            volumeOptions: fc.record({ labels, driverOptions: texts, subpath: word }),
          }),
          fc.record({
            target: word,
            type: fc.constant("tmpfs"),
            tmpfsOptions: fc.record({ options: fc.constant(["noexec", "uid=1=2"]) }),
          }),
        ) as fc.Arbitrary<Property>,
        "target",
      ),
      stopGracePeriod: duration,
      healthcheck: record({
        tests: fc.array(word, { minLength: 1, maxLength: 3 }),
        interval: duration,
        retries: fc.nat(5),
      }),
      hosts: list(fc.record({ host: word, ip: fc.ipV4() }), "host"),
      secrets: list(fileOf("secret"), "fileName"),
      configs: list(fileOf("config"), "fileName"),
      capAdds: list(fc.constantFrom("NET_ADMIN", "SYS_TIME", "ALL")),
    }),
  )
  .map(([required, optional]) => ({ ...(optional as Properties), ...required }));

const task = fc
  .tuple(
    fc.record({ containerSpec: container }),
    record({
      resources: record({
        limits: record({ memoryBytes: fc.integer({ min: 4_194_304, max: 5_000_000 }), pids: fc.nat(3) }),
        swapBytes: fc.integer({ min: -1, max: 2 }),
        memorySwappiness: fc.nat(3),
      }),
      restartPolicy: record({
        condition: fc.constantFrom("none", "on-failure", "any"),
        delay: duration,
        maxAttempts: fc.nat(3),
      }),
      placement: record({
        constraints: list(fc.constantFrom("node.role==worker", "node.id!=x")),
        maxReplicas: fc.nat(3),
      }),
      networksAdvanceds: list(fc.record({ id: word, aliases: list(word) }, { requiredKeys: ["id"] }), "id"),
      logDriver: fc.record({ name: word, options: texts }, { requiredKeys: ["options"] }),
      forceUpdate: fc.nat(3),
    }),
  )
  .map(([required, optional]) => ({ ...(optional as Properties), ...required }));

const port = fc
  .tuple(
    fc.record({ targetPort: fc.integer({ min: 1, max: 9 }) }),
    record({
      publishedPort: fc.nat({ max: 9 }),
      protocol: fc.constantFrom("tcp", "udp"),
      publishMode: fc.constantFrom("ingress", "host"),
      name: word,
    }),
  )
  .map(([required, optional]) => ({ ...required, ...(optional as Properties) }));

/** Services as a program may declare them, with and without each optional input. */
export const services: fc.Arbitrary<Properties> = fc
  .tuple(
    fc.record({ name: fc.constant("web"), taskSpec: task }),
    record({
      labels,
      mode: fc.oneof(
        fc.constant({ global: true }),
        fc.constant({ globalJob: true }),
        fc.record({
          replicatedJob: fc.record(
            { maxConcurrent: fc.integer({ min: 1, max: 3 }), totalCompletions: fc.nat(3) },
            { requiredKeys: [] },
          ),
        }),
        fc.record({ replicated: fc.record({ replicas: fc.nat(4) }, { requiredKeys: [] }) }),
      ),
      updateConfig: rollout(["pause", "continue", "rollback"]),
      rollbackConfig: rollout(["pause", "continue"]),
      endpointSpec: record({
        mode: fc.constantFrom("vip", "dnsrr"),
        ports: fc.uniqueArray(port, {
          maxLength: 4,
          selector: (value) => JSON.stringify([(value as Properties).targetPort, (value as Properties).protocol]),
        }),
      }),
    }),
  )
  .map(([required, optional]) => ({ ...(optional as Properties), ...(required as Properties) }));

/** The same inputs with every unordered list, and the properties of every object, in reverse order. */
export function turnedRound(value: Property, name = ""): Property {
  if (Array.isArray(value)) {
    const inner = value.map((element) => turnedRound(element));
    return ["commands", "args", "tests", "nameservers", "searches", "options", "prefs"].includes(name)
      ? inner
      : inner.reverse();
  }
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, inner]) => [key, turnedRound(inner, key)]),
  );
}
