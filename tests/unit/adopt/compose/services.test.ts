import {
  CommentedValue,
  ConstantExpression,
  ReferenceExpression,
  SettingExpression,
  TextExpression,
} from "../../../../adopt/model/project";
import { componentOf, problemsOf, readProject, readText } from "./composeProject";

const constant = (name: string, member: string): ConstantExpression => new ConstantExpression(name, member);

/** The arguments of a service with these keys, without those that every service has. */
function argsOf(keys: string, more = "", environment?: Readonly<Record<string, string>>): unknown {
  const lines = keys.split("\n").map((line) => `    ${line}`);
  const text = ["services:", "  web:", "    image: nginx:1.29", ...lines, more].join("\n");
  const hidden = ["image", "networks", ...(keys.includes("update_config") ? [] : ["updateConfig"])];
  const { args } = componentOf(readText(text, environment), "SwarmService", "web");
  return Object.fromEntries(Object.entries(args).filter(([name]) => !hidden.includes(name)));
}

describe("A service", () => {
  test("without more than an image gets the default network, and Swarm's default for failed updates", () => {
    const { components, name, stack } = readText("services:\n  web:\n    image: nginx:1.29\n");

    expect({ name, stack }).toEqual({ name: "shop", stack: "shop" });
    expect(components).toMatchObject([
      {
        component: "OverlayNetwork",
        logicalName: "default",
        swarmName: "shop_default",
        args: { name: "shop_default" },
      },
      {
        component: "SwarmService",
        logicalName: "web",
        swarmName: "shop_web",
        isMember: true,
        args: {
          image: "nginx:1.29",
          networks: [new ReferenceExpression("OverlayNetwork", "default", "attach", {})],
          updateConfig: { failureAction: constant("UpdateFailureAction", "Pause") },
        },
      },
    ]);
  });

  test.each([
    ["command: nginx -g 'daemon off;'", { args: ["nginx", "-g", "daemon off;"] }],
    ["command: [a, b c]", { args: ["a", "b c"] }],
    ["entrypoint: /run.sh --x", { command: ["/run.sh", "--x"] }],
    ["command: []", {}],
    ["environment: { A: x, B: 5, C: '' }", { env: { A: "x", B: "5", C: "" } }],
    ["environment: [A=x, B=y=z]", { env: { A: "x", B: "y=z" } }],
    ["labels: { a: b }", { containerLabels: { a: "b" } }],
    ["labels: [a=b, c]", { containerLabels: { a: "b", c: "" } }],
    ["hostname: web-{{.Task.Slot}}", { hostname: "web-{{.Task.Slot}}" }],
    ["user: '1000:1000'", { user: "1000:1000" }],
    ["working_dir: /srv", { workingDir: "/srv" }],
    ["read_only: true", { readOnly: true }],
    ["read_only: false", {}],
    ["init: false", { init: false }],
    ["stop_grace_period: 1m30s", { stopGracePeriod: "1m30s" }],
    ["stop_signal: SIGQUIT", { stopSignal: "SIGQUIT" }],
    ["cap_add: [net_admin, CAP_SYS_TIME, NET_ADMIN]", { capabilityAdds: ["CAP_NET_ADMIN", "CAP_SYS_TIME"] }],
    ["cap_drop: [ALL, CHOWN]", { capabilityDrops: ["ALL"] }],
    ["cap_add: [KILL]\ncap_drop: [KILL]", { capabilityAdds: ["CAP_KILL"] }],
    ["sysctls: { net.core.somaxconn: 1024 }", { sysctls: { "net.core.somaxconn": "1024" } }],
    ["extra_hosts: ['db:10.0.0.1', 'db=10.0.0.2']", { extraHosts: ["db:10.0.0.1", "db=10.0.0.2"] }],
    ["extra_hosts: { b: 10.0.0.2, a: 10.0.0.1 }", { extraHosts: ["a=10.0.0.1", "b=10.0.0.2"] }],
    ["dns: 1.1.1.1\ndns_search: [a.example]", { dns: { nameservers: ["1.1.1.1"], searches: ["a.example"] } }],
    ["ports: ['8080:80', '53:53/udp', 90]", { publish: ["8080:80", "53:53/udp", "90"] }],
    ["ports: ['127.0.0.1:8080:80']", { publish: ["8080:80"] }],
    ["ports: ['127.0.0.1::80']", { publish: ["80"] }],
    [
      "ports: [{ target: 80, published: 8080, protocol: udp, mode: host }]",
      {
        ports: [
          {
            targetPort: 80,
            publishedPort: 8080,
            protocol: constant("Protocol", "Udp"),
            publishMode: constant("PublishMode", "Host"),
          },
        ],
      },
    ],
    [
      "ports: [{ target: 80, published: '8080', protocol: tcp, mode: ingress }]",
      { ports: [{ targetPort: 80, publishedPort: 8080 }] },
    ],
    [
      "healthcheck: { test: curl -f localhost, interval: 10s, retries: 0 }",
      { healthcheck: { shell: "curl -f localhost", interval: "10s", retries: 0 } },
    ],
    [
      "healthcheck: { test: [CMD, a, b], timeout: 5s, start_period: 1m }",
      { healthcheck: { test: ["CMD", "a", "b"], timeout: "5s", startPeriod: "1m" } },
    ],
    ["healthcheck: { test: [CMD-SHELL, a b] }", { healthcheck: { shell: "a b" } }],
    ["healthcheck: { disable: true }", { healthcheck: { test: ["NONE"] } }],
    ["logging: { driver: gelf, options: { tag: 5 } }", { logDriver: { name: "gelf", options: { tag: "5" } } }],
    ["logging: { options: { max-size: 1m } }", { logDriver: { options: { "max-size": "1m" } } }],
    ["tty: true\nstdin_open: true\noom_score_adj: -5", { tty: true, stdinOpen: true, oomScoreAdj: -5 }],
    ["isolation: hyperv", { isolation: constant("Isolation", "HyperV") }],
    ["credential_spec: { file: a.json }", { credentialSpec: { file: "a.json" } }],
    [
      "ulimits: { nproc: 5, nofile: { soft: 1, hard: 2 } }",
      { ulimits: { nproc: { soft: 5 }, nofile: { soft: 1, hard: 2 } } },
    ],
    ["deploy: { resources: { limits: { pids: 50 } } }", { pidsLimit: 50 }],
    [
      "deploy:\n  resources:\n    reservations:\n" +
        "      generic_resources: [{ discrete_resource_spec: { kind: GPU, value: 2 } }]",
      { genericResources: { GPU: 2 } },
    ],
    ["healthcheck: { test: a, start_interval: 1s }", { healthcheck: { shell: "a", startInterval: "1s" } }],
    [
      "volumes: [{ type: npipe, source: '\\\\.\\pipe\\d', target: '\\\\.\\pipe\\d' }]",
      { mounts: [{ type: constant("MountType", "Npipe"), source: "\\\\.\\pipe\\d", target: "\\\\.\\pipe\\d" }] },
    ],
    ["restart: always", {}],
    [
      "restart: on-failure:3",
      { restartPolicy: { condition: constant("RestartCondition", "OnFailure"), maxAttempts: 3 } },
    ],
    [
      "deploy: { mode: global, endpoint_mode: dnsrr }",
      { mode: constant("ServiceMode", "Global"), endpointMode: constant("EndpointMode", "Dnsrr") },
    ],
    ["deploy: { mode: global-job }", { mode: constant("ServiceMode", "GlobalJob") }],
    [
      "deploy: { mode: replicated-job, replicas: 3 }",
      { mode: constant("ServiceMode", "ReplicatedJob"), totalCompletions: 3 },
    ],
    ["deploy: { mode: replicated, endpoint_mode: vip, replicas: 0 }", { replicas: 0 }],
    ["deploy: { labels: [a=b] }", { labels: { a: "b" } }],
    [
      "deploy:\n  update_config:\n    { parallelism: 0, delay: 5s, failure_action: rollback, monitor: 1m, " +
        "max_failure_ratio: 0.5, order: start-first }",
      {
        updateConfig: {
          parallelism: 0,
          delay: "5s",
          monitor: "1m",
          maxFailureRatio: 0.5,
          order: constant("UpdateOrder", "StartFirst"),
        },
      },
    ],
    [
      "deploy: { update_config: { parallelism: 2 } }",
      { updateConfig: { parallelism: 2, failureAction: constant("UpdateFailureAction", "Pause") } },
    ],
    [
      "deploy: { rollback_config: { parallelism: 2, failure_action: continue, order: stop-first } }",
      { rollbackConfig: { parallelism: 2, failureAction: constant("RollbackFailureAction", "Continue") } },
    ],
    [
      "deploy: { restart_policy: { condition: none, delay: 5s, max_attempts: 3, window: 2m } }",
      { restartPolicy: { condition: constant("RestartCondition", "None"), delay: "5s", maxAttempts: 3, window: "2m" } },
    ],
    [
      "deploy: { resources: { limits: { cpus: '0.50', memory: 50M }, reservations: { cpus: 1/4 } } }",
      { resources: { limits: { cpus: 0.5, memory: "50M" }, reservations: { cpus: 0.25 } } },
    ],
    [
      "deploy:\n  placement:\n    { constraints: [node.role==worker], preferences: [{ spread: node.labels.zone }], " +
        "max_replicas_per_node: 2 }",
      { constraints: ["node.role==worker"], spreadOver: ["node.labels.zone"], maxReplicasPerNode: 2 },
    ],
    ["deploy:", {}],
    [
      "volumes: [/data, '/host:/path:ro', '/a:/b:rw,rslave']",
      { volumes: ["/data", "/host:/path:ro", "/a:/b:rw,rslave"] },
    ],
    [
      "volumes: [{ type: bind, source: /a, target: /b, read_only: true, bind: { propagation: shared } }]",
      {
        mounts: [
          {
            type: constant("MountType", "Bind"),
            source: "/a",
            bindPropagation: "shared",
            target: "/b",
            readOnly: true,
          },
        ],
      },
    ],
    [
      "volumes: [{ type: tmpfs, target: /t, tmpfs: { size: 1024 } }]",
      { mounts: [{ type: constant("MountType", "Tmpfs"), target: "/t", tmpfsSizeBytes: 1024 }] },
    ],
    ["volumes: ['/a:/b:Z']", { mounts: [{ type: constant("MountType", "Bind"), source: "/a", target: "/b" }] }],
  ])("with %s has these arguments", (keys, expected) => {
    expect(argsOf(keys)).toEqual(expected);
  });

  test.each([
    ["- data:/data:ro", "data:", { volumes: ["data:/data:ro"] }],
    ["- data:/data:nocopy", "data: {}", { volumes: ["data:/data:nocopy"] }],
    [
      "- { type: volume, source: data, target: /data, volume: { nocopy: true } }",
      "data:",
      { mounts: [{ source: "data", volumeNoCopy: true, target: "/data" }] },
    ],
    [
      "- data:/data",
      "data: { external: true }",
      { mounts: [{ source: "data", volumeExternal: true, target: "/data" }] },
    ],
    [
      "- data:/data",
      "data: { external: { name: other } }",
      { mounts: [{ source: "other", volumeExternal: true, target: "/data" }] },
    ],
    [
      "- data:/data",
      "data: { external: true, name: other }",
      { mounts: [{ source: "other", volumeExternal: true, target: "/data" }] },
    ],
    [
      "- data:/data",
      "data: { name: other }",
      {
        mounts: [
          {
            source: "other",
            volumeExternal: true,
            volumeLabels: { "com.docker.stack.namespace": "shop" },
            target: "/data",
          },
        ],
      },
    ],
    [
      "- shop_data:/data",
      "shop_data:",
      {
        mounts: [
          {
            source: "shop_shop_data",
            volumeExternal: true,
            volumeLabels: { "com.docker.stack.namespace": "shop" },
            target: "/data",
          },
        ],
      },
    ],
    [
      "- data:/data",
      "data: { driver: nfs, driver_opts: { o: ro, n: 5 }, labels: { a: b } }",
      {
        mounts: [
          {
            source: "data",
            volumeDriver: "nfs",
            volumeDriverOptions: { o: "ro", n: "5" },
            volumeLabels: { a: "b" },
            target: "/data",
          },
        ],
      },
    ],
  ])("with the volume %s of %s has these arguments", (volume, declared, expected) => {
    expect(argsOf(`volumes:\n  ${volume}`, `volumes:\n  ${declared}\n`)).toEqual(expected);
  });

  test("takes a relative path from the folder of the file, with a remark", () => {
    const { components, remarks } = readText("services:\n  web:\n    image: x\n    volumes: ['./conf:/conf']\n");

    expect(components[1]?.args["mounts"]).toMatchObject([{ source: expect.stringMatching(/^\/.*\/conf$/) as string }]);
    expect(remarks).toEqual([expect.stringMatching(/^c\.yml:4: the path ".\/conf" of service "web" is written as/)]);
  });

  test("gets the prefix of the stack a second time if its key has it, as from docker", () => {
    const service = componentOf(readText("services:\n  shop_web:\n    image: x\n"), "SwarmService", "shop_web");

    expect(service).toMatchObject({ swarmName: "shop_shop_web", args: { name: "shop_shop_web" } });
  });

  test("keeps the comments of the file", () => {
    const text = "services:\n  # The front\n  web:\n    image: x\n    # Two\n    command: [a, b] # words\n";
    const { comments, args } = componentOf(readText(text), "SwarmService", "web");

    expect(comments).toEqual(["The front"]);
    expect(args["args"]).toEqual(new CommentedValue(["a", "b"], ["Two", "words"]));
  });
});

