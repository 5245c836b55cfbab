import { setTimeout as pause } from "node:timers/promises";
import * as docker from "@pulumi/docker";
import { Engine } from "../../provider/engine/engine";
import { isNotFound, meaningOf } from "../../provider/engine/meaning";
import type { Service } from "../../provider/engine/types";
import type { LabNode } from "../support/lab";
import { startOwnLab, type OwnLab } from "../support/ownLab";
import { processesWith } from "../support/processes";
import { createLiveStack, type LiveStack } from "../support/stack";

// Uses a lab of its own, because managers stop and start.
let lab: OwnLab;
let engine: Engine;
let live: LiveStack;

beforeAll(async () => {
  lab = await startOwnLab("robust", { nodes: 3, managers: 3 });
  engine = new Engine({ host: lab.dockerHost });
  live = await createLiveStack("robust", lab.dockerHost, () => Promise.resolve());
});

afterAll(async () => {
  try {
    await live.remove();
  } finally {
    await lab.remove();
  }
});

interface Web {
  readonly name?: string;
  readonly healthy?: boolean;
  readonly form?: number;
  readonly constraints?: string[];
  readonly stopSignal?: string;
  readonly networks?: docker.Network[];
}

function web({ name = "web", healthy = true, form = 0, constraints = [], stopSignal, networks = [] }: Web): void {
  new docker.Service(name, {
    name: `robust-${name}`,
    mode: { replicated: { replicas: 2 } },
    taskSpec: {
      containerSpec: {
        image: lab.image,
        env: { FORM: String(form) },
        // Without "-healthcheck", the check would start a second server, which fails because the port is in use.
        healthcheck: {
          tests: ["CMD", "/server", ...(healthy ? ["-healthcheck"] : [])],
          interval: "500ms",
          retries: 100,
        },
        stopGracePeriod: "4s",
        ...(stopSignal === undefined ? {} : { stopSignal }),
      },
      networksAdvanceds: networks.map(({ id }) => ({ id })),
      placement: { constraints },
    },
    updateConfig: { parallelism: 0, monitor: "500ms" },
    convergeConfig: { timeout: "90s" },
  });
}

function declare(program: () => void): void {
  live.setProgram(() => {
    program();
    return Promise.resolve();
  });
}

async function service(name = "web"): Promise<Service> {
  return engine.inspectService(`robust-${name}`);
}

async function untilThere(name = "web"): Promise<Service> {
  for (;;) {
    const found = await service(name).catch((error: unknown) => {
      if (isNotFound(error)) return undefined;
      throw error;
    });
    if (found !== undefined) return found;
    await pause(50);
  }
}

async function leader(): Promise<LabNode> {
  const nodes = await engine.listNodes();
  const name = nodes.find(({ ManagerStatus }) => ManagerStatus?.Leader === true)?.Description?.Hostname;
  const found = lab.nodes.find((node) => node.name === name);
  if (found === undefined) throw new Error("the swarm has no leader");
  return found;
}

test("Ctrl-C ends a wait immediately, the service is in the state, and the next update resumes", async () => {
  declare(() => {
    web({ healthy: false });
  });
  const up = live.stack.up().then(
    () => "done",
    () => "ended",
  );
  const { ID } = await untilThere();
  await pause(1000);
  const interrupted = performance.now();
  for (const { pid, words } of processesWith("PULUMI_HOME", `${live.directory}/home`)) {
    if (words[0]?.endsWith("/pulumi") === true) process.kill(pid, "SIGINT");
  }
  expect(await up).toBe("ended");
  // The wait itself lasts 90 s.
  expect(performance.now() - interrupted).toBeLessThan(20_000);
  const { resources } = (await live.stack.exportStack()).deployment as { resources: { type: string; id?: string }[] };
  expect(resources.filter(({ type }) => type === "docker:index/service:Service").map(({ id }) => id)).toEqual([ID]);
  declare(() => {
    web({});
  });
  await live.stack.up();
  expect((await service()).ID).toBe(ID);
  await live.expectQuiet();
});

