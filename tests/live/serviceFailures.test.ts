import * as docker from "@pulumi/docker";
import { Engine } from "../../provider/engine/engine";
import type { Service } from "../../provider/engine/types";
import { readLab } from "../support/lab";
import { createLiveStack, type LiveStack } from "../support/stack";

const lab = readLab();
const engine = new Engine({ host: lab.dockerHost });
const serviceName = "live-failing";

/** The lab's server checks its own health, gets no response, and exits with code 1. */
const crash = ["-healthcheck"];

type Change = Partial<Omit<docker.ServiceArgs, "taskSpec">> & {
  readonly args?: string[];
  readonly image?: string;
  readonly placement?: object;
};

let live: LiveStack;
let change: Change = {};

const program = (): Promise<Record<string, unknown>> => {
  const tiny = new docker.Network("tiny", {
    name: "live-failing-tiny",
    driver: "overlay",
    ipamConfigs: [{ subnet: "10.230.9.0/29" }],
  });
  const { args, image = lab.image, placement, ...rest } = change;
  const service = new docker.Service("service", {
    name: serviceName,
    taskSpec: {
      containerSpec: { image, ...(args === undefined ? {} : { args }) },
      networksAdvanceds: [{ id: tiny.id }],
      restartPolicy: { condition: "any", delay: "500ms" },
      ...(placement === undefined ? {} : { placement }),
    },
    updateConfig: { monitor: "1s" },
    ...rest,
  });
  return Promise.resolve({ id: service.id });
};

async function up(next: Change): Promise<unknown> {
  change = next;
  return (await live.upWithResult()).outputs.id?.value;
}

/** The output of an `up` that fails, as lines without indentation. */
async function failureOf(next: Change): Promise<string[]> {
  const failure = await up(next).then(
    () => new Error("the update did not fail"),
    (error: unknown) => error as Error,
  );
  return failure.message.split("\n").map((line) => line.trim());
}

async function inSwarm(): Promise<Service> {
  return engine.inspectService(serviceName);
}

beforeAll(async () => {
  live = await createLiveStack("failing", lab.dockerHost, program);
});

afterAll(async () => {
  await live.remove();
  expect((await engine.listServices({ name: [serviceName] })).map(({ Spec }) => Spec.Name)).toEqual([]);
});

test("A service that crashes at every start does not count as running, and stays in the state", async () => {
  const lines = await failureOf({ args: crash, convergeConfig: { timeout: "8s" } });
  expect(lines).toContainEqual(
    expect.stringMatching(/Service "live-failing": it has not converged after 8 s; [01]\/1 task running\.$/),
  );
  expect(lines).toContainEqual(expect.stringMatching(/live-failing\.1 on \S+ failed: "task: non-zero exit \(1\)"/));
  const { ID } = await inSwarm();
  expect(await up({})).toBe(ID);
  await live.expectQuiet();
});

test("A rollback fails the update, the state has the running spec, and the next update works in place", async () => {
  const { ID, Spec } = await inSwarm();
  const rollback = { failureAction: "rollback", monitor: "3s" };
  const lines = await failureOf({ args: crash, updateConfig: rollback, convergeConfig: { timeout: "1m" } });
  expect(lines).toContainEqual(
    expect.stringMatching(
      /Service "live-failing": the update failed and was rolled back \(.+\)\. The swarm runs the previous spec again, not the declared one; the next 'pulumi up' tries again\.$/,
    ),
  );
  expect(lines).toContainEqual(expect.stringMatching(/live-failing\.1 on \S+ failed: "task: non-zero exit \(1\)"/));
  expect((await inSwarm()).Spec.TaskTemplate).toEqual(Spec.TaskTemplate);
  expect(await up({ updateConfig: rollback })).toBe(ID);
  await live.expectQuiet();
});

test("The provider waits while Swarm retries to pull a missing image, and the error quotes its registry", async () => {
  const image = "localhost:1/live/missing:1";
  const lines = await failureOf({
    image,
    convergeConfig: { timeout: "15s" },
    updateConfig: { failureAction: "continue" },
  });
  expect(lines).toContainEqual(
    expect.stringMatching(/Service "live-failing": it has not converged after 15 s; 0\/1 task on the new spec\.$/),
  );
  expect(lines).toContainEqual(
    expect.stringMatching(/live-failing\.1 on \S+ rejected: "No such image: localhost:1\/live\/missing:1"/),
  );
  expect(lines).toContainEqual(
    expect.stringMatching(/The registry of image "localhost:1\/live\/missing:1" answers: ".*refused.*"\./),
  );
  await up({});
});

test("Tasks that no node can run fail with the message of the scheduler", async () => {
  const lines = await failureOf({
    placement: { constraints: ["node.labels.planet==mars"] },
    convergeConfig: { timeout: "5s" },
  });
  const nodes = lab.nodes.length === 1 ? "1 node" : `${lab.nodes.length} nodes`;
  expect(lines).toContainEqual(
    expect.stringMatching(
      `live-failing\\.1 cannot be placed: "no suitable node \\(scheduling constraints not satisfied on ${nodes}\\)"`,
    ),
  );
  await up({});
});

test("If a network has too few addresses, the error names it and the number of its addresses", async () => {
  const lines = await failureOf({ mode: { replicated: { replicas: 6 } }, convergeConfig: { timeout: "10s" } });
  expect(lines).toContainEqual(
    expect.stringMatching(
      /tasks wait for an address: network "live-failing-tiny": 10\.230\.9\.0\/29 has 5 addresses.*\. Each task needs one, as do each node that runs one and each service with a virtual IP\. Use a network with a larger subnet, or fewer replicas\.$/,
    ),
  );
  await up({});
  await live.expectQuiet();
});