describe("A variable", () => {
  test.each([
    ["image: x", "hostname: 'h-${NAME:-a}'", { hostname: new TextExpression(["h-", { setting: "name" }]) }],
    ["image: x", "deploy: { replicas: '${N:-2}' }", { replicas: new SettingExpression("n", "number") }],
    ["image: x", "read_only: '${RO:-true}'", { readOnly: new SettingExpression("ro", "boolean") }],
    ["image: x", "ports: ['${PORT:-80}:80']", { publish: [new TextExpression([{ setting: "port" }, ":80"])] }],
    ["image: x", "environment: ['A=${B:-x}/y']", { env: { A: new TextExpression([{ setting: "b" }, "/y"]) } }],
    [
      "image: x",
      "command: run --x=${X:-1} 'a $$b'",
      { args: ["run", new TextExpression(["--x=", { setting: "x" }]), "a $b"] },
    ],
    ["image: x", "deploy: { mode: '${MODE:-global}' }", { mode: constant("ServiceMode", "Global") }],
  ])("in %s, %s becomes a setting where a program can read one", (_, keys, expected) => {
    expect(argsOf(keys)).toEqual(expected);
  });

  test("has its default, its value from the shell or .env, and its description in the setting", () => {
    const compose =
      "services:\n  a:\n    image: 'x:${TAG:-1}'\n" +
      "    environment: { A: '${B}', C: '${D:?set the d}', E: '${TAG:-1}', F: '${TAG:-2}' }\n";
    const files = { "c.yml": compose, ".env": "TAG='9'\nB=env\n" };

    expect(readProject({ files, environment: { B: "shell" } }).settings).toEqual([
      { name: "tag", description: expect.stringContaining("TAG") as string, isSecret: false, default: "1", value: "9" },
      { name: "b", description: expect.stringContaining("B") as string, isSecret: false, value: "shell" },
      { name: "d", description: "Set the d.", isSecret: false },
      {
        name: "tag2",
        description: expect.stringContaining("TAG") as string,
        isSecret: false,
        default: "2",
        value: "9",
      },
    ]);
  });

  test("is written with its value and a remark if it decides what the program creates", () => {
    const text = "services:\n  web:\n    image: x\n    deploy: { endpoint_mode: '${M:-dnsrr}' }\n";

    expect(readText(text).remarks).toEqual([
      'c.yml:4: ${M} is written into the program as "dnsrr", because it decides what is created.',
    ]);
  });

  test("without a value in the file is taken from the shell, so it becomes a setting", () => {
    const project = readText("services:\n  web:\n    image: x\n    environment: [A]\n", { A: "1" });

    expect(componentOf(project, "SwarmService", "web").args["env"]).toEqual({
      A: new TextExpression([{ setting: "a" }]),
    });
    expect(project.settings).toMatchObject([{ name: "a", value: "1" }]);
  });
});

