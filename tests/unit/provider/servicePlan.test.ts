import { unknown } from "../../../swarm/draft";
import { swarmLabel } from "../../../swarm/swarmLabel";
import type { Network, Node, Task } from "../../../provider/engine/types";
import type { Properties } from "../../../provider/handler/properties";
import type { ResourcePlan, SwarmFacts } from "../../../provider/handler/resourcePlan";
import type { PlannedChange, UpdatePlan } from "../../../provider/handler/updatePlan";
import { planService } from "../../../provider/resources/service/servicePlan";

/** A service with three tasks and some of the container, the task and the rest set. */
function service(parts: { container?: Properties; task?: Properties; rest?: Properties } = {}): Properties {
  const containerSpec = { image: "web:1", ...parts.container };
  return {
    name: "web",
    mode: { replicated: { replicas: 3 } },
    taskSpec: { containerSpec, ...parts.task },
    ...parts.rest,
  };
}

const container = (values: Properties): Properties => service({ container: values });
const task = (values: Properties): Properties => service({ task: values });
const rest = (values: Properties): Properties => service({ rest: values });
const networks = (...ids: Properties[]): Properties => task({ networksAdvanceds: ids });
const rollout = (updateConfig: Properties, image = "web:1", others: Properties = {}): Properties =>
  service({ container: { image, ...others }, rest: { updateConfig } });

function run(replaced: Readonly<Record<string, Properties>> = {}): UpdatePlan {
  return {
    changeOf: (id): PlannedChange | undefined => {
      const inputs = replaced[id];
      return inputs && { logicalName: id, inputs, isReplaced: true, isDeletedLast: true };
    },
    nameBefore: () => undefined,
    planned: () => [],
    plannedElsewhere: () => [],
    isDeletedLast: () => false,
    idleMs: 0,
    waiting: (work) => work(),
  };
}

function plan(
  before: Properties,
  inputs: Properties,
  facts?: SwarmFacts,
  replaced?: Readonly<Record<string, Properties>>,
): ResourcePlan | undefined {
  return planService({ urn: "", id: "web", isReplacement: false, before, inputs }, facts, run(replaced));
}

const how = "Order: stop-first, one at a time. At most 50s if the nodes have the images.";

