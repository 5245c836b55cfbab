import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { EngineEvent } from "@pulumi/pulumi/automation";
import {
  EndpointMode,
  OverlayNetwork,
  PublishMode,
  SwarmSecret,
  SwarmService,
  UpdateOrder,
  type SwarmServiceArgs,
} from "../../components";
import { Engine } from "../../provider/engine/engine";
import type { Task } from "../../provider/engine/types";
import type { ResourcePlan } from "../../provider/handler/resourcePlan";
import { readLab } from "../support/lab";
import { createLiveStack, type LiveStack } from "../support/stack";

const lab = readLab();
const engine = new Engine({ host: lab.dockerHost });

type Args = Partial<SwarmServiceArgs>;

/** The objects that services refer to. */
interface Objects {
  readonly front: OverlayNetwork;
  readonly back: OverlayNetwork;
  /** Replaced by the change, side by side. */
  readonly moved: OverlayNetwork;
  readonly rotated: SwarmSecret;
}

interface Case {
  readonly before?: (objects: Objects) => Args;
  readonly after: (objects: Objects) => Args;
  /** How many of the two tasks restart. */
  readonly restarted: 0 | 1 | 2;
  /** How many times they do. @default 1 */
  readonly times?: number;
}

const onHost = (publishedPort: number): Args => ({
  ports: [{ targetPort: 8080, publishedPort, publishMode: PublishMode.Host }],
});
const [first, second] = lab.nodes.map(({ name }) => name);

const cases: Record<string, Case> = {
  label: { after: () => ({ labels: { team: "shop" } }), restarted: 0 },
  replicas: { after: () => ({ replicas: 3 }), restarted: 0 },
  "update-config": { after: () => ({ updateConfig: { parallelism: 2, monitorSeconds: 1 } }), restarted: 0 },
  "container-label": { after: () => ({ containerLabels: { team: "shop" } }), restarted: 2 },
  variable: { after: () => ({ env: { MODE: "b" } }), restarted: 2 },
  hostname: { after: () => ({ hostname: "b" }), restarted: 2 },
  "restart-policy": { after: () => ({ restartPolicy: { delaySeconds: 7 } }), restarted: 2 },
  limit: { after: () => ({ resources: { limits: { memoryBytes: 2 ** 26 } } }), restarted: 2 },
  "start-first": {
    after: () => ({ env: { MODE: "b" }, updateConfig: { order: UpdateOrder.StartFirst, monitorSeconds: 1 } }),
    restarted: 2,
  },
  port: { before: () => onHost(18091), after: () => onHost(18092), restarted: 2 },
  "endpoint-mode": { after: () => ({ endpointMode: EndpointMode.Vip }), restarted: 2 },
  "network-joined": { after: ({ front, back }) => ({ networks: [front, back] }), restarted: 2 },
  alias: { after: ({ front }) => ({ networks: [front.attach({ aliases: ["shop"] })] }), restarted: 2 },
  "network-replaced": {
    before: ({ moved }) => ({ networks: [moved] }),
    after: ({ moved }) => ({ networks: [moved] }),
    restarted: 2,
    times: 2,
  },
  secret: {
    before: ({ rotated }) => ({ secrets: [rotated] }),
    after: ({ rotated }) => ({ secrets: [rotated] }),
    restarted: 2,
  },
  "constraint-met": { after: () => ({ constraints: ["node.platform.os==linux"] }), restarted: 0 },
  "constraint-unmet": {
    before: () => ({ constraints: [`node.hostname!=${second}`], maxReplicasPerNode: 1 }),
    after: () => ({ constraints: [`node.hostname!=${first}`], maxReplicasPerNode: 1 }),
    restarted: 1,
  },
};

/** A line of the file with the plans. */
interface Line extends ResourcePlan {
  readonly name: string;
  readonly type: string;
}

let live: LiveStack;
let folder: string;
let plans: ReadonlyMap<string, Line>;
let texts: ReadonlyMap<string, string>;
/** The tasks of each service before and after the update. */
let before: ReadonlyMap<string, readonly Task[]>;
let after: ReadonlyMap<string, readonly Task[]>;

