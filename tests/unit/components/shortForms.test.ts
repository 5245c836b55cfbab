import * as pulumi from "@pulumi/pulumi";
import type { SwarmServiceArgs } from "../../../components";
import { PublishMode, SwarmService } from "../../../components";
import { runProgram, runRefusedProgram } from "./program";

const image = "nginx:1.29";

// A refused program has not waited for its resources.
afterEach(() => pulumi.runtime.disconnect());

async function inputsOf(args: Partial<SwarmServiceArgs>): Promise<Record<string, unknown>> {
  const { docker } = await runProgram(() => {
    new SwarmService("web", { image, ...args });
  });
  return docker[0]?.inputs ?? {};
}

test.each<[string, Partial<SwarmServiceArgs>, Partial<SwarmServiceArgs>]>([
  [
    "ports",
    { publish: ["8080:80", "53:53/udp", "9000-9001:90-91", "published=8443,target=443,mode=host"] },
    {
      ports: [
        { targetPort: 80, publishedPort: 8080 },
        { targetPort: 53, publishedPort: 53, protocol: "udp" },
        { targetPort: 90, publishedPort: 9000 },
        { targetPort: 91, publishedPort: 9001 },
        { targetPort: 443, publishedPort: 8443, publishMode: PublishMode.Host },
      ],
    },
  ],
  [
    "ports beside typed ports",
    { ports: [{ targetPort: 81 }], publish: pulumi.output(["8080:80"]) },
    { ports: [{ targetPort: 81 }, { targetPort: 80, publishedPort: 8080 }] },
  ],
  [
    "volumes",
    { mounts: [{ target: "/tmp", type: "tmpfs" }], volumes: ["db-data:/var/lib/db:ro", "/srv:/srv", "/cache"] },
    {
      mounts: [
        { target: "/tmp", type: "tmpfs" },
        { source: "db-data", target: "/var/lib/db", readOnly: true },
        { type: "bind", source: "/srv", target: "/srv" },
        { target: "/cache" },
      ],
    },
  ],
  [
    "memory",
    { resources: { limits: { cpus: 0.5, memory: "1.5G" }, reservations: { memory: pulumi.output("128M") } } },
    {
      resources: {
        limits: { cpus: 0.5, memoryBytes: 1.5 * 1024 ** 3 },
        reservations: { memoryBytes: 128 * 1024 ** 2 },
      },
    },
  ],
  [
    "durations",
    {
      healthcheck: { test: ["NONE"], interval: "1m30s", timeout: "10s", startPeriod: "500ms" },
      updateConfig: { delay: "1m", monitor: "0s" },
      rollbackConfig: { delay: "5s", monitor: "1h" },
      restartPolicy: { delay: "0s", window: "2m" },
      stopGracePeriod: "1m0s",
    },
    {
      healthcheck: { test: ["NONE"], intervalSeconds: 90, timeoutSeconds: 10, startPeriodSeconds: 0.5 },
      updateConfig: { delaySeconds: 60, monitorSeconds: 0 },
      rollbackConfig: { delaySeconds: 5, monitorSeconds: 3600 },
      restartPolicy: { delaySeconds: 0, windowSeconds: 120 },
      stopGracePeriodSeconds: 60,
    },
  ],
  [
    "a health check",
    { healthcheck: { shell: "wget -q -O- http://localhost || exit 1", retries: 5 } },
    { healthcheck: { test: ["CMD-SHELL", "wget -q -O- http://localhost || exit 1"], retries: 5 } },
  ],
  ["hosts", { extraHosts: ["db=10.0.0.1", "api:10.0.0.2"] }, { hosts: { db: "10.0.0.1", api: "10.0.0.2" } }],
])("A service accepts %s as text, with the same result as in the typed form", async (_, short, typed) => {
  expect(await inputsOf(short)).toEqual(await inputsOf(typed));
});

test("A host can have several addresses, of which the first stays the first", async () => {
  const { taskSpec } = (await inputsOf({
    hosts: { cache: "10.0.0.9", db: "10.0.0.7" },
    extraHosts: ["db=10.0.0.2", "api=10.0.0.5", "db=10.0.0.1"],
  })) as { taskSpec: { containerSpec: { hosts: unknown } } };
  expect(taskSpec.containerSpec.hosts).toEqual([
    { host: "api", ip: "10.0.0.5" },
    { host: "cache", ip: "10.0.0.9" },
    { host: "db", ip: "10.0.0.7" },
    { host: "db", ip: "10.0.0.2" },
    { host: "db", ip: "10.0.0.1" },
  ]);
});

test("A health check without a test changes the times of the image's check", async () => {
  const { taskSpec } = (await inputsOf({ healthcheck: { interval: "5s" } })) as {
    taskSpec: { containerSpec: { healthcheck: unknown } };
  };
  expect(taskSpec.containerSpec.healthcheck).toEqual({
    tests: [],
    interval: "5s",
    timeout: "0s",
    startPeriod: "0s",
    retries: 0,
  });
});