test.each<[string, Properties, Properties, string]>([
  ["an image", service(), container({ image: "web:2" }), `All 3 tasks restart (image). ${how}`],
  [
    "a variable and a container label",
    service(),
    container({ env: { MODE: "secret" }, labels: [{ label: "team", value: "secret" }] }),
    `All 3 tasks restart (container label "team", env "MODE"). ${how}`,
  ],
  ["a label", service(), rest({ labels: [{ label: "team", value: "x" }] }), 'No task restarts (label "team").'],
  [
    "update settings",
    service(),
    rest({ updateConfig: { parallelism: 2 } }),
    "No task restarts (updateConfig.parallelism).",
  ],
  [
    "more replicas",
    service(),
    rest({ mode: { replicated: { replicas: 5 } } }),
    "No task restarts (replicas). 2 tasks start.",
  ],
  [
    "fewer replicas and another user",
    service(),
    service({ container: { user: "www" }, rest: { mode: { replicated: { replicas: 2 } } } }),
    "Both tasks restart (user). Order: stop-first, one at a time. At most 35s if the nodes have the images. " +
      "1 task stops.",
  ],
  [
    "a port",
    rest({ endpointSpec: { ports: [{ targetPort: 80, publishedPort: 8080 }] } }),
    rest({ endpointSpec: { ports: [{ targetPort: 80, publishedPort: 8090 }] } }),
    `All 3 tasks restart (port "8080:80/tcp", port "8090:80/tcp"). ${how}`,
  ],
  [
    "networks",
    networks({ id: "a" }, { id: "b" }),
    networks({ id: "b" }, { id: "c" }),
    `All 3 tasks restart (networks). ${how} Joins "c". Leaves "a".`,
  ],
  [
    "a mount, a secret, a host and an option of the log driver",
    service(),
    service({
      container: {
        mounts: [{ target: "/data", type: "volume" }],
        secrets: [{ secretId: "s", secretName: "s", fileName: "key" }],
        hosts: [{ host: "db", ip: "10.0.0.1" }],
      },
      task: { logDriver: { name: "json-file", options: { "max-size": "1m" } } },
    }),
    'All 3 tasks restart (mount "/data", host "db", secret "key", logDriver.name, logDriver.options.max-size). ' +
      `${how} Each restart loses the data in the anonymous volume at "/data".`,
  ],
  [
    "a value that is not known yet",
    service(),
    container({ env: { MODE: unknown } }),
    `3 tasks may restart (env "MODE"): the preview does not know the new values yet. ${how}`,
  ],
  [
    "constraints of a swarm that does not answer",
    service(),
    task({ placement: { constraints: ["node.role==worker"] } }),
    "Only the tasks on nodes that do not meet the new constraints restart (placement.constraints). Order: " +
      "stop-first, one at a time.",
  ],
  [
    "a long update of a service with a health check",
    service(),
    rollout({ parallelism: 2, delay: "1m", order: "start-first", monitor: "30s" }, "web:2", {
      healthcheck: { tests: ["CMD", "check"], interval: "10s", timeout: "5s", retries: 2, startPeriod: "20s" },
    }),
    "All 3 tasks restart (image, healthcheck.tests, healthcheck.interval, healthcheck.timeout, " +
      "healthcheck.startPeriod and 1 more). Order: start-first, 2 at a time, 1m0s apart. At most 4m20s if the " +
      "nodes have the images. The provider waits only 3m0s; 'convergeConfig.timeout' sets this limit.",
  ],
  [
    "all tasks at once",
    rollout({ parallelism: 0 }),
    rollout({ parallelism: 0 }, "web:2"),
    "All 3 tasks restart (image). Order: stop-first, all at once. At most 20s if the nodes have the images.",
  ],
])("The plan says what a change of %s does", (_what, before, inputs, summary) => {
  expect(plan(before, inputs)?.summary).toBe(summary);
});

test.each<[string, Properties]>([
  ["nothing", service()],
  ["the wait", rest({ convergeConfig: { timeout: "1m" } })],
  ["credentials for the registry", rest({ auth: { serverAddress: "registry.example.com" } })],
])("A change of %s needs no plan", (_what, inputs) => {
  expect(plan(service(), inputs)).toBeUndefined();
});

function node(id: string, zone: string): Node {
  return {
    ID: id,
    Version: { Index: 1 },
    Spec: { Role: "worker", Availability: "active", Labels: { zone } },
    Description: { Hostname: id, Engine: { EngineVersion: "29.2.1" } },
    Status: { State: "ready", Addr: "10.0.0.1" },
  };
}

function runningOn(id: string): Task {
  return { ID: `task-${id}`, ServiceID: "web", NodeID: id, DesiredState: "running", Spec: {} } as Task;
}

const zones: SwarmFacts = {
  networks: [{ Id: "old", Name: "backend-old", Driver: "overlay", IPAM: { Config: null } } as Network],
  services: [],
  nodes: [node("one", "a"), node("two", "b"), node("three", "b")],
  tasks: [runningOn("one"), runningOn("two"), runningOn("three")],
};
const inZone = (...constraints: string[]): Properties => task({ placement: { constraints } });

test.each<[string, Properties, string]>([
  [
    "does not meet",
    inZone("node.labels.zone==b"),
    "1 task restarts, because the node does not meet the new constraints (placement.constraints). The others keep " +
      "running. Order: stop-first. At most 20s if the nodes have the images.",
  ],
  ["meets", inZone("node.labels.zone!=c"), "No task restarts (placement.constraints)."],
])("A task restarts if its node %s the new constraints", (_what, inputs, summary) => {
  expect(plan(service(), inputs, zones)?.summary).toBe(summary);
});

