import * as pulumi from "@pulumi/pulumi";
import type { SwarmServiceArgs } from "../../../components";
import {
  AppArmorMode,
  EndpointMode,
  Isolation,
  MountType,
  OverlayNetwork,
  Protocol,
  PublishMode,
  RestartCondition,
  SeccompMode,
  ServiceMode,
  SwarmService,
  UpdateFailureAction,
  UpdateOrder,
} from "../../../components";
import type { Child } from "./program";
import { dockerResources, markOutputs, runProgram, runRefusedProgram, watchChildren } from "./program";

const image = "registry.example.com/shop/api:1.4.2";

/** The inputs of a service with only an image. */
const defaults = {
  name: "api",
  mode: { replicated: { replicas: 1 } },
  taskSpec: { containerSpec: { image } },
  updateConfig: {
    parallelism: 1,
    delay: "0s",
    failureAction: "rollback",
    monitor: "5s",
    maxFailureRatio: "0.0",
    order: "stop-first",
  },
  convergeConfig: { delay: "1s", timeout: "3m" },
};

async function serviceOf(args: Partial<SwarmServiceArgs>): Promise<unknown> {
  const { docker } = await runProgram(() => {
    new SwarmService("api", { image, ...args });
  });
  expect(docker.map(({ type, name }) => ({ type, name }))).toEqual([
    { type: "docker:index/service:Service", name: "api" },
  ]);
  return docker[0]?.inputs;
}

/** The arguments as plain values. */
function asGiven(args: Partial<SwarmServiceArgs>): Partial<SwarmServiceArgs> {
  return args;
}

/** The arguments as Outputs. */
function later(args: object): Partial<SwarmServiceArgs> {
  return Object.fromEntries(Object.entries(args).map(([key, value]) => [key, pulumi.output(value as unknown)]));
}

async function childOf(args: Partial<SwarmServiceArgs>, preview = false): Promise<Child & { marked: unknown }> {
  const children: Record<string, Child> = {};
  const call = (): object => ({ version: "5.2.0" });
  await runProgram(() => new SwarmService("api", { image, ...args }, watchChildren(children)).id, { preview, call });
  const child = children["api"];
  if (child === undefined) throw new Error("The component has no child.");
  return { ...child, marked: await markOutputs(child.inputs) };
}

test("A service with only an image has one replica and is rolled back when an update fails", async () => {
  const { registered } = await runProgram(() => {
    new SwarmService("api", { image });
  });
  expect(registered).toEqual([
    { type: "docker:index/service:Service", name: "api", custom: true, inputs: defaults },
    { type: "swarm:index:SwarmService", name: "api", custom: false, inputs: { image } },
  ]);
});