test("A volume in short form gets the prefix of the stack, a path does not", async () => {
  const { taskSpec } = (await inputsOf({
    stack: { name: "shop" },
    networks: [],
    volumes: ["data:/data", "/srv:/srv"],
  })) as { taskSpec: { containerSpec: { mounts: { source: string }[] } } };
  expect(taskSpec.containerSpec.mounts.map(({ source }) => source)).toEqual(["shop_data", "/srv"]);
});

const refusals: [string, object, string][] = [
  [
    "a port in short form that is wrong",
    { publish: ["8080:80", "80:8o"] },
    `'publish' "80:8o": "8o" at character 4 is not a port from 1 to 65535. Use "8080:80", "53:53/udp", ` +
      `"8000-8002:80-82", "80" to let Swarm choose a port, or "published=8080,target=80,mode=host". (at publish[1])`,
  ],
  [
    "a port that is published in both forms",
    { ports: [{ targetPort: 80, publishedPort: 8080 }], publish: ["9000:90", "8080:81"] },
    `'publishedPort' 8080/tcp is published twice, here and by ports[0]. A service can publish a port once per ` +
      `protocol, in ingress or in host mode. Use another port, or leave 'publishedPort' out to let Swarm choose one. ` +
      `(at publish[1])`,
  ],
  [
    "a port in short form that needs a virtual IP",
    { endpointMode: "dnsrr", publish: ["8080:80"] },
    `'publishMode' "ingress" (the default) of port 80 needs a virtual IP, but the endpoint mode "dnsrr" has none. ` +
      `Use publishMode "host", or the endpoint mode "vip". (at publish[0])`,
  ],
  [
    "a path that is mounted in both forms",
    { mounts: [{ target: "/data", source: "data" }], volumes: ["other:/data"] },
    `'volumes' "other:/data" mounts "/data" a second time. Use another path for one of them. (at volumes[0])`,
  ],
  [
    "a port in short form in the place of typed ports",
    { ports: ["8080:80"] },
    `'ports' "8080:80" is text. Use 'publish' for text. (at ports[0])`,
  ],
  [
    "a volume in short form in the place of mounts",
    { mounts: ["a:/b"] },
    `'mounts' "a:/b" is text. Use 'volumes' for text. (at mounts[0])`,
  ],
  [
    "a health check as text in the place of a list",
    { healthcheck: { test: "curl localhost" } },
    `'test' "curl localhost" is text. Use 'shell' for text. (at healthcheck.test)`,
  ],
  [
    "two forms of one duration",
    { healthcheck: { interval: "5s", intervalSeconds: 5 } },
    `'interval' and 'intervalSeconds' set the same value. Leave one of them out. (at healthcheck.intervalSeconds)`,
  ],
  [
    "two forms of the grace period",
    { stopGracePeriod: "5s", stopGracePeriodSeconds: 5 },
    `'stopGracePeriod' and 'stopGracePeriodSeconds' set the same value. Leave one of them out. (at ` +
      `stopGracePeriodSeconds)`,
  ],
  [
    "two forms of one limit",
    { resources: { limits: { memory: "1G", memoryBytes: 1024 ** 3 } } },
    `'memory' and 'memoryBytes' set the same value. Leave one of them out. (at resources.limits.memoryBytes)`,
  ],
  [
    "a duration without a unit",
    { updateConfig: { delay: "5" } },
    `'delay' "5" is not a duration: numbers with the units h, m, s or ms. Did you mean "5s"? (at updateConfig.delay)`,
  ],
  [
    "too little memory",
    { resources: { limits: { memory: "128" } } },
    `'memory' "128" is below 4 MiB, the least that Docker accepts. Use e.g. "128M". (at resources.limits.memory)`,
  ],
  [
    "an option in the place of a program",
    { command: ["--config", "/etc/x"] },
    `'command' ["--config","/etc/x"] begins with "--config", which is an option and not a program. 'command' ` +
      `replaces the image's entrypoint; the command of a compose file is 'args'. ` +
      `Use args: ["--config","/etc/x"]. (at command)`,
  ],
];

test.each(refusals)("A service refuses %s", async (_, args, message) => {
  await expect(inputsOf(args)).rejects.toThrow(`SwarmService "web": ${message}`);
});

test("A text that arrives late is refused before the service is created", async () => {
  const { errors, docker } = await runRefusedProgram(
    () => new SwarmService("late", { image, publish: [pulumi.output("80:x")] }),
  );
  expect(errors.filter((error) => error.startsWith(`SwarmService "late"`))).toEqual([
    `SwarmService "late": 'publish' "80:x": "x" at character 4 is not a port from 1 to 65535. Use "8080:80", ` +
      `"53:53/udp", "8000-8002:80-82", "80" to let Swarm choose a port, or "published=8080,target=80,mode=host". (at ` +
      `publish[0])`,
  ]);
  expect(docker).toEqual([]);
});
