import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import * as docker from "@pulumi/docker";
import { Engine } from "../../provider/engine/engine";
import type { Properties } from "../../provider/handler/properties";
import { checkout, readLab } from "../support/lab";
import { createLiveStack, type LiveStack } from "../support/stack";

// `pulumi import` generates code with the Node language host, but the host that is built here is too old for it. The
// generated code would contain the inputs that the import writes to the state, so the tests use a program with those.
const lab = readLab();
const engine = new Engine({ host: lab.dockerHost });
const program = join(checkout, ".tools", "engine-20.10", "bin", "docker");

let folder: string;
let live: LiveStack;
let ids: Record<"network" | "secret" | "config" | "service", string>;

/** Runs the docker command and returns its output. */
async function command(...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(program, ["--config", folder, "--host", lab.dockerHost, ...args]);
  return stdout.trim();
}

/** The inputs in the state, by type. */
async function imported(): Promise<Record<string, Properties>> {
  const { deployment } = (await live.stack.exportStack()) as {
    deployment: { resources: { type: string; inputs?: Properties }[] };
  };
  return Object.fromEntries(
    deployment.resources.map(({ type, inputs }) => [type.split(":").pop() ?? "", inputs ?? {}]),
  );
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "swarm-import-"));
  await Promise.all([
    writeFile(join(folder, "password"), "swordfish"),
    writeFile(join(folder, "site"), "port = 8080\n"),
  ]);
  const network = await command(
    ...["network", "create", "--driver", "overlay", "--attachable", "--label", "team=shop", "--opt", "encrypted"],
    ...["--subnet", "10.232.0.0/24", "--gateway", "10.232.0.9", "--ip-range", "10.232.0.128/25", "import-network"],
  );
  const secret = await command("secret", "create", "--label", "team=shop", "import-password", join(folder, "password"));
  const config = await command("config", "create", "import-site", join(folder, "site"));
  const service = await command(
    ...["service", "create", "--quiet", "--name", "import-web", "--replicas", "2", "--label", "team=shop"],
    ...[
      "--container-label",
      "tier=web",
      "--env",
      "B=2",
      "--env",
      "A=1",
      "--hostname",
      "web",
      "--stop-grace-period",
      "3s",
    ],
    ...["--network", "name=import-network,alias=shop", "--publish", "published=18130,target=8080"],
    ...["--publish", "published=18131,target=8080,protocol=udp,mode=host"],
    ...["--secret", "import-password", "--config", "source=import-site,target=/site,mode=0400"],
    ...["--mount", "type=tmpfs,destination=/scratch,tmpfs-size=1048576"],
    ...["--constraint", "node.platform.os==linux", "--placement-pref", "spread=node.labels.zone"],
    ...[
      "--limit-memory",
      "64M",
      "--update-delay",
      "1s",
      "--update-order",
      "start-first",
      "--restart-condition",
      "on-failure",
    ],
    ...["--no-healthcheck", "--dns", "10.232.0.53", "--host", "db:10.232.0.5"],
    ...["--cap-add", "NET_ADMIN", "--ulimit", "nofile=1024", "--detach", lab.image],
  );
  ids = { network, secret, config, service };
  live = await createLiveStack("import", lab.dockerHost, () => Promise.resolve({}));
});

afterAll(async () => {
  await live.remove();
  await rm(folder, { recursive: true });
  const left = await command("service", "ls", "--quiet", "--filter", "name=import-web");
  expect(left).toBe("");
});

test("One destroy removes imported resources that no program declares, although no order is known", async () => {
  const name = "import-brief";
  const id = await command("secret", "create", name, join(folder, "password"));
  await command("service", "create", "--quiet", "--detach", "--name", name, "--secret", name, lab.image);
  const brief = await createLiveStack("import-brief", lab.dockerHost, () => Promise.resolve({}));
  const resources = [
    { type: "docker:index/secret:Secret", name, id },
    { type: "docker:index/service:Service", name, id: name },
  ];
  await brief.stack.import({ resources, protect: false, generateCode: false });
  await brief.remove();
  expect(await engine.listPayloads("secrets", { name: [name] })).toEqual([]);
});

