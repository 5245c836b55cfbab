import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AdoptedProject } from "../../adopt/model/project";
import { ConstantExpression, FileExpression, ReferenceExpression, TextExpression } from "../../adopt/model/project";
import { projectFiles } from "../../adopt/program/projectFiles";
import { Engine } from "../../provider/engine/engine";
import { Caller } from "../support/caller";
import { dockerCommand } from "../support/dockerCommand";
import { readLab } from "../support/lab";
import { poll } from "../support/poll";
import { readStackIds, type StackIds } from "../support/stackIds";
import { createProject, type WrittenProject } from "../support/writtenProject";
import { member } from "../unit/adopt/shopProject";

// A stack of `docker stack deploy` is taken over while a client calls it.
const lab = readLab();
const engine = new Engine({ host: lab.dockerHost });
const port = 18140;
const compose = `
version: "3.8"
services:
  db:
    image: ${lab.image}
    secrets: [db-password]
    volumes: ["db-data:/data"]
    environment: { TOKEN: "a token" }
    deploy: { endpoint_mode: dnsrr }
  api:
    image: ${lab.image}
    networks: { data: {}, default: { aliases: [orders] } }
    configs: [{ source: site, target: /etc/site.conf }]
    ports: [{ target: 8080, published: ${port}, mode: host }]
    healthcheck: { test: [CMD, /server, -healthcheck], interval: 1s }
    deploy:
      endpoint_mode: dnsrr
      replicas: 2
      placement: { max_replicas_per_node: 1 }
      resources: { limits: { memory: 64M } }
      update_config: { order: stop-first, monitor: 500ms }
networks:
  data: { internal: true, driver_opts: { com.docker.network.driver.mtu: "1400" } }
secrets:
  db-password: { file: ./password }
configs:
  site: { file: ./site }
volumes: { db-data: {} }
`;
const password = "correct horse\n";
const dnsrr = new ConstantExpression("EndpointMode", "Dnsrr");
const pause = new ConstantExpression("UpdateFailureAction", "Pause");
const attach = (network: string): ReferenceExpression => new ReferenceExpression("OverlayNetwork", network, "attach");

function project(folder: string): AdoptedProject {
  return {
    name: "takeover",
    stack: "takeover",
    remarks: [],
    settings: [
      { name: "dbPassword", description: "", isSecret: true, fromFile: join(folder, "password") },
      {
        name: "dbToken",
        description: "",
        isSecret: true,
        fromVariable: { service: "takeover_db", variable: "TOKEN" },
      },
    ],
    components: [
      inSwarm("SwarmService", "db", {
        image: lab.image,
        endpointMode: dnsrr,
        updateConfig: { failureAction: pause },
        env: { TOKEN: new TextExpression([{ setting: "dbToken" }]) },
        volumes: ["db-data:/data"],
        secrets: [new ReferenceExpression("SwarmSecret", "db-password", "mount")],
      }),
      inSwarm("SwarmService", "api", {
        image: lab.image,
        endpointMode: dnsrr,
        replicas: 2,
        maxReplicasPerNode: 1,
        networks: [
          attach("data"),
          new ReferenceExpression("SwarmStack", "takeover", "attach", { aliases: ["orders"] }),
        ],
        configs: [new ReferenceExpression("SwarmConfig", "site", "mount", { fileName: "/etc/site.conf" })],
        publish: [`published=${port},target=8080,mode=host`],
        healthcheck: { test: ["CMD", "/server", "-healthcheck"], interval: "1s" },
        resources: { limits: { memory: "64M" } },
        updateConfig: { failureAction: pause, monitor: "500ms" },
      }),
      inSwarm("OverlayNetwork", "data", { internal: true, mtu: 1400 }),
      inSwarm("SwarmSecret", "db-password", { text: new TextExpression([{ setting: "dbPassword" }]) }),
      inSwarm("SwarmConfig", "site", {
        text: new FileExpression("files/site", Buffer.from("listen 8080\n")),
      }),
    ],
  };
}

const inSwarm: typeof member = (component, logicalName, args) =>
  member(component, logicalName, args, { swarmName: `takeover_${logicalName}` });

let folder: string;
let written: WrittenProject;

const objects = (): Promise<StackIds> => readStackIds(engine, "takeover");

async function isRunning(): Promise<true | undefined> {
  const tasks = await engine.listTasks({ label: ["com.docker.stack.namespace=takeover"] });
  return tasks.filter(({ Status }) => Status.State === "running").length === 3 ? true : undefined;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "swarm-takeover-"));
  await writeFile(join(folder, "compose.yml"), compose);
  await writeFile(join(folder, "password"), password);
  await writeFile(join(folder, "site"), "listen 8080\n");
  await dockerCommand(lab.dockerHost, ["stack", "deploy", "-c", "compose.yml", "takeover"], { cwd: folder });
  await poll("the stack to run", isRunning);
  const options = { pulumiStack: "dev", componentsFrom: "^0.1.0", source: "compose.yml" };
  written = await createProject(await projectFiles(project(folder), options), lab.dockerHost);
});