test("An update succeeds while another client changes the same service all the time", async () => {
  const competition = { isOver: false, writes: 0 };
  const compete = async (): Promise<void> => {
    while (!competition.isOver) {
      const { ID, Version, Spec } = await service();
      const Labels = { ...Spec.Labels, writes: String(competition.writes) };
      await engine.updateService(ID, Version.Index, { ...Spec, Labels }).then(
        () => competition.writes++,
        (error: unknown) => {
          if (meaningOf(error) !== "stale") throw error;
        },
      );
      await pause(5);
    }
  };
  const competitor = compete();
  declare(() => {
    web({ form: 1 });
  });
  await live.stack.up().finally(() => {
    competition.isOver = true;
  });
  await competitor;
  expect(competition.writes).toBeGreaterThan(10);
  expect((await service()).Spec.TaskTemplate.ContainerSpec?.Env).toEqual(["FORM=1"]);
  await live.stack.refresh();
  await live.stack.up();
  await live.expectQuiet();
});

test("An update survives a restart of its manager's daemon", async () => {
  declare(() => {
    web({ form: 1 });
    for (const i of [1, 2, 3]) {
      const network = new docker.Network(`net${i}`, { name: `robust-net${i}`, driver: "overlay" });
      web({ name: `web${i}`, networks: [network], constraints: ["node.hostname!=node1"] });
    }
  });
  const up = live.stack.up();
  await untilThere("web1");
  await lab.kill("node1");
  await lab.start("node1");
  await up;
  await live.expectQuiet();
  const names = (await engine.listServices()).map(({ Spec }) => Spec.Name).sort();
  expect(names).toEqual(["robust-web", "robust-web1", "robust-web2", "robust-web3"]);
});

test("An update survives the loss of the swarm's leader", async () => {
  const lost = await leader();
  // From now on, the provider uses another manager.
  const other = lab.nodes.find(({ name }) => name !== lost.name);
  if (other === undefined) throw new Error("there is no other manager");
  const host = `unix://${other.socket}`;
  engine = new Engine({ host });
  live.stack.workspace.envVars = { ...live.stack.workspace.envVars, DOCKER_HOST: host };
  const constraints = [`node.hostname!=${lost.name}`];
  declare(() => {
    for (const i of [1, 2, 3]) {
      const network = new docker.Network(`lead${i}`, { name: `robust-lead${i}`, driver: "overlay" });
      web({ name: `lead${i}`, networks: [network], constraints });
    }
  });
  const up = live.stack.up();
  await untilThere("lead1");
  await lab.kill(lost.name);
  try {
    await up;
    await live.expectQuiet();
    expect((await leader()).name).not.toBe(lost.name);
  } finally {
    await lab.start(lost.name);
  }
});

test("A destroy accepts that objects are already removed, and waits for tasks that stop slowly", async () => {
  declare(() => {
    const network = new docker.Network("slow", { name: "robust-slow", driver: "overlay" });
    new docker.Network("gone", { name: "robust-gone", driver: "overlay" });
    new docker.Secret("gone", { name: "robust-gone", data: "c2VjcmV0" });
    new docker.ServiceConfig("gone", { name: "robust-gone", data: "Y29uZmln" });
    // The server ignores this signal, so its tasks end only after the grace period.
    web({ name: "slow", stopSignal: "SIGWINCH", networks: [network] });
  });
  await live.stack.up();
  await engine.removePayload("secrets", "robust-gone");
  await engine.removePayload("configs", "robust-gone");
  await engine.removeNetwork("robust-gone");
  await engine.removeService((await service("slow")).ID);
  await live.stack.destroy();
  const networks = (await engine.listNetworks({ scope: ["swarm"] })).filter(({ Ingress }) => !Ingress);
  expect(networks.map(({ Name }) => Name)).toEqual([]);
});