test.each([asGiven, later])(
  "Every argument of the container reaches the service, with arguments $name",
  async (form) => {
    expect(
      await serviceOf(
        form({
          command: ["/bin/api"],
          args: ["--verbose"],
          env: { ROLE: "api" },
          user: "1000:1000",
          groups: ["audio"],
          workingDir: "/srv",
          hostname: "api-host",
          hosts: { "db.example.com": "192.0.2.10", "cache.example.com": "192.0.2.11" },
          dns: { nameservers: ["192.0.2.53"], searches: ["example.com"], options: ["ndots:2"] },
          containerLabels: { tier: "back" },
          healthcheck: {
            test: ["CMD", "true"],
            intervalSeconds: 90,
            timeoutSeconds: 0.5,
            startPeriodSeconds: 3600,
            retries: 2,
          },
          mounts: [
            {
              target: "/data",
              source: "data",
              volumeDriver: "local",
              volumeDriverOptions: { o: "x" },
              volumeLabels: { a: "1" },
              volumeNoCopy: true,
            },
            { type: MountType.Bind, target: "/etc/tls", source: "/srv/tls", readOnly: true, bindPropagation: "rslave" },
            { type: MountType.Tmpfs, target: "/tmp", tmpfsSizeBytes: 1048576, tmpfsMode: 0o700 },
          ],
          secrets: [{ id: "s1", name: "token" }],
          configs: [{ id: "c1", name: "settings", fileName: "/etc/app.json", uid: "1000", gid: "1000", mode: 0o400 }],
          stopGracePeriodSeconds: 30,
          stopSignal: "SIGINT",
          readOnly: true,
          init: false,
          capabilityAdds: ["CAP_NET_ADMIN"],
          capabilityDrops: ["ALL"],
          sysctls: { "net.core.somaxconn": "1024" },
        }),
      ),
    ).toEqual({
      ...defaults,
      taskSpec: {
        containerSpec: {
          image,
          commands: ["/bin/api"],
          args: ["--verbose"],
          env: { ROLE: "api" },
          user: "1000:1000",
          groups: ["audio"],
          dir: "/srv",
          hostname: "api-host",
          hosts: [
            { host: "cache.example.com", ip: "192.0.2.11" },
            { host: "db.example.com", ip: "192.0.2.10" },
          ],
          dnsConfig: { nameservers: ["192.0.2.53"], searches: ["example.com"], options: ["ndots:2"] },
          labels: [{ label: "tier", value: "back" }],
          healthcheck: { tests: ["CMD", "true"], interval: "1m30s", timeout: "500ms", startPeriod: "1h", retries: 2 },
          mounts: [
            {
              type: "volume",
              target: "/data",
              source: "data",
              volumeOptions: {
                driverName: "local",
                driverOptions: { o: "x" },
                labels: [{ label: "a", value: "1" }],
                noCopy: true,
              },
            },
            {
              type: "bind",
              target: "/etc/tls",
              source: "/srv/tls",
              readOnly: true,
              bindOptions: { propagation: "rslave" },
            },
            { type: "tmpfs", target: "/tmp", tmpfsOptions: { sizeBytes: 1048576, mode: 0o700 } },
          ],
          secrets: [
            { secretId: "s1", secretName: "token", fileName: "token", fileUid: "0", fileGid: "0", fileMode: 0o444 },
          ],
          configs: [
            {
              configId: "c1",
              configName: "settings",
              fileName: "/etc/app.json",
              fileUid: "1000",
              fileGid: "1000",
              fileMode: 0o400,
            },
          ],
          stopGracePeriod: "30s",
          stopSignal: "SIGINT",
          readOnly: true,
          init: false,
          capAdds: ["CAP_NET_ADMIN"],
          capDrops: ["ALL"],
          sysctl: { "net.core.somaxconn": "1024" },
        },
      },
    });
  },
);

test.each([asGiven, later])("Every argument of the service reaches the service, with arguments $name", async (form) => {
  expect(
    await serviceOf(
      form({
        name: "shop-api",
        replicas: 0,
        networks: [{ id: "n1", aliases: ["api", "orders"], driverOptions: { b: "2", a: "1" } }, { id: "n2" }],
        ports: [
          { targetPort: 8080, publishedPort: 80 },
          { targetPort: 53, publishedPort: 53, protocol: Protocol.Udp, publishMode: PublishMode.Host, name: "dns" },
          { targetPort: 9090, publishedPort: 0 },
        ],
        endpointMode: EndpointMode.Vip,
        constraints: ["node.role==worker"],
        spreadOver: ["node.labels.zone"],
        maxReplicasPerNode: 2,
        platforms: [{ os: "linux", architecture: "amd64" }],
        resources: { limits: { cpus: 0.5, memoryBytes: 268435456 }, reservations: { cpus: 0.1 } },
        updateConfig: {
          parallelism: 2,
          delaySeconds: 10,
          failureAction: UpdateFailureAction.Pause,
          monitorSeconds: 60,
          maxFailureRatio: 0.25,
          order: UpdateOrder.StartFirst,
        },
        rollbackConfig: {},
        restartPolicy: { condition: RestartCondition.OnFailure, maxAttempts: 3, windowSeconds: 120 },
        labels: { team: "shop" },
        logDriver: { name: "json-file", options: { "max-size": "10m" } },
        forceUpdate: 1,
        convergeTimeoutSeconds: 60,
      }),
    ),
  ).toEqual({
    name: "shop-api",
    labels: [{ label: "team", value: "shop" }],
    mode: { replicated: { replicas: 0 } },
    taskSpec: {
      containerSpec: { image },
      networksAdvanceds: [{ id: "n1", aliases: ["api", "orders"], driverOpts: ["a=1", "b=2"] }, { id: "n2" }],
      placement: {
        constraints: ["node.role==worker"],
        prefs: ["node.labels.zone"],
        maxReplicas: 2,
        platforms: [{ os: "linux", architecture: "amd64" }],
      },
      resources: { limits: { nanoCpus: 500000000, memoryBytes: 268435456 }, reservation: { nanoCpus: 100000000 } },
      restartPolicy: { condition: "on-failure", delay: "5s", maxAttempts: 3, window: "2m" },
      logDriver: { name: "json-file", options: { "max-size": "10m" } },
      forceUpdate: 1,
    },
    endpointSpec: {
      mode: "vip",
      ports: [
        { targetPort: 8080, publishedPort: 80, protocol: "tcp", publishMode: "ingress" },
        { targetPort: 53, publishedPort: 53, protocol: "udp", publishMode: "host", name: "dns" },
        { targetPort: 9090, protocol: "tcp", publishMode: "ingress" },
      ],
    },
    updateConfig: {
      parallelism: 2,
      delay: "10s",
      failureAction: "pause",
      monitor: "1m",
      maxFailureRatio: "0.25",
      order: "start-first",
    },
    rollbackConfig: {
      parallelism: 1,
      delay: "0s",
      failureAction: "pause",
      monitor: "5s",
      maxFailureRatio: "0.0",
      order: "stop-first",
    },
    convergeConfig: { delay: "1s", timeout: "1m" },
  });
});