test("A global service restarts one task on each node that meets its constraints", () => {
  const global = (image: string): Properties =>
    service({
      container: { image },
      task: { placement: { constraints: ["node.labels.zone==b"] } },
      rest: { mode: { global: true } },
    });
  expect(plan(global("web:1"), global("web:2"), zones)?.tasks?.count).toBe(2);
  expect(plan(global("web:1"), global("web:2"))?.tasks?.count).toBeUndefined();
});

test("A global service also restarts its tasks on nodes that have not connected since the leader changed", () => {
  const global = (image: string): Properties => service({ container: { image }, rest: { mode: { global: true } } });
  const nodes = zones.nodes.map((one): Node => ({ ...one, Status: { State: "unknown" } }));
  expect(plan(global("web:1"), global("web:2"), { ...zones, nodes })?.tasks?.count).toBe(3);
});

const identity = [{ label: swarmLabel.identity.key, value: "backend" }];
const replacement = (inputs: Properties): Readonly<Record<string, Properties>> => ({
  old: { name: "backend-new", driver: "overlay", labels: identity, ...inputs },
});

test.each<[string, Properties, number]>([
  ["joins the new network and leaves the old one", {}, 2],
  ["also joins and leaves a transition network", { name: "backend-old" }, 4],
  ["swaps the networks", { labels: [] }, 1],
])("A service restarts its tasks for each step of a replacement: it %s", (_what, inputs, times) => {
  const { tasks, attachments, summary } =
    plan(networks({ name: "old" }), networks({ name: unknown }), zones, replacement(inputs)) ?? {};
  expect(tasks).toMatchObject({ restart: "all", times, longestSeconds: times * 50 });
  expect(attachments).toEqual({ joins: [], leaves: [], replaced: ["backend-old"] });
  expect(summary).toContain('Moves from "backend-old" to its replacement.');
});

test("The plan of a replaced service says that its tasks stop", () => {
  const change = { urn: "", id: "web", isReplacement: true, before: service(), inputs: rest({ name: "shop" }) };
  expect(planService(change, undefined, run())).toEqual({
    summary:
      "The service is replaced (name): all its tasks stop, and those of the new service start. If it is deleted " +
      "first, it does not run meanwhile.",
    lost: [],
  });
});

describe("A job", () => {
  const job = (
    change: Properties = {},
    mode: Properties = { replicatedJob: { maxConcurrent: 2, totalCompletions: 5 } },
  ) => ({
    name: "migrate",
    mode,
    taskSpec: { containerSpec: { image: "web:1" } },
    ...change,
  });
  const labelled = { labels: [{ label: "team", value: "shop" }] };

  test.each<[string, Properties, Properties, string]>([
    ["a label", job(), job(labelled), `The job runs again (label "team"): 5 tasks, 2 at a time.`],
    [
      "the number of tasks",
      job(),
      job({ mode: { replicatedJob: { maxConcurrent: 5, totalCompletions: 5 } } }),
      "The job runs again (maxConcurrent): 5 tasks.",
    ],
    [
      "a label of a job on each node",
      job({}, { globalJob: true }),
      job(labelled, { globalJob: true }),
      `The job runs again (label "team"): a task on each node.`,
    ],
  ])("runs again for a change of %s", (_, before, inputs, summary) => {
    expect(plan(before, inputs)?.summary).toBe(`${summary} The provider waits up to 3m0s for them.`);
  });

  test("may run again for a value that the preview does not know", () => {
    const later = job({ taskSpec: { containerSpec: { image: unknown } } });
    expect(plan(job(), later)?.summary).toBe(
      "The job may run again (image): the preview does not know the new values yet.",
    );
  });

  test("does not run again for another time to wait", () => {
    expect(plan(job(), job({ convergeConfig: { timeout: "0s" } }))).toBeUndefined();
  });
});