test("Objects of the docker command are imported by name or id, with inputs as a user writes them", async () => {
  const resources = [
    { type: "docker:index/network:Network", name: "backend", id: "import-network" },
    { type: "docker:index/secret:Secret", name: "password", id: ids.secret },
    { type: "docker:index/serviceConfig:ServiceConfig", name: "site", id: "import-site" },
    { type: "docker:index/service:Service", name: "web", id: "import-web" },
  ];
  await live.stack.import({ resources, protect: false, generateCode: false });
  const { Network, Secret, ServiceConfig, Service } = await imported();

  const labels = [{ label: "team", value: "shop" }];
  const { Descriptor } = await engine.distribution(lab.image);
  expect({ Network, Secret, ServiceConfig, Service }).toEqual({
    Network: {
      name: "import-network",
      driver: "overlay",
      attachable: true,
      ipamConfigs: [{ subnet: "10.232.0.0/24", gateway: "10.232.0.9", ipRange: "10.232.0.128/25" }],
      labels,
      options: { encrypted: "" },
    },
    // The Engine does not return the data of a secret.
    Secret: { name: "import-password", labels },
    ServiceConfig: { name: "import-site", data: Buffer.from("port = 8080\n").toString("base64") },
    Service: {
      name: "import-web",
      labels,
      mode: { replicated: { replicas: 2 } },
      taskSpec: {
        containerSpec: {
          image: `${lab.image}@${Descriptor.digest}`,
          labels: [{ label: "tier", value: "web" }],
          env: { A: "1", B: "2" },
          hostname: "web",
          stopGracePeriod: "3s",
          healthcheck: { tests: ["NONE"] },
          dnsConfig: { nameservers: ["10.232.0.53"] },
          hosts: [{ host: "db", ip: "10.232.0.5" }],
          capAdds: ["CAP_NET_ADMIN"],
          ulimits: [{ name: "nofile", soft: 1024, hard: 1024 }],
          mounts: [{ target: "/scratch", type: "tmpfs", tmpfsOptions: { sizeBytes: 1048576 } }],
          secrets: [{ secretId: ids.secret, secretName: "import-password", fileName: "import-password" }],
          configs: [{ configId: ids.config, configName: "import-site", fileName: "/site", fileMode: 0o400 }],
        },
        networksAdvanceds: [{ id: ids.network, aliases: ["shop"] }],
        placement: { constraints: ["node.platform.os==linux"], prefs: ["node.labels.zone"] },
        resources: { limits: { memoryBytes: 67108864 } },
        restartPolicy: { condition: "on-failure" },
      },
      updateConfig: { delay: "1s", order: "start-first" },
      endpointSpec: {
        ports: [
          { targetPort: 8080, publishedPort: 18130 },
          { targetPort: 8080, publishedPort: 18131, protocol: "udp", publishMode: "host" },
        ],
      },
    },
  });
});

test("A program with those inputs shows no changes, and no task restarts", async () => {
  const { Network, Secret, ServiceConfig, Service } = await imported();
  const before = (await engine.listTasks({ service: [ids.service] })).map(({ ID }) => ID).sort();
  live.setProgram(() => {
    const network = new docker.Network("backend", Network);
    const secret = new docker.Secret("password", { ...(Secret as Omit<docker.SecretArgs, "data">), data: "" });
    const config = new docker.ServiceConfig("site", ServiceConfig);
    const service = new docker.Service("web", Service as unknown as docker.ServiceArgs);
    return Promise.resolve({ network: network.id, secret: secret.id, config: config.id, service: service.id });
  });
  await live.expectQuiet();
  const { outputs, summary } = await live.upWithResult();
  expect(Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value as string]))).toEqual(ids);
  expect(summary.resourceChanges).toEqual({ same: 5 });
  expect((await engine.listTasks({ service: [ids.service] })).map(({ ID }) => ID).sort()).toEqual(before);
});