describe("A secret in plain text", () => {
  test.each([
    ["environment: { DB_PASSWORD: hunter2 }", "dbPassword"],
    ["environment: { DB_PASSWORD: '${DB_PASSWORD:-hunter2}' }", "dbPassword"],
    ["environment: { DB_PASSWORD: '${PG:-hunter2}' }", "pg"],
    ["environment: { DB_URL: 'postgres://shop:hunter2@db/shop' }", "dbUrl"],
    ["command: redis-server --requirepass hunter2", "requirepass"],
  ])("in %s becomes a secret setting without a default", (keys, name) => {
    const project = readText(`services:\n  web:\n    image: x\n    ${keys}\n`, { PG: "hunter2" });

    expect(project.settings).toMatchObject([{ name, isSecret: true }]);
    expect(JSON.stringify(project)).not.toContain("hunter2");
  });

  test("in an env file becomes one, and the other variables are written into the program", () => {
    const files = {
      "c.yml": "services:\n  web:\n    image: x\n    env_file: web.env\n    environment: { A: '2' }\n",
      "web.env": "A=1\nB='q' \nAPI_KEY=hunter2\nUNSET\n",
    };
    const project = readProject({ files });

    expect(componentOf(project, "SwarmService", "web").args["env"]).toEqual({
      A: "2",
      B: "'q' ",
      API_KEY: new TextExpression([{ setting: "apiKey" }]),
    });
    expect(project.settings).toMatchObject([{ name: "apiKey", isSecret: true }]);
    expect(project.remarks).toEqual([expect.stringContaining("the variable UNSET of service") as string]);
  });
});

