import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { projectFiles } from "../../adopt/program/projectFiles";
import { readSwarm } from "../../adopt/swarm/readSwarm";
import { Engine } from "../../provider/engine/engine";
import { dockerCommand } from "../support/dockerCommand";
import { type LabNode, readLab } from "../support/lab";
import { poll } from "../support/poll";
import { createProject, type WrittenProject } from "../support/writtenProject";

// A swarm that was set up with the docker command becomes a program, which takes it over.
const lab = readLab();
const engine = new Engine({ host: lab.dockerHost });
const options = { pulumiStack: "dev", componentsFrom: "^0.1.0", source: "a running swarm" };
const password = "correct-horse-battery";
const [manager, worker] = lab.nodes as [LabNode, LabNode];

let folder: string;
let written: WrittenProject;
let files: ReadonlyMap<string, string | Uint8Array>;

function docker(...args: readonly string[]): Promise<string> {
  return dockerCommand(lab.dockerHost, args, { cwd: folder });
}

async function read(): Promise<ReadonlyMap<string, string | Uint8Array>> {
  return projectFiles(await readSwarm(engine, undefined), options);
}

async function runningTasks(): Promise<string[]> {
  const tasks = await engine.listTasks({ "desired-state": ["running"] });
  return tasks
    .filter(({ Status }) => Status.State === "running")
    .map(({ ID }) => ID)
    .sort();
}

/** The runs of the job, which must not run again. */
async function jobRuns(): Promise<number> {
  return (await engine.listTasks({ service: ["hand-migrate"] })).length;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "swarm-by-hand-"));
  await writeFile(join(folder, "key"), "a key");
  await writeFile(join(folder, "site"), "port = 8080\n");
  await writeFile(join(folder, "banner"), "{{ .Node.Hostname }}\n");
  await docker("node", "update", "--label-add", "disk=ssd", manager.name);
  await docker("node", "update", "--label-add", "zone=b", "--label-add", "disk=hdd", worker.name);
  await docker(
    ...["network", "create", "--driver", "overlay", "--attachable", "--label", "team=shop"],
    ...["--opt", "com.docker.network.driver.mtu=1400", "--subnet", "10.234.0.0/24", "hand-data"],
  );
  await docker("secret", "create", "hand-key", "key");
  await docker("config", "create", "--label", "team=shop", "hand-site", "site");
  await docker("config", "create", "--template-driver", "golang", "hand-banner", "banner");
  await docker("network", "create", "--driver", "overlay", "--opt", "encrypted", "--internal", "hand-private");
  const create = ["service", "create", "--quiet", "--detach", "--endpoint-mode", "dnsrr"];
  await docker(
    ...[...create, "--name", "hand-web", "--replicas", "2", "--label", "team=shop", "--container-label", "tier=web"],
    ...["--network", "name=hand-data,alias=shop", "--publish", "published=18150,target=8080,mode=host"],
    ...["--secret", "source=hand-key,target=key,mode=0400", "--config", "source=hand-site,target=/etc/site"],
    ...["--mount", "type=volume,source=hand-data,target=/data", "--mount", "type=tmpfs,destination=/scratch"],
    ...["--mount", "type=bind,source=/etc/hostname,target=/etc/node,readonly", "--replicas-max-per-node", "1"],
    ...["--limit-memory", "64M", "--limit-cpu", "0.5", "--reserve-memory", "16M", "--stop-grace-period", "3s"],
    ...["--update-delay", "1s", "--update-order", "start-first", "--update-parallelism", "2"],
    ...["--restart-condition", "on-failure", "--restart-max-attempts", "3", "--no-healthcheck"],
    ...["--host", "db:10.234.0.5", "--host", "db:10.234.0.6", "--cap-drop", "CHOWN", "--ulimit", "nofile=1024:2048"],
    ...["--constraint", "node.platform.os==linux", "--log-driver", "json-file", "--log-opt", "max-size=1m", lab.image],
  );
  await docker(
    ...[...create, "--name", "hand-agent", "--mode", "global", "--network", "hand-data", "--hostname", "agent"],
    ...["--env", `DB_PASSWORD=${password}`, "--env", "LEVEL=info", "--update-failure-action", "rollback", lab.image],
  );
  await docker(
    ...["service", "create", "--quiet", "--detach", "--name", "hand-migrate", "--mode", "replicated-job"],
    ...["--restart-condition", "none", "--config", "hand-banner", "--network", "hand-private", lab.image, "-exit", "0"],
  );
  const count = 2 + lab.nodes.length;
  const isRunning = async (): Promise<true | undefined> => ((await runningTasks()).length === count ? true : undefined);
  await poll("the services to run", isRunning);
  files = await read();
  written = await createProject(files, lab.dockerHost);
  await written.pulumi("config", "set", `${worker.name}Host`, `unix://${worker.socket}`);
});

afterAll(async () => {
  await written.remove();
  await docker("secret", "rm", "hand-key");
  await docker("node", "update", "--label-rm", "disk", manager.name);
  await docker("node", "update", "--label-rm", "zone", "--label-rm", "disk", worker.name);
  await rm(folder, { recursive: true });
});