afterAll(async () => {
  await written.remove();
  await rm(folder, { recursive: true });
  expect(await objects()).toEqual({ networks: [], services: [], secrets: [], configs: [], tasks: [] });
});

test("A takeover that would restart tasks is refused with the plan, and the state stays as it was", async () => {
  const before = await objects();
  await written.edit("index.ts", `healthcheck: { test: ["CMD"`, `user: "1000",\n  healthcheck: { test: ["CMD"`);
  const failure = await written.takeOver().catch((error: unknown) => error as { stdout: string; stderr: string });
  const { stdout, stderr } = failure as { stdout: string; stderr: string };
  expect(stdout).toMatch(/service "api" would change \(taskSpec\.containerSpec\.user\)\. .*restart/);
  expect(stderr).toContain("Nothing was taken over, because running tasks would restart.");
  const { deployment } = JSON.parse(await written.pulumi("stack", "export")) as {
    deployment: { resources?: object[] };
  };
  expect(deployment.resources ?? []).toEqual([]);
  await written.edit("index.ts", `user: "1000",\n  healthcheck`, "healthcheck");
  expect(await objects()).toEqual(before);
});

test("A takeover names the objects that the swarm does not have", async () => {
  await written.edit("takeover.json", `"id": "takeover_data"`, `"id": "takeover_dota"`);
  const failure = await written.takeOver().catch((error: unknown) => error);
  expect(String(failure)).toContain(`The swarm does not have one object of this program:\n  - network "takeover_dota"`);
  await written.edit("takeover.json", `"id": "takeover_dota"`, `"id": "takeover_data"`);
});

test("A stack is taken over while a client calls it: no task restarts, and the preview is empty", async () => {
  const before = await objects();
  const caller = new Caller(lab.nodes.map(({ address }) => `http://${address}:${port}/health`));
  const [output, { made, failures }] = await written
    .takeOver()
    .finally(() => caller.stop())
    .then(async (printed) => [printed, await caller.stop()] as const);
  expect(output).toContain("Importing 2 networks, 2 services, 1 secret and 1 config …");
  expect(output).toContain("The program describes what runs: nothing changes in the swarm.");
  expect(output).toContain("Done: the preview is empty, and all");
  expect(failures).toEqual([]);
  expect(made).toBeGreaterThan(20);
  expect(await objects()).toEqual(before);
  await written.pulumi("preview", "--expect-no-changes");
  await written.pulumi("refresh", "--yes", "--skip-preview");
  await written.pulumi("preview", "--expect-no-changes");
  const listed = await dockerCommand(lab.dockerHost, ["stack", "services", "takeover", "--format", "{{.Name}}"]);
  expect(listed.split("\n").sort()).toEqual(["takeover_api", "takeover_db"]);
});

test("Neither the project nor the state has a secret in plain text", async () => {
  const { deployment } = JSON.parse(await written.pulumi("stack", "export")) as { deployment: object };
  expect(JSON.stringify(deployment).includes("correct horse")).toBe(false);
  expect(JSON.stringify(deployment).includes("a token")).toBe(false);
  const config = JSON.parse(await written.pulumi("config", "--json")) as object;
  expect(config).toMatchObject({ "takeover:dbPassword": { secret: true }, "takeover:dbToken": { secret: true } });
});

test("A takeover that was interrupted resumes, and one that is complete changes nothing", async () => {
  const before = await objects();
  const state = JSON.parse(await written.pulumi("stack", "export")) as {
    deployment: { resources: { urn: string; dependencies?: string[]; propertyDependencies?: object }[] };
  };
  const kept = state.deployment.resources
    .filter(({ urn }) => !/::(?:api|data)$/.test(urn))
    .map((resource) => ({ ...resource, dependencies: [], propertyDependencies: {} }));
  const partial = { ...state, deployment: { ...state.deployment, resources: kept } };
  await writeFile(join(folder, "partial.json"), JSON.stringify(partial));
  await written.pulumi("stack", "import", "--file", join(folder, "partial.json"));
  expect(await written.takeOver()).toContain("Importing 1 service and 1 network …");
  expect(await written.takeOver()).not.toContain("Importing");
  expect(await objects()).toEqual(before);
});

test("A later change of a network that was taken over replaces it while services are on both", async () => {
  await written.edit("index.ts", "mtu: 1400", "mtu: 1450");
  await written.pulumi("up", "--yes", "--skip-preview");
  const names = (await engine.listNetworks({ label: ["com.docker.stack.namespace=takeover"] })).map(({ Name }) => Name);
  expect(names.sort()).toEqual([expect.stringMatching(/^takeover_data(--\d{4})?-[0-9a-f]{8}$/), "takeover_default"]);
  await written.pulumi("preview", "--expect-no-changes");
});
