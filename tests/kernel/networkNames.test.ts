import { OverlayNetwork, SwarmService, UpdateOrder } from "../../components";
import { Engine } from "../../provider/engine/engine";
import { Caller } from "../support/caller";
import { readKernelLab } from "../support/kernelLab";
import { poll } from "../support/poll";
import { createLiveStack, type LiveStack } from "../support/stack";

// A task that is on two networks prefers the virtual IP on the network whose name sorts first, so each of two
// replacements with exchanged hashes is a case of its own.
const lab = readKernelLab();
const engine = new Engine({ host: lab.dockerHost });
const published = 18092;
const byName = `/fetch?timeout=15s&url=${encodeURIComponent("http://names-api:8080/health")}`;
const urls = lab.nodes.map(({ address }) => `http://${address}:${published}${byName}`);
let live: LiveStack;

function declare(subnet: string): void {
  live.setProgram(() => {
    const backend = new OverlayNetwork("backend", { subnets: [{ subnet }] });
    const common = {
      image: lab.image,
      replicas: 2,
      networks: [backend.attach()],
      convergeTimeoutSeconds: 900,
      updateConfig: { order: UpdateOrder.StartFirst, monitorSeconds: 1 },
      healthcheck: { test: ["CMD", "/server", "-healthcheck"], intervalSeconds: 2, timeoutSeconds: 20, retries: 10 },
    };
    new SwarmService("names-api", common);
    new SwarmService("names-front", { ...common, ports: [{ targetPort: 8080, publishedPort: published }] });
    return Promise.resolve();
  });
}

async function nameOfNetwork(): Promise<string> {
  const names = (await engine.listNetworks()).map(({ Name }) => Name).filter((name) => name.startsWith("backend-"));
  expect(names).toHaveLength(1);
  return names[0] ?? "";
}

beforeAll(async () => {
  live = await createLiveStack("names", lab.dockerHost, () => Promise.resolve());
  declare("10.243.1.0/24");
  await live.stack.up();
  const look = async (): Promise<true | undefined> =>
    (await Promise.all(urls.map((url) => fetch(url)))).every(({ ok }) => ok) ? true : undefined;
  await poll("a response from every node", look, { timeoutSeconds: 120, intervalMs: 1000 });
}, 900_000);

afterAll(async () => {
  await live.remove();
}, 300_000);

test.each(["10.243.2.0/24", "10.243.1.0/24"])(
  "While a network is replaced by one with the subnet %s, no call to a virtual IP fails, whichever hash sorts first",
  async (subnet) => {
    const before = await nameOfNetwork();
    const caller = new Caller(urls, 1, 30_000);
    declare(subnet);
    await live.stack.up();
    const { made, failures } = await caller.stop();
    expect(failures).toEqual([]);
    expect(made).toBeGreaterThan(20);
    expect((await nameOfNetwork()) < before).toBe(true);
  },
  1_500_000,
);
