import { setTimeout as pause } from "node:timers/promises";
import { networkHandler } from "../../provider/resources/networkHandler/networkHandler";
import { secretHandler } from "../../provider/resources/payload/secret";
import { serviceHandler } from "../../provider/resources/service/service";
import type { WireObject } from "../../provider/server/wire";
import { FakeEngine } from "../support/fakeEngine/fakeEngine";
import { ProviderClient } from "../support/providerClient";

const types = {
  network: "docker:index/network:Network",
  secret: "docker:index/secret:Secret",
  service: "docker:index/service:Service",
} as const;

type Kind = keyof typeof types;

interface Deployed {
  readonly type: string;
  readonly name: string;
  readonly id: string;
  readonly inputs: WireObject;
  readonly state: WireObject;
}

/** How many operations Pulumi runs at a time. */
const parallel = 8;

let engine: FakeEngine;
let provider: ProviderClient;

beforeEach(async () => {
  engine = await FakeEngine.start();
  provider = await ProviderClient.start({ handlers: [networkHandler, secretHandler, serviceHandler] });
  await provider.configure({ host: engine.host });
});

afterEach(async () => {
  await provider.stop();
  await engine.stop();
});

/** Runs the work for each element, as many at a time as Pulumi does. */
async function forEach<T, R>(elements: readonly T[], work: (element: T, index: number) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const queue = elements.map((element, index) => ({ element, index }));
  const worker = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift())
      results[next.index] = await work(next.element, next.index);
  };
  await Promise.all(Array.from({ length: parallel }, worker));
  return results;
}

async function create(kind: Kind, name: string, news: WireObject): Promise<Deployed> {
  const type = types[kind];
  const { inputs = {} } = await provider.check({ type, name, news: { name, ...news } });
  const { id, state = {} } = await provider.create({ type, name, inputs });
  return { type, name, id, inputs, state };
}

/** The requests of a phase. A list for each resource would be one too many. */
interface Requests {
  readonly all: number;
  /** Those that return a whole collection. */
  readonly lists: number;
  /** Those about the record of the run, which are not among the others. */
  readonly records: number;
}

/** The requests since the last call. */
function requests(): Requests {
  const sent = engine.requests.splice(0);
  const lists = sent.filter(({ path, query }) => {
    const filters = query.get("filters") ?? "";
    return (
      /\/(networks|services|tasks|nodes|secrets|configs)$/.test(path) && !/"(id|names?|label|service)":/.test(filters)
    );
  });
  return { all: sent.length, lists: lists.length, records: engine.recordRequests.splice(0).length };
}

/** Deploys, refreshes, changes and destroys a stack. @returns the requests of each phase */
async function life(size: number): Promise<Record<string, Requests>> {
  const phases: Record<string, Requests> = {};
  const numbers = Array.from({ length: size }, (_, i) => i);
  requests();
  const networks = await forEach(numbers, (i) => create("network", `net-${i}`, { driver: "overlay" }));
  phases.createNetworks = requests();
  const overlays = await forEach(numbers, (i) =>
    create("network", `overlay-${i}`, {
      driver: "overlay",
      ipamConfigs: [{ subnet: `10.${100 + (i >> 8)}.${i % 256}.0/24` }],
      labels: [{ label: "swarm.network.identity", value: `shop/dev/overlay-${i}` }],
    }),
  );
  phases.createOverlays = requests();
  const secrets = await forEach(numbers, (i) => create("secret", `secret-${i}`, { data: "aGk=" }));
  phases.createSecrets = requests();
  const services = await forEach(numbers, (i) =>
    create("service", `svc-${i}`, {
      taskSpec: {
        containerSpec: {
          image: "web:1",
          secrets: [{ secretId: secrets[i]?.id ?? "", secretName: `secret-${i}`, fileName: "password" }],
        },
        networksAdvanceds: [{ id: networks[i]?.id ?? "" }, { id: overlays[i]?.id ?? "" }],
      },
      endpointSpec: { ports: [{ targetPort: 80, publishedPort: 10_000 + i }] },
      convergeConfig: { timeout: "0s" },
    }),
  );
  phases.createServices = requests();
  await forEach([...networks, ...overlays, ...secrets, ...services], ({ type, name, id, inputs, state }) =>
    provider.read({ type, name, id, known: { inputs, state } }),
  );
  phases.refresh = requests();
  await forEach(services, ({ type, name, id, inputs, state }) =>
    provider.update({
      type,
      name,
      id,
      oldInputs: inputs,
      oldState: state,
      news: { ...inputs, labels: [{ label: "tier", value: "front" }] },
    }),
  );
  phases.updateServices = requests();
  const remove = ({ type, name, id, state }: Deployed): Promise<void> => provider.delete({ type, name, id, state });
  await forEach(services, remove);
  phases.deleteServices = requests();
  await forEach(secrets, remove);
  phases.deleteSecrets = requests();
  await forEach(networks, remove);
  phases.deleteNetworks = requests();
  await forEach(overlays, remove);
  phases.deleteOverlays = requests();
  return phases;
}