test.each([
  [{}, { deleteBeforeReplace: true }],
  [{ convergeTimeoutSeconds: 60 }, { deleteBeforeReplace: true }],
  [{ mode: ServiceMode.Global }, { deleteBeforeReplace: true }],
  [
    { mode: ServiceMode.Global, convergeTimeoutSeconds: 90 },
    { deleteBeforeReplace: true, customTimeouts: { create: "1m30s", update: "1m30s" } },
  ],
])("A service with %j has the resource options %j", async (args, options) => {
  expect((await childOf(args)).options).toEqual(expect.objectContaining(options));
});

test("A global service has neither replicas nor a converge config, which the official plugin refuses", async () => {
  expect(await serviceOf({ mode: ServiceMode.Global, convergeTimeoutSeconds: 60 })).toEqual({
    ...defaults,
    mode: { global: true },
    convergeConfig: undefined,
  });
});

test.each([ServiceMode.Replicated, ServiceMode.Global])(
  "A %s service with a timeout of 0 is not waited for",
  async (mode) => {
    const { convergeConfig } = (await serviceOf({ mode, convergeTimeoutSeconds: 0 })) as Record<string, unknown>;
    expect(convergeConfig).toEqual({ timeout: "0s" });
  },
);

test("A service with an empty list of ports sends the empty list", async () => {
  expect(await serviceOf({ networks: [{ id: "n1" }] })).toMatchObject({ endpointSpec: { mode: "vip" } });
  expect(await serviceOf({ ports: [] })).toMatchObject({ endpointSpec: { mode: "vip", ports: [] } });
});

test("A service has its id, name, endpoint mode and published ports as outputs", async () => {
  const { outputs } = await runProgram(() => {
    const ports = [
      { targetPort: 8080, publishedPort: 80 },
      { targetPort: 9090, publishMode: PublishMode.Host },
    ];
    const { id, serviceId, name, endpointMode, publishedPorts } = new SwarmService("api", { image, ports });
    return { id, serviceId, name, endpointMode, publishedPorts };
  });
  expect(outputs).toEqual({
    id: "api-id",
    serviceId: "api-id",
    name: "api",
    endpointMode: "vip",
    publishedPorts: [
      { targetPort: 8080, publishedPort: 80, protocol: "tcp", publishMode: "ingress" },
      { targetPort: 9090, protocol: "tcp", publishMode: "host" },
    ],
  });
});

test("The component registers exactly its public outputs", async () => {
  const registerOutputs = jest.spyOn(
    SwarmService.prototype as unknown as { registerOutputs: (outputs: object) => void },
    "registerOutputs",
  );
  await runProgram(() => {
    const { id, serviceId, name, endpointMode, publishedPorts } = new SwarmService("api", { image });
    expect(registerOutputs.mock.calls).toEqual([[{ id, serviceId, name, endpointMode, publishedPorts }]]);
  });
  registerOutputs.mockRestore();
});

test("A secret variable makes only itself secret", async () => {
  const { marked } = await childOf({ env: { TOKEN: pulumi.secret("x"), ROLE: "api" } });
  expect(marked).toEqual({
    ...defaults,
    taskSpec: { containerSpec: { image, env: { TOKEN: { secret: "x" }, ROLE: "api" } } },
  });
});