test.each([
  ["a missing image", "hostname: x", '3:5: service "web" has no image.'],
  [
    "a network that is not defined",
    "image: x\n    networks: [a]",
    '4:16: network "a" of service "web" is not defined.',
  ],
  [
    "a volume that is not defined",
    "image: x\n    volumes: ['data:/a']",
    '4:15: volume "data" of service "web" is not defined.',
  ],
  ["a secret that is not defined", "image: x\n    secrets: [a]", '4:15: secret "a" of service "web" is not defined.'],
  [
    "replicas of a global service",
    "image: x\n    deploy: { mode: global, replicas: 2 }",
    "4:39: 'replicas' contradicts",
  ],
  ["an unknown key", "image: x\n    imge: y", "4:5: 'imge' is not a key of a service. Did you mean 'image'?"],
  [
    "a key that docker refuses",
    "image: x\n    extends: { service: y }",
    "4:5: 'extends' of service \"web\" cannot be converted.",
  ],
  ["a number as text", "image: x\n    user: 1000", "4:11: 'user' 1000 is not text. Put it in quotes: user: \"1000\"."],
  ["a flag as a variable", "image: x\n    environment: { A: true }", "4:23: 'A' true is not text."],
  ["text as a number", "image: x\n    deploy: { replicas: two }", "4:25: 'replicas' \"two\" is not a number."],
  [
    "a fraction as a whole number",
    "image: x\n    deploy: { replicas: 1.5 }",
    "4:25: 'replicas' 1.5 is not a whole number.",
  ],
  [
    "a duration without a unit",
    "image: x\n    stop_grace_period: '10'",
    '4:24: \'stop_grace_period\' "10" is not a duration. Did you mean "10s"?',
  ],
  [
    "a size without a number",
    "image: x\n    deploy: { resources: { limits: { memory: big } } }",
    "4:46: 'memory' \"big\" is not a size.",
  ],
  ["a list instead of a mapping", "image: x\n    deploy: [a]", "4:13: 'deploy' (a list) is not a mapping."],
  ["a mapping instead of a list", "image: x\n    cap_add: { a: b }", "4:14: 'cap_add' (a mapping) is not a list."],
  ["a port out of range", "image: x\n    ports: ['80:99999']", "4:13: 'ports' \"80:99999\" is not a port."],
  ["a command with an open quote", "image: x\n    command: a 'b", "'command' \"a 'b\" cannot be split into words"],
  ["an unknown mode", "image: x\n    deploy: { mode: twice }", '4:21: "twice" is not one of "replicated", "global"'],
  [
    "a variable without a value in the wrong place",
    "image: x\n    deploy: { mode: '${M}' }",
    "4:21: ${M} decides what the program creates, but has no value.",
  ],
])("A service with %s is refused with its place", (_, keys, expected) => {
  const found = problemsOf({ files: { "c.yml": `services:\n  web:\n    ${keys}\n` } });

  expect(found).toHaveLength(1);
  expect(found[0]).toMatch(/^c\.yml:\d+:\d+: .*[.?]$/s);
  expect(found[0]).toContain(expected);
});