/** The sizes of the stacks, in resources of each kind. The long form of the tests sets a larger one. */
const sizes = [3, Number(process.env.CALLS_SIZE ?? 12)];

/**
 * The requests of each phase for one resource, or for one of each kind in a refresh; and what records the
 * change, at most. Changes at the same time are recorded together.
 */
const expected = {
  createNetworks: { all: 3, records: 5 },
  createOverlays: { all: 3, records: 5 },
  createSecrets: { all: 2, records: 5 },
  createServices: { all: 4, records: 5 },
  refresh: { all: 8, records: 3 },
  updateServices: { all: 3, records: 5 },
  deleteServices: { all: 3, records: 5 },
  deleteSecrets: { all: 1, records: 5 },
  deleteNetworks: { all: 5, records: 5 },
  deleteOverlays: { all: 5, records: 5 },
} as const;

test("The Engine calls per resource do not depend on the size of the stack", async () => {
  for (const size of sizes) {
    const phases = await life(size);
    for (const [phase, most] of Object.entries(expected)) {
      const { all, lists, records } = phases[phase] ?? { all: NaN, lists: NaN, records: NaN };
      const isEnough = {
        // The first calls negotiate the version, identify the swarm and list the names; tasks can stop between looks,
        // and some networks are not ready at the first one.
        requests: all <= 1.1 * most.all * size + 6,
        // All resources share a list for some time.
        lists: lists <= size / 4 + 4,
        records: records <= most.records * size,
      };
      expect({ phase, size, ...isEnough }).toEqual({ phase, size, requests: true, lists: true, records: true });
    }
  }
}, 600_000);

test("Networks that are removed at the same time share the list of tasks", async () => {
  const networks = await forEach(Array.from({ length: parallel }), (_, i) =>
    create("network", `net-${i}`, { driver: "overlay" }),
  );
  engine.requests.length = 0;
  // Later removals find the list of the first one.
  engine.fail({ method: "GET", path: /\/tasks/, answer: { delayMs: 100 } });
  await forEach(networks, ({ type, name, id, state }) => provider.delete({ type, name, id, state }));
  const lists = engine.requests.filter(({ path }) => path.endsWith("/tasks"));
  expect(lists.length).toBeLessThan(networks.length);
});

test("Services with the same image that are created at the same time share the registry's answer", async () => {
  engine.images.set("web:1", `sha256:${"ab".repeat(32)}`);
  engine.fail({ method: "GET", path: /\/distribution/, answer: { delayMs: 300 } });
  const image = { taskSpec: { containerSpec: { image: "web:1" } }, convergeConfig: { timeout: "0s" } };
  await forEach(Array.from({ length: parallel }), (_, i) => create("service", `svc-${i}`, image));
  const lookups = engine.requests.filter(({ path }) => path.includes("/distribution/"));
  expect(lookups.length).toBeLessThan(parallel / 2);
  expect(engine.services.all.map(({ Spec }) => Spec.TaskTemplate.ContainerSpec?.Image)).toEqual(
    Array.from({ length: parallel }, () => `web:1@sha256:${"ab".repeat(32)}`),
  );
});

test("Services whose registry does not respond share one lookup, also those that come while it waits", async () => {
  engine.fail({ method: "GET", path: /\/distribution/, times: Infinity, answer: "never" });
  const numbers = [0, 1, 2, 3];
  await Promise.all(
    numbers.map(async (i) => {
      await pause(i * 2000);
      await create("service", `svc-${i}`, {
        taskSpec: { containerSpec: { image: "web:1" } },
        convergeConfig: { timeout: "0s" },
      });
    }),
  );
  expect(engine.requests.filter(({ path }) => path.includes("/distribution/"))).toHaveLength(1);
  expect(engine.services.all.map(({ Spec }) => Spec.TaskTemplate.ContainerSpec?.Image)).toEqual(
    numbers.map(() => "web:1"),
  );
});