test("An unknown value hides only itself in a preview", async () => {
  const unknown = pulumi.output(pulumi.unknown as unknown as string);
  const { marked } = await childOf(
    { image: unknown, networks: [{ id: unknown, aliases: ["api"] }], labels: { a: unknown } },
    true,
  );
  expect(marked).toEqual({
    ...defaults,
    labels: [{ label: "a", value: { later: "unknown" } }],
    taskSpec: {
      containerSpec: { image: { later: "unknown" } },
      networksAdvanceds: [{ id: { later: "unknown" }, aliases: ["api"] }],
    },
    endpointSpec: { mode: "vip" },
  });
});

test("An unknown volume hides only its own mount in a preview", async () => {
  const source = pulumi.output(pulumi.unknown as unknown as string);
  const mounts = [
    { target: "/data", source },
    { target: "/etc/app", source: "settings" },
  ];
  const { inputs } = await childOf({ mounts }, true);
  const { containerSpec } = inputs["taskSpec"] as { containerSpec: { mounts: unknown } };
  expect(await markOutputs(containerSpec.mounts)).toEqual([
    { later: "unknown" },
    { type: "volume", target: "/etc/app", source: "settings" },
  ]);
});

test("An unknown network does not hide the other networks of a service in a preview", async () => {
  const children: Record<string, Child> = {};
  await runProgram(
    () => {
      const made = new OverlayNetwork("made");
      const other = new OverlayNetwork("other");
      new SwarmService(
        "api",
        { image, networks: [other.attach(), made.attach({ aliases: ["x"] })] },
        watchChildren(children),
      );
    },
    { preview: true },
  );
  const { networksAdvanceds } = children["api"]?.inputs["taskSpec"] as { networksAdvanceds: unknown };
  expect(await markOutputs(networksAdvanceds)).toEqual([
    { id: { later: "unknown" } },
    { id: { later: "unknown" }, aliases: ["x"] },
  ]);
});