function program(side: "before" | "after"): () => Promise<void> {
  return () => {
    const objects: Objects = {
      front: new OverlayNetwork("front"),
      back: new OverlayNetwork("back"),
      moved: new OverlayNetwork("moved", side === "before" ? {} : { mtu: 1400 }),
      rotated: new SwarmSecret("rotated", { text: side }),
    };
    for (const [name, one] of Object.entries(cases)) {
      new SwarmService(`plan-${name}`, {
        image: lab.image,
        replicas: 2,
        // Virtual IPs need IPVS, which not every kernel has.
        endpointMode: EndpointMode.Dnsrr,
        updateConfig: { monitorSeconds: 1 },
        stopGracePeriodSeconds: 1,
        ...(side === "after" ? one.after : one.before)?.(objects),
      });
    }
    return Promise.resolve();
  };
}

async function tasksByService(): Promise<Map<string, Task[]>> {
  const [services, tasks] = await Promise.all([engine.listServices({ name: ["plan-"] }), engine.listTasks()]);
  return new Map(services.map(({ ID, Spec }) => [Spec.Name, tasks.filter(({ ServiceID }) => ServiceID === ID)]));
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "plan-"));
  const file = join(folder, "plan.jsonl");
  live = await createLiveStack("plan", lab.dockerHost, program("before"));
  await live.stack.up();
  before = await tasksByService();
  live.setProgram(program("after"));
  live.stack.workspace.envVars.SWARM_PREVIEW_PLAN = file;
  const shown = new Map<string, string>();
  const onEvent = ({ diagnosticEvent }: EngineEvent): void => {
    const name = diagnosticEvent?.urn?.split("::").pop();
    if (name !== undefined && diagnosticEvent?.severity === "info") shown.set(name, diagnosticEvent.message.trim());
  };
  await live.stack.preview({ onEvent });
  texts = shown;
  const lines = (await readFile(file, "utf8")).trim().split("\n");
  plans = new Map(lines.map((line) => JSON.parse(line) as Line).map((line) => [line.name, line]));
  await live.stack.up();
  after = await tasksByService();
}, 600_000);

afterAll(async () => {
  await live.remove();
  await rm(folder, { recursive: true, force: true });
});

describe.each(Object.entries(cases))("A change of %s", (name, { restarted, times = 1 }) => {
  const service = `plan-${name}`;

  test(`restarts ${restarted} of the two tasks`, () => {
    const there = new Set(
      after.get(service)?.flatMap(({ ID, DesiredState }) => (DesiredState === "running" ? [ID] : [])),
    );
    const gone = before.get(service)?.filter(({ ID }) => !there.has(ID));
    expect(gone).toHaveLength(restarted);
    const known = new Set(before.get(service)?.map(({ ID }) => ID));
    const started = after.get(service)?.filter(({ ID }) => !known.has(ID));
    expect(started).toHaveLength(restarted * times + (plans.get(service)?.tasks?.scaledBy ?? 0));
  });

  test("is announced with these restarts", () => {
    expect(plans.get(service)?.tasks).toMatchObject({ count: restarted, times: restarted === 0 ? 0 : times });
  });
});

test("The preview says which tasks restart, why, in which order, and how long that takes at most", () => {
  const text = (name: string): string | undefined =>
    texts.get(`plan-${name}`)?.replace(/"(\w+)(?:--[0-9]{4})?-[0-9a-f]{8}"/g, (_, network: string) => network);
  const how = "Order: stop-first, one at a time. At most 13s if the nodes have the images.";
  expect(text("variable")).toBe(`Both tasks restart (env "MODE"). ${how}`);
  expect(text("label")).toBe('No task restarts (label "team").');
  expect(text("replicas")).toBe("No task restarts (replicas). 1 task starts.");
  expect(text("network-joined")).toBe(`Both tasks restart (networks). ${how} Joins front, back.`);
});

test("The plan of a replaced network names the services on it", () => {
  const [network] = [...plans.values()].filter(({ name }) => name === "moved");
  expect(network?.network).toEqual({ replacement: "side by side", services: ["plan-network-replaced"], restarts: 2 });
});

test("A preview without changes writes no plan", async () => {
  const file = join(folder, "unchanged.jsonl");
  live.stack.workspace.envVars.SWARM_PREVIEW_PLAN = file;
  await live.stack.preview({ expectNoChanges: true });
  await expect(readFile(file)).rejects.toThrow("ENOENT");
});
