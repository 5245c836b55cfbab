/**
 * Measures whether the time, the memory and the requests per resource stay the same as a stack grows:
 * `npm run bench:scale -- [--resources 10000]`, after `make build`.
 *
 * Half of the resources are networks, the other half services without tasks. The built provider creates them on a fake
 * Engine, eight at a time as Pulumi does on two cores. It does not need a lab. Then the tasks of a swarm with 100,000
 * of them are read, as a preview and a removal do.
 */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Engine } from "../provider/engine/engine";
import { findWantedTasks } from "../provider/engine/tasksInParts";
import { FakeEngine } from "../tests/support/fakeEngine/fakeEngine";
import { checkout } from "../tests/support/lab";
import { ProviderClient } from "../tests/support/providerClient";

const { values } = parseArgs({ options: { resources: { type: "string", default: "10000" } } });
const pairs = Number(values.resources) / 2;

/** How many operations Pulumi runs at a time. */
const parallel = 8;

/** At how many resources the figures are printed: each time for those since the last time. */
const steps = [10, 100, 300, 1000, 10_000].filter((step) => step <= 2 * pairs);

async function createAll(): Promise<void> {
  const engine = await FakeEngine.start();
  const cli = new ProviderClient();
  await cli.listen();
  const provider = spawn(join(checkout, "provider/pulumi-resource-docker"), [cli.engineAddress]);
  const [port] = (await once(provider.stdout, "data")) as [Buffer];
  cli.connect(Number(port.toString()));
  await cli.configure({ host: engine.host });
  console.log("resources    ms each    provider's processor ms each    requests each    memory (MiB)");
  let created = 0;
  for (const step of steps) {
    engine.requests.length = 0;
    const [before, start, processor] = [created, performance.now(), processorMs(provider)];
    const worker = async (): Promise<void> => {
      while (created < step) {
        const number = created / 2;
        created += 2;
        await createPair(number, cli);
      }
    };
    await Promise.all(Array.from({ length: parallel }, worker));
    const count = created - before;
    const each = ((performance.now() - start) / count).toFixed(1);
    const work = ((processorMs(provider) - processor) / count).toFixed(1);
    const requests = (engine.requests.length / count).toFixed(1);
    const columns = [String(created).padStart(9), each.padStart(10), work.padStart(31), requests.padStart(16)];
    console.log(`${columns.join(" ")} ${memoryOf(provider)}`);
  }
  provider.kill("SIGTERM");
  await once(provider, "close");
  await cli.stop();
  await engine.stop();
}

async function createPair(number: number, cli: ProviderClient): Promise<void> {
  const network = await create("network:Network", `net-${number}`, { driver: "overlay" }, cli);
  await create(
    "service:Service",
    `svc-${number}`,
    {
      mode: { replicated: { replicas: 0 } },
      taskSpec: { containerSpec: { image: "web:1" }, networksAdvanceds: [{ id: network }] },
      convergeConfig: { timeout: "0s" },
    },
    cli,
  );
}

async function create(
  kind: string,
  name: string,
  news: Parameters<ProviderClient["check"]>[0]["news"],
  cli: ProviderClient,
): Promise<string> {
  const type = `docker:index/${kind}`;
  const { inputs = {} } = await cli.check({ type, name, news: { name, ...news } });
  return (await cli.create({ type, name, inputs })).id;
}

/** The processor time of a process so far, in milliseconds. Linux counts it in hundredths of a second. */
function processorMs({ pid }: ChildProcess): number {
  const [user, system] = readFileSync(`/proc/${pid}/stat`, "utf8")
    .replace(/^.*\) /, "")
    .split(" ")
    .slice(11, 13);
  return (Number(user) + Number(system)) * 10;
}

/** The largest memory of a process so far, in MiB. */
function memoryOf({ pid }: ChildProcess): string {
  const peak = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  return (Number(peak) / 1024).toFixed(0).padStart(15);
}

async function readTasks(): Promise<void> {
  // The tasks are not to change while they are read.
  const fake = await FakeEngine.start({ startMs: 3_600_000 });
  const engine = new Engine({ host: fake.host });
  const [services, replicas] = [100, 1000];
  for (let i = 0; i < services; i++) {
    const TaskTemplate = { ContainerSpec: { Image: "web:1" } };
    await engine.createService({ Name: `svc-${i}`, TaskTemplate, Mode: { Replicated: { Replicas: replicas } } });
  }
  fake.requests.length = 0;
  const start = performance.now();
  const { length } = await findWantedTasks(engine, undefined);
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(`${length} tasks of ${services} services: ${fake.requests.length} requests, ${seconds} s`);
  await fake.stop();
}

createAll()
  .then(readTasks)
  .then(
    // The fake Engine would wait for its tasks.
    () => process.exit(),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
