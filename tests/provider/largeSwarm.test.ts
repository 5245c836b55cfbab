import { auditSwarm } from "../../audit/audit";
import { defaults } from "../../audit/configuration";
import { readSnapshot } from "../../audit/snapshot";
import { composeTopology } from "../../inspect/topology/composeTopology";
import { detailsOf } from "../../inspect/topology/details";
import { graphOf } from "../../inspect/topology/graph";
import { readTopology } from "../../inspect/topology/readTopology";
import { Engine } from "../../provider/engine/engine";
import { inspectNetwork } from "../../provider/inspection/inspectNetwork";
import { inspectService } from "../../provider/inspection/inspectService";
import { readSwarm } from "../../provider/inspection/readSwarm";
import { summaryOf } from "../../provider/inspection/taskSummary";
import { FakeEngine } from "../support/fakeEngine/fakeEngine";
import { largeSwarm, type LargeSwarm } from "../support/largeSwarm";

/** What reads a whole swarm. */
const commands = {
  topology: async (engine: Engine) => readTopology(engine),
  inspect: async (engine: Engine) => readSwarm(engine),
  audit: async (engine: Engine) => auditSwarm(await readSnapshot(engine), defaults),
} as const;

/** Runs a command on a swarm. @returns the paths of its requests, without the version */
async function requestsOf(command: keyof typeof commands, swarm: LargeSwarm): Promise<string[]> {
  const fake = await FakeEngine.start();
  try {
    fake.plant(swarm);
    await commands[command](new Engine({ host: fake.host }));
    return fake.requests.map(({ path }) => path.replace(/^\/v[\d.]+/, "")).sort();
  } finally {
    await fake.stop();
  }
}

test.each(["topology", "inspect", "audit"] as const)(
  "The %s of 1,000 services takes the same requests as that of ten",
  async (command) => {
    const [small, large] = await Promise.all(
      [10, 1000].map((services) => requestsOf(command, largeSwarm({ services, replicas: 2, nodes: 3 }))),
    );
    expect(large).toEqual(small);
  },
);

test.each([2, 200])("A list of the tasks of 50 services with %d tasks keeps only their summaries", async (replicas) => {
  const swarm = largeSwarm({ services: 50, replicas, nodes: 3 });
  const fake = await FakeEngine.start();
  try {
    fake.plant(swarm);
    const engine = new Engine({ host: fake.host });
    const summaries = swarm.tasks.map(summaryOf);
    expect((await readSwarm(engine)).tasks).toEqual(summaries);
    expect((await readSnapshot(engine)).tasks).toEqual(summaries);
  } finally {
    await fake.stop();
  }
});

/** What is computed from the lists of a swarm. */
const computations = {
  topology: (swarm: LargeSwarm) => {
    const topology = composeTopology("manager", { ...swarm, bridges: new Map() });
    return [graphOf(topology), detailsOf(topology)];
  },
  "inspection of a network": (swarm: LargeSwarm) => {
    const [ingress] = swarm.networks;
    return ingress && inspectNetwork(ingress, swarm);
  },
  "inspection of a service": (swarm: LargeSwarm) => {
    const [first] = swarm.services;
    return first && inspectService(first, swarm);
  },
} as const;

/** How often a computation reads a property of an object in the lists, for each of these objects. */
function readsPerObject(compute: (swarm: LargeSwarm) => unknown, services: number): number {
  let reads = 0;
  const watched = <T extends object>(objects: readonly T[]): T[] =>
    objects.map(
      (object) =>
        new Proxy(object, {
          get: (target, key, receiver) => {
            reads++;
            return Reflect.get(target, key, receiver) as unknown;
          },
        }),
    );
  const { networks, services: all, tasks, nodes } = largeSwarm({ services, replicas: 2, nodes: 3 });
  compute({ networks: watched(networks), services: watched(all), tasks: watched(tasks), nodes: watched(nodes) });
  return reads / (networks.length + all.length + tasks.length + nodes.length);
}

test.each(Object.keys(computations) as (keyof typeof computations)[])(
  "The %s reads each object of a swarm as often with 1,000 services as with 100",
  (name) => {
    const [small, large] = [100, 1000].map((services) => readsPerObject(computations[name], services));
    expect(large).toBeLessThan(1.1 * (small ?? NaN));
  },
);
