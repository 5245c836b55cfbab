/**
 * Measures the commands that read a whole swarm, and the report of a whole stack:
 * `npm run bench:inspections -- [--services 1000] [--replicas 2] [--nodes 3] [--only inspect]`, after `make build`.
 *
 * A fake Engine in this process has the services, their networks and their tasks, and the built commands read it as
 * they read a real one. It needs no lab. The time of a real manager is not part of the figures.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { TaskPlan } from "../provider/handler/resourcePlan";
import { FakeEngine } from "../tests/support/fakeEngine/fakeEngine";
import { checkout } from "../tests/support/lab";
import { largeSwarm, type LargeSwarm } from "../tests/support/largeSwarm";
import { step } from "../tests/support/previews/readPreview";
import { run } from "./deployment/measure";

const { values } = parseArgs({
  options: {
    services: { type: "string", default: "1000" },
    replicas: { type: "string", default: "2" },
    nodes: { type: "string", default: "3" },
    /** A command. @default all of them */
    only: { type: "string" },
  },
});
const folder = mkdtempSync(join(tmpdir(), "swarm-bench-"));

async function main(): Promise<void> {
  const swarm = largeSwarm({
    services: Number(values.services),
    replicas: Number(values.replicas),
    nodes: Number(values.nodes),
  });
  const fake = await FakeEngine.start();
  fake.plant(swarm);
  const { services, networks, tasks, nodes } = swarm;
  console.log(`${services.length} services, ${networks.length} networks, ${tasks.length} tasks, ${nodes.length} nodes`);
  console.log("command            seconds    processor seconds    memory (MiB)    requests    answers (MB)");
  const read = (command: string, ...args: string[]): Promise<void> =>
    measure(fake, command, [command, "--host", fake.host, ...args]);
  await read("topology", "--out", join(folder, "topology"));
  await read("inspect", "--service", "service0");
  await read("inspect", "--network", "ingress");
  await read("audit");
  await measure(fake, "report", ["report", ...writePreview(swarm), "--out", join(folder, "report")]);
  await fake.stop();
}

async function measure(fake: FakeEngine, title: string, [command = "", ...args]: readonly string[]): Promise<void> {
  if (values.only !== undefined && values.only !== command) return;
  fake.requests.length = 0;
  fake.answered = 0;
  const bundle = join(checkout, "dist", "bundle", `${command}.js`);
  // An audit that finds violations exits with 1.
  const script = 'node "$@" >"$0" || [ $? = 1 ]';
  const {
    seconds,
    processor = 0,
    memory = 0,
  } = await run(["sh", "-c", script, join(folder, `${command}.out`), bundle, ...args], {
    env: process.env,
    plugin: bundle,
  });
  const figures = [seconds.toFixed(1), processor.toFixed(1), memory.toFixed(0), String(fake.requests.length)];
  const widths = [10, 20, 15, 11];
  const columns = figures.map((figure, i) => figure.padStart(widths[i] ?? 0));
  console.log(`${title.padEnd(15)} ${columns.join(" ")} ${(fake.answered / 1e6).toFixed(1).padStart(15)}`);
}

/** The files of a preview that gives every service of the swarm another image. @returns the options that name them */
function writePreview({ networks, services }: LargeSwarm): string[] {
  const named = (name: string): object => ({ name, driver: "overlay", ipamConfigs: [] });
  const spec = (name: string, image: string, ids: readonly string[]): object => ({
    name,
    taskSpec: {
      containerSpec: {
        image,
        env: Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`SETTING_${i}`, `value ${i} of ${name}`])),
      },
      networksAdvanceds: ids.map((id) => ({ id: `id-${id}` })),
    },
  });
  const steps = [
    ...networks.map(({ Name: name }) => step("same", "network:Network", name, { old: named(name), new: named(name) })),
    ...services.map(({ Spec: { Name: name, TaskTemplate } }) => {
      const ids = (TaskTemplate.Networks ?? []).map(({ Target }) => Target);
      const sides = { old: spec(name, "shop:1", ids), new: spec(name, "shop:2", ids) };
      const image = { "taskSpec.containerSpec.image": { diffKind: "update" } };
      return step("update", "service:Service", name, sides, { detailedDiff: image });
    }),
  ];
  const updates = steps.filter(({ op }) => op === "update");
  const events = [
    ...steps.map((metadata) => ({ resourcePreEvent: { metadata } })),
    ...updates.map(({ urn }) => ({
      diagnosticEvent: { urn, severity: "info", message: "The tasks restart, because the image changes." },
    })),
    { summaryEvent: {} },
  ];
  const lines = (objects: readonly object[]): string => objects.map((one) => JSON.stringify(one)).join("\n");
  const tasks: TaskPlan = {
    restart: "all",
    times: 1,
    because: ["taskSpec.containerSpec.image"],
    without: [],
    count: Number(values.replicas),
    scaledBy: 0,
    order: "stop-first",
    parallelism: 1,
    delaySeconds: 0,
    monitorSeconds: 5,
    waitSeconds: 180,
  };
  const plans = updates.map(({ urn }) => ({ urn, tasks }));
  const files = {
    events: lines(events),
    preview: JSON.stringify({ steps: steps.map(({ urn }) => ({ urn })) }),
    plans: lines(plans),
  };
  return Object.entries(files).flatMap(([name, content]) => {
    const path = join(folder, name);
    writeFileSync(path, content);
    return [`--${name}`, path];
  });
}

main().then(
  () => {
    rmSync(folder, { recursive: true, force: true });
    process.exit();
  },
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