describe("A service is refused and registers no resource for", () => {
  const cases: [string, object, string][] = [
    [
      "two equal published ports",
      {
        ports: [
          { targetPort: 80, publishedPort: 80 },
          { targetPort: 8080, publishedPort: 80 },
        ],
      },
      "'publishedPort' 80/tcp is published twice, here and by [0]. A service can publish a port once per protocol, " +
        "in ingress or in host mode. Use another port, or leave 'publishedPort' out to let Swarm choose one. (at " +
        "ports[1].publishedPort)",
    ],
    [
      "dnsrr with an ingress port",
      { endpointMode: "dnsrr", ports: [{ targetPort: 80 }] },
      `'publishMode' "ingress" (the default) of port 80 needs a virtual IP, but the endpoint mode "dnsrr" has none. ` +
        'Use publishMode "host", or the endpoint mode "vip". (at ports[0].publishMode)',
    ],
    [
      "a name with a dot",
      { name: "api.v1" },
      `'name' "api.v1" is not a name that Swarm accepts: letters, digits, hyphens and underscores, with a letter or ` +
        'digit at both ends, and no dot, because the name is part of a DNS name. Did you mean "api-v1"? (at name)',
    ],
    [
      "replicas below zero",
      { replicas: -1 },
      `'replicas' -1 is negative. Use 0 to stop all tasks, or the number of tasks to run. (at replicas)`,
    ],
    [
      "a network twice",
      { networks: [{ id: "n1" }, { id: "n1", aliases: ["api"] }] },
      `'id' "n1" is attached twice, here and by [0]. A service has one address on a network. Attach it once, with ` +
        "all aliases. (at networks[1].id)",
    ],
    [
      "a network without an id",
      { networks: [{ aliases: ["api"] }] },
      "'id' is missing. Services attach by id. Use attach() of the network, or its 'networkId' ('network_id' in " +
        "Python). (at networks[0].id)",
    ],
    [
      "an alias that DNS cannot carry",
      { networks: [{ id: "n1", aliases: ["my api"] }] },
      `'alias' "my api" is not a DNS name: parts of letters, digits, hyphens and underscores, up to 63 characters ` +
        'each, with dots between them. Use e.g. "api". (at networks[0].aliases[0])',
    ],
    [
      "an endpoint mode that does not exist",
      { endpointMode: "VIP" },
      `'endpointMode' "VIP" is not one of "vip", "dnsrr". Did you mean "vip"? (at endpointMode)`,
    ],
    [
      "a mode that does not exist",
      { mode: "replicas" },
      `'mode' "replicas" is not one of "replicated", "global", "replicated-job", "global-job". ` +
        `Use "replicated" or "global" or ` +
        `"replicated-job" or "global-job". (at mode)`,
    ],
    [
      "replicas of a global service",
      { mode: "global", replicas: 3 },
      `'replicas' 3 contradicts 'mode' "global", which runs one task on each node. Leave one of them out. (at ` +
        "replicas)",
    ],
    [
      "a limit per node of a global service",
      { mode: "global", maxReplicasPerNode: 1 },
      `'maxReplicasPerNode' 1 contradicts 'mode' "global", which runs one task on each node. Leave one of them out. ` +
        "(at maxReplicasPerNode)",
    ],
    [
      "no image",
      { image: "" },
      `'image' "" is not an image reference. Use a repository with a tag or digest, e.g. "nginx:1.27". (at image)`,
    ],
    [
      "a variable with an equals sign in its name",
      { env: { "A=B": "c" } },
      `'env' "A=B" is not the name of a variable: a name is not empty and has no "=". Use e.g. { LOG_LEVEL: "info" ` +
        '}. (at env["A=B"])',
    ],
    [
      "a variable that is not text",
      { env: { PORT: 80 } },
      `'PORT' 80 is not text. Use text in quotes, e.g. "80". (at env.PORT)`,
    ],
    [
      "a constraint without a comparison",
      { constraints: ["node.role=worker"] },
      `'constraint' "node.role=worker" does not compare a property of the node with == or !=. Use e.g. ` +
        '"node.role==worker" or "node.labels.zone!=b". (at constraints[0])',
    ],
    [
      "spreading over something that is not a label",
      { spreadOver: ["spread=node.labels.zone"] },
      `'spreadOver' "spread=node.labels.zone" is not a label of a node or engine. Use e.g. "node.labels.zone". (at ` +
        "spreadOver[0])",
    ],
    [
      "less memory than a container can have",
      { resources: { limits: { memoryBytes: 256 } } },
      "'memoryBytes' 256 is below 4194304. Use bytes, 4 MiB or more, e.g. 256 * 1024 * 1024. (at " +
        "resources.limits.memoryBytes)",
    ],
    [
      "a healthcheck that is not a command",
      { healthcheck: { test: ["wget"] } },
      `'test' ["wget"] does not start with "CMD", "CMD-SHELL" or "NONE". Use e.g. ["CMD", "wget", "-q", "-O-", ` +
        '"http://localhost"]. (at healthcheck.test)',
    ],
    [
      "a failure action that does not exist",
      { updateConfig: { failureAction: "stop" } },
      `'failureAction' "stop" is not one of "rollback", "pause", "continue". Use "rollback" or "pause" or ` +
        '"continue". (at updateConfig.failureAction)',
    ],
    [
      "a rollback of a rollback",
      { rollbackConfig: { failureAction: "rollback" } },
      `'failureAction' "rollback" is not one of "pause", "continue". Use "pause" or "continue". (at ` +
        "rollbackConfig.failureAction)",
    ],
    [
      "a restart condition that does not exist",
      { restartPolicy: { condition: "always" } },
      `'condition' "always" is not one of "any", "on-failure", "none". Use "any" or "on-failure" or "none". (at ` +
        "restartPolicy.condition)",
    ],
    [
      "a bind mount without a path on the node",
      { mounts: [{ type: "bind", target: "/data" }] },
      `'source' is missing. A bind mount needs an absolute path on the node, e.g. "/srv/data". (at mounts[0].source)`,
    ],
    [
      "an option of another type of mount",
      { mounts: [{ target: "/data", tmpfsSizeBytes: 1 }] },
      `'tmpfsSizeBytes' belongs to type "tmpfs", and this mount has type "volume". Leave 'tmpfsSizeBytes' out. (at ` +
        "mounts[0].tmpfsSizeBytes)",
    ],
    [
      "two secrets in one file",
      {
        secrets: [
          { id: "a", name: "token" },
          { id: "b", name: "key", fileName: "token" },
        ],
      },
      `'fileName' "token" is used twice. Use another name for one of them. (at secrets[1].fileName)`,
    ],
    [
      "a time below zero",
      { stopGracePeriodSeconds: -1 },
      `'stopGracePeriodSeconds' -1 is below 0. Use seconds as a number, e.g. 5, 0.5 or 0. (at stopGracePeriodSeconds)`,
    ],
    [
      "a host without an address",
      { hosts: { "db.example.com": "db" } },
      `'db.example.com' "db" is not an IP address. Use e.g. "192.0.2.10". (at hosts["db.example.com"])`,
    ],
    [
      "a port in host mode that goes through an ingress",
      { ports: [{ targetPort: 80, publishMode: "host", ingress: "i1" }] },
      `'publishMode' "host" bypasses the ingress network of 'ingress'. Leave 'publishMode' out, or leave 'ingress' ` +
        "out, which publish() sets. (at ports[0].publishMode)",
    ],
  ];

  test.each(cases)("%s, when it is constructed", async (_, args, reason) => {
    await expect(
      runProgram(() => {
        new SwarmService("api", { image, ...args });
      }),
    ).rejects.toThrow(new pulumi.ResourceError(`SwarmService "api": ${reason}`, undefined, true));
    await pulumi.runtime.disconnect();
    expect(dockerResources()).toEqual([]);
  });

  test.each(cases)("%s, when it resolves", async (_, args, reason) => {
    const { errors, docker } = await runRefusedProgram(() => new SwarmService("api", { image, ...later(args) }));
    expect({ errors, docker }).toEqual({ errors: [`SwarmService "api": ${reason}`], docker: [] });
  });

  test("a network that is attached twice, before its id is known", async () => {
    await expect(
      runProgram(() => {
        const network = new OverlayNetwork("backend");
        new SwarmService("api", { image, networks: [network.attach(), network.attach({ aliases: ["x"] })] });
      }),
    ).rejects.toThrow(
      new pulumi.ResourceError(
        'SwarmService "api": the network is attached twice, here and by networks[0]. A service has one address on a ' +
          "network. Attach it once, with all aliases. (at networks[1].id)",
        undefined,
        true,
      ),
    );
    await pulumi.runtime.disconnect();
    expect(dockerResources().map(({ type }) => type)).toEqual(["docker:index/network:Network"]);
  });

  test("an Output as the timeout of a global service, when it is constructed", async () => {
    const timeout = pulumi.output(60);
    await expect(
      runProgram(() => {
        new SwarmService("api", { image, mode: ServiceMode.Global, convergeTimeoutSeconds: timeout });
      }),
    ).rejects.toThrow(
      new pulumi.ResourceError(
        `SwarmService "api": 'convergeTimeoutSeconds' of a global service must be known when the program runs. Use a ` +
          "plain number, or leave it out for 180. (at convergeTimeoutSeconds)",
        undefined,
        true,
      ),
    );
    await pulumi.runtime.disconnect();
    expect(dockerResources()).toEqual([]);
  });

  test("an invalid source of a mount, when it resolves", async () => {
    const mounts = [{ target: "/a" }, { target: "/b", source: pulumi.output("/srv/b") }];
    const { errors, docker } = await runRefusedProgram(() => new SwarmService("api", { image, mounts }));
    expect({ errors, docker }).toEqual({
      errors: [
        `SwarmService "api": 'source' "/srv/b" is a path, but a volume has a name. Use e.g. "data", or type "bind" ` +
          "for a path on the node. (at mounts[1].source)",
      ],
      docker: [],
    });
  });

  test("an attachment without an id, when it resolves", async () => {
    const networks = [{ id: "n1" }, pulumi.output({ aliases: ["api"] } as unknown as { id: string })];
    const { errors, docker } = await runRefusedProgram(() => new SwarmService("api", { image, networks }));
    expect({ errors, docker }).toEqual({
      errors: [
        `SwarmService "api": 'id' is missing. Services attach by id. Use attach() of the network, or its 'networkId' ` +
          "('network_id' in Python). (at networks[1].id)",
      ],
      docker: [],
    });
  });

  test("a network that is attached by two Outputs, when they resolve", async () => {
    const networks = [{ id: pulumi.output("n1") }, { id: pulumi.output("n2") }, { id: pulumi.output("n1") }];
    const { errors, docker } = await runRefusedProgram(() => new SwarmService("api", { image, networks }));
    expect({ errors, docker }).toEqual({
      errors: [
        'SwarmService "api": the network is attached twice, here and by networks[0]. A service has one address on a ' +
          "network. Attach it once, with all aliases. (at networks[2].id)",
      ],
      docker: [],
    });
  });
});