test("The program says everything that the docker command has set, in the words of the components", () => {
  expect(
    String(files.get("index.ts"))
      .replaceAll(lab.image, "lab/hello:1")
      .replace(/unix:\S+\.sock/, "unix:///docker.sock")
      .replace(worker.address, "192.168.1.12"),
  ).toMatchInlineSnapshot(`
    "import { readFileSync } from "node:fs";
    import * as docker from "@pulumi/docker";
    import * as pulumi from "@pulumi/pulumi";
    import {
      EndpointMode,
      MountType,
      OverlayNetwork,
      PublishMode,
      RestartCondition,
      ServiceMode,
      SwarmConfig,
      SwarmNode,
      SwarmSecret,
      SwarmService,
      UpdateFailureAction,
      UpdateOrder,
    } from "pulumi-swarm-networking";

    const config = new pulumi.Config();
    // The Docker daemon of a manager, which sets the labels of workers.
    const managerHost =
      config.get("managerHost") ?? "unix:///docker.sock";
    // The Docker daemon of the node "node2".
    const node2Host = config.get("node2Host") ?? "ssh://root@192.168.1.12";
    const dbPassword = config.requireSecret("dbPassword");

    // Nodes

    // Without retainOnDelete, a node would leave the swarm when it is removed from the program.
    new SwarmNode("node1", { labels: { disk: "ssd" } }, { retainOnDelete: true });

    new SwarmNode(
      "node2",
      { labels: { disk: "hdd", zone: "b" }, managerHosts: [managerHost] },
      {
        provider: new docker.Provider("node2", { host: node2Host }),
        retainOnDelete: true,
      },
    );

    // Networks

    const handData = new OverlayNetwork("hand-data", {
      subnets: [{ subnet: "10.234.0.0/24" }],
      attachable: true,
      mtu: 1400,
      labels: { team: "shop" },
    });

    const handPrivate = new OverlayNetwork("hand-private", {
      internal: true,
      encrypted: true,
    });

    // Secrets

    const handKey = SwarmSecret.existing("hand-key");

    // Configs

    const handBanner = new SwarmConfig("hand-banner", {
      text: readFileSync("files/hand-banner", "utf8"),
      templateDriver: "golang",
    });

    const handSite = new SwarmConfig("hand-site", {
      text: readFileSync("files/hand-site", "utf8"),
      labels: { team: "shop" },
    });

    // Services

    new SwarmService("hand-agent", {
      image: "lab/hello:1",
      env: { DB_PASSWORD: dbPassword, LEVEL: "info" },
      hostname: "agent",
      mode: ServiceMode.Global,
      networks: [handData],
      endpointMode: EndpointMode.Dnsrr,
    });

    new SwarmService("hand-migrate", {
      image: "lab/hello:1",
      args: ["-exit", "0"],
      mode: ServiceMode.ReplicatedJob,
      totalCompletions: 1,
      networks: [handPrivate],
      configs: [handBanner],
      restartPolicy: { condition: RestartCondition.None },
    });

    new SwarmService("hand-web", {
      image: "lab/hello:1",
      extraHosts: ["db=10.234.0.5", "db=10.234.0.6"],
      healthcheck: { test: ["NONE"] },
      stopGracePeriod: "3s",
      ulimits: { nofile: { soft: 1024, hard: 2048 } },
      replicas: 2,
      networks: [handData.attach({ aliases: ["shop"] })],
      ports: [
        { targetPort: 8080, publishedPort: 18150, publishMode: PublishMode.Host },
      ],
      endpointMode: EndpointMode.Dnsrr,
      secrets: [handKey.mount({ fileName: "key", mode: 0o400 })],
      configs: [handSite.mount({ fileName: "/etc/site" })],
      volumes: ["hand-data:/data", "/etc/hostname:/etc/node:ro"],
      mounts: [{ type: MountType.Tmpfs, target: "/scratch" }],
      constraints: ["node.platform.os==linux"],
      maxReplicasPerNode: 1,
      resources: {
        limits: { cpus: 0.5, memory: "64M" },
        reservations: { memory: "16M" },
      },
      updateConfig: {
        parallelism: 2,
        delay: "1s",
        order: UpdateOrder.StartFirst,
        failureAction: UpdateFailureAction.Pause,
      },
      restartPolicy: { condition: RestartCondition.OnFailure, maxAttempts: 3 },
      capabilityDrops: ["CAP_CHOWN"],
      logDriver: { name: "json-file", options: { "max-size": "1m" } },
      labels: { team: "shop" },
      containerLabels: { tier: "web" },
    });
    "
  `);
  expect(String(files.get("README.md"))).not.toContain("What to know");
  expect(files.get("files/hand-site")?.toString()).toBe("port = 8080\n");
});

test("No file contains the password that a variable of a service has", () => {
  expect([...files.values()].some((content) => content.toString().includes(password))).toBe(false);
});

test("The takeover sets the password, restarts no task, and leaves an empty preview", async () => {
  const before = await runningTasks();
  const labels = async (): Promise<unknown> => (await engine.listNodes()).map(({ Spec }) => Spec);
  const specs = await labels();
  const output = await written.takeOver();
  expect(output).toContain(`Set the secret setting "dbPassword".`);
  expect(output).toContain("The program describes what runs: nothing changes in the swarm.");
  expect(await runningTasks()).toEqual(before);
  expect(await jobRuns()).toBe(1);
  expect(await labels()).toEqual(specs);
  expect((await written.pulumi("config", "get", "dbPassword")).trim()).toBe(password);
  await written.pulumi("preview", "--expect-no-changes");
});

test("The program that is read after the takeover, and after a new deployment, is the same", async () => {
  const texts = (all: typeof files): unknown => [...all].map(([path, content]) => [path, content.toString()]);
  expect(texts(await read())).toEqual(texts(files));
  await written.pulumi("destroy", "--yes", "--skip-preview");
  expect(await engine.listNodes()).toHaveLength(lab.nodes.length);
  await written.pulumi("up", "--yes", "--skip-preview");
  const again = await read();
  expect(String(again.get("index.ts"))).toBe(String(files.get("index.ts")));
});
