import { existsSync, rmSync, writeFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { Engine } from "../../provider/engine/engine";
import { isRunRecord } from "../../swarm/swarmLabel";
import { folderBackend } from "../support/folderBackend";
import { readLab } from "../support/lab";
import { Pipeline, type Job, type RunningJob } from "../support/pipeline";
import { getServers, startPostgres, startS3, type StateServer } from "../support/stateServers";

// Two deployments of one stack at once, in each backend that docs/pipelines.md describes, on throw-away runners. The
// long form of the test (BACKEND_RACES) runs in all of them.
const lab = readLab();
const engine = new Engine({ host: lab.dockerHost });

/** How often two deployments start at the same moment; the long form of the test sets it. */
const races = Number(process.env.BACKEND_RACES ?? 0);

const isLong = races > 0;

/** A program that stops in the middle of an update until the file of its gate is gone. */
function program(subnet: string, replicas: number): string {
  return `
const { existsSync, writeFileSync } = require("node:fs");
const { runtime } = require("@pulumi/pulumi");
const { OverlayNetwork, SwarmService } = require("pulumi-swarm-networking");
const network = new OverlayNetwork("front", { subnets: [{ subnet: "${subnet}" }] });
const { GATE } = process.env;
const open = network.id.apply(async () => {
  if (GATE && !runtime.isDryRun()) {
    writeFileSync(GATE + ".reached", "");
    while (existsSync(GATE)) await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return ${replicas};
});
new SwarmService("web", { image: "${lab.image}", replicas: open, networks: [network] });
`;
}

const locked = /the stack is currently locked by 1 lock\(s\)/;

type Backend = [name: string, start: (folder: string) => Promise<StateServer>];

// The other live tests keep their state in a folder.
const short: Backend[] = [["PostgreSQL", startPostgres]];
const long: Backend[] = [
  ...short,
  [
    "a folder",
    (folder) => Promise.resolve({ variables: { PULUMI_BACKEND_URL: folderBackend(folder) }, stop: nothing }),
  ],
  ["an S3 server", startS3],
];

describe.each<Backend>(isLong ? long : short)("With the state in %s", (_name, start) => {
  let pipeline: Pipeline;
  let server: StateServer;

  beforeAll(async () => {
    getServers(...(isLong ? (["s3"] as const) : []));
    pipeline = new Pipeline({ DOCKER_HOST: lab.dockerHost, PULUMI_STACK: "production" });
    server = await start(pipeline.folder);
    Object.assign(pipeline.environment, server.variables);
    pipeline.createStack("production");
    pipeline.commit(program("10.88.2.0/24", 1));
    pipeline.push("main");
  }, 600_000);

  afterAll(async () => {
    try {
      await run("swarm:unlock");
      await run("swarm:destroy");
      await pipeline.remove();
    } finally {
      await server.stop();
    }
  });

  const run = (script: string): Promise<Job> => pipeline.run(script);

  /** Starts a deployment that waits in the middle, with the lock of the stack. */
  async function deployHalf(): Promise<RunningJob & { finish(): Promise<Job> }> {
    const gate = pipeline.at("gate");
    rmSync(`${gate}.reached`, { force: true });
    writeFileSync(gate, "");
    const job = pipeline.start("swarm:deploy", { GATE: gate });
    const ended = { early: false };
    void job.result.then(() => (ended.early = true));
    while (!existsSync(`${gate}.reached`)) {
      if (ended.early) throw new Error(`The deployment ended early: ${(await job.result).output}`);
      await pause(50);
    }
    const finish = async (): Promise<Job> => {
      rmSync(gate);
      return job.result;
    };
    return { ...job, finish };
  }

  /** The state and the swarm have the same objects, and neither a preview nor a drift check finds a difference. */
  async function expectNothingLost(): Promise<void> {
    const preview = await run("swarm:preview");
    expect(preview.comment).toContain("Swarm preview of `production`: no changes.");
    expect((await run("swarm:drift")).failure).toBe("");
    const [networks, services, configs] = await Promise.all([
      engine.listNetworks({ scope: ["swarm"] }),
      engine.listServices(),
      engine.listPayloads("configs"),
    ]);
    expect(networks.filter(({ Ingress }) => !Ingress)).toHaveLength(1);
    expect(services.map(({ Spec }) => Spec.Name)).toEqual(["web"]);
    expect(configs.filter(({ Spec }) => isRunRecord(Spec.Labels))).toEqual([]);
  }

  test("a second deployment is refused while one runs, and the first one is not disturbed", async () => {
    const deployment = await deployHalf();
    const second = await run("swarm:deploy");
    expect(second.failure).toMatch(locked);
    expect((await deployment.finish()).failure).toBe("");
    await expectNothingLost();
  });

  test("a lost runner leaves its lock, and the next one finishes the deployment after breaking it", async () => {
    pipeline.commit(program("10.88.3.0/24", 2));
    pipeline.push("main");
    const deployment = await deployHalf();
    deployment.kill();
    await deployment.result;
    const second = await run("swarm:deploy");
    expect(second.failure).toMatch(locked);
    expect((await run("swarm:unlock")).failure).toBe("");
    expect((await run("swarm:deploy")).failure).toBe("");
    await expectNothingLost();
  });

  if (isLong) {
    test("of two deployments that start at the same moment, the lock lets one through at most", async () => {
      for (let race = 0; race < races; race++) {
        pipeline.commit(program("10.88.3.0/24", 1 + (race % 2)));
        pipeline.push("main");
        const jobs = await Promise.all([run("swarm:deploy"), run("swarm:deploy")]);
        for (const { failure } of jobs) if (failure !== "") expect(failure).toMatch(locked);
        expect((await run("swarm:deploy")).failure).toBe("");
        await expectNothingLost();
      }
    }, 600_000);
  }
});

function nothing(): Promise<void> {
  return Promise.resolve();
}