describe("ignoreChanges", () => {
  async function ignored(ignoreChanges: string[]): Promise<string[] | undefined> {
    const children: Record<string, Child> = {};
    await runProgram(() => new SwarmService("api", { image }, { ...watchChildren(children), ignoreChanges }).id);
    return children["api"]?.options.ignoreChanges;
  }

  test("is passed on to the service, in the words of the docker package", async () => {
    expect(await ignored(["replicas", "image", "env.LEVEL", 'env["A.B"]', "taskSpec.forceUpdate", "*"])).toEqual([
      "mode.replicated.replicas",
      "taskSpec.containerSpec.image",
      "taskSpec.containerSpec.env.LEVEL",
      'taskSpec.containerSpec.env["A.B"]',
      "taskSpec.forceUpdate",
      "*",
    ]);
    expect(await ignored([])).toBeUndefined();
  });

  test("names the place that each argument really has in the inputs of the service", async () => {
    const full = {
      command: ["/bin/web"],
      args: ["-v"],
      env: { A: "1" },
      networks: [{ id: "n1" }],
      ports: [{ targetPort: 80 }],
      endpointMode: EndpointMode.Vip,
      constraints: ["node.role==worker"],
      spreadOver: ["node.labels.zone"],
      maxReplicasPerNode: 2,
      platforms: [{ os: "linux", architecture: "amd64" }],
      resources: { limits: { cpus: 1 } },
      healthcheck: { test: ["CMD", "true"] },
      rollbackConfig: { parallelism: 2 },
      restartPolicy: { condition: RestartCondition.Any },
      mounts: [{ type: MountType.Tmpfs, target: "/t" }],
      secrets: [{ id: "s1", name: "s", fileName: "s" }],
      configs: [{ id: "c1", name: "c", fileName: "/c" }],
      labels: { a: "1" },
      containerLabels: { b: "1" },
      user: "1000",
      groups: ["1"],
      workingDir: "/w",
      hostname: "h",
      hosts: { db: "10.0.0.1" },
      dns: { nameservers: ["10.0.0.2"] },
      stopGracePeriodSeconds: 5,
      stopSignal: "SIGINT",
      readOnly: true,
      init: true,
      capabilityAdds: ["NET_ADMIN"],
      capabilityDrops: ["CHOWN"],
      sysctls: { "net.core.somaxconn": "1024" },
      logDriver: { name: "json-file" },
      ulimits: { nofile: { soft: 1024 } },
      pidsLimit: 100,
      tty: true,
      stdinOpen: true,
      noNewPrivileges: true,
      seccomp: { mode: SeccompMode.Unconfined },
      appArmor: AppArmorMode.Disabled,
      credentialSpec: { file: "spec.json" },
      isolation: Isolation.Process,
      oomScoreAdj: 1,
      swapBytes: 0,
      memorySwappiness: 1,
      genericResources: { GPU: 1 },
      forceUpdate: 1,
      convergeTimeoutSeconds: 20,
    };
    const names = ["name", "image", "replicas", "mode", "updateConfig", ...Object.keys(full)];
    const { inputs } = await childOf(asGiven(full));
    const resolved = (await markOutputs(inputs)) as object;
    const places = (await ignored(names)) ?? [];
    const missing = places.filter((place) => valueAt(resolved, place.split(".")) === undefined);
    expect(missing).toEqual([]);
    expect(new Set(places).size).toBe(names.length);
  });

  test.each([
    ["replica", 'Unknown property "replica". Did you mean "replicas"?'],
    ["labels.team", `it names a part of 'labels'. Ignore the argument as a whole: "labels".`],
  ])("refuses %s", async (path, reason) => {
    const program = runProgram(() => new SwarmService("api", { image }, { ignoreChanges: [path] }).id);
    await expect(program).rejects.toThrow(`SwarmService "api": 'ignoreChanges' "${path}": ${reason}`);
  });

  /** The value at a path, through the marks of Outputs. */
  function valueAt(value: unknown, [step, ...rest]: readonly string[]): unknown {
    if (typeof value === "object" && value !== null && "later" in value)
      return valueAt(value.later, [step ?? "", ...rest]);
    if (step === undefined || step === "") return value;
    return valueAt((value as Record<string, unknown> | undefined)?.[step], rest);
  }
});