test("All problems are reported at once, in the order of the files", () => {
  const files = { "a.yml": "services:\n  a:\n    imag: x\n    tyt: 1\n", "b.yml": "services: 5\n" };

  expect(problemsOf({ files }).map((problem) => problem.split(": ")[0])).toEqual([
    "a.yml:3:5",
    "a.yml:4:5",
    "b.yml:1:11",
  ]);
});

test("Keys that docker ignores become remarks", () => {
  const text =
    "services:\n  a:\n    image: x\n    build: .\n    depends_on: [b]\n    privileged: true\n  b:\n    image: y\n";

  expect(readText(text).remarks).toEqual([
    expect.stringMatching(/^c\.yml:4: 'build' of service "a" has no effect: /),
    expect.stringMatching(/^c\.yml:5: 'depends_on' of service "a" has no effect, except for jobs: /),
    expect.stringMatching(/^c\.yml:6: 'privileged' of service "a" has no effect: /),
  ]);
});

test("A service that depends on a job is created when the job has completed", () => {
  const job = "  migrate:\n    image: m\n    deploy: { mode: replicated-job }\n";
  const text = (more: string): string => `services:\n${job}${more}  db:\n    image: d\n`;
  const dependencies = (more: string): unknown =>
    componentOf(readText(text(more)), "SwarmService", "api").dependsOn?.map(({ logicalName }) => logicalName);

  expect(dependencies("  api:\n    image: a\n    depends_on: [migrate, db]\n")).toEqual(["migrate"]);
  expect(
    dependencies("  api:\n    image: a\n    depends_on: { migrate: { condition: service_completed_successfully } }\n"),
  ).toEqual(["migrate"]);
  expect(dependencies("  api:\n    image: a\n    depends_on: [db]\n")).toBeUndefined();
  expect(
    dependencies("  api:\n    image: a\n    deploy: { mode: global-job }\n    depends_on: [migrate]\n"),
  ).toBeUndefined();
});
