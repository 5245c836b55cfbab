import { IngressConfig, OnPublishedPorts, OverlayNetwork, SwarmService, UpdateOrder } from "../../components";
import type { IngressConfigArgs, OverlayNetworkArgs } from "../../components";
import { Engine } from "../../provider/engine/engine";
import { poll } from "../support/poll";
import { Caller } from "../support/caller";
import { readKernelLab } from "../support/kernelLab";
import { createLiveStack, type LiveStack } from "../support/stack";

// The same as tests/live/replacement.test.ts, but with virtual IPs and the routing mesh.
const lab = readKernelLab();
const engine = new Engine({ host: lab.dockerHost });
const published = 18091;
const patienceMs = 30_000;
let live: LiveStack;

/** Two services on one overlay: the front service, published through the mesh, calls the api by its name. */
function declare(args: OverlayNetworkArgs, ingress: IngressConfigArgs = {}): void {
  live.setProgram(() => {
    const edge = new IngressConfig("edge", { ...ingress, onPublishedPorts: OnPublishedPorts.Suspend });
    const backend = new OverlayNetwork("backend", args);
    const common = {
      image: lab.image,
      replicas: 2,
      networks: [backend.attach()],
      convergeTimeoutSeconds: 900,
      updateConfig: { order: UpdateOrder.StartFirst, monitorSeconds: 1 },
      // A virtual IP reaches a task once its container runs, or, with a health check, once it is healthy.
      healthcheck: { test: ["CMD", "/server", "-healthcheck"], intervalSeconds: 2, timeoutSeconds: 20, retries: 10 },
    };
    new SwarmService("kernel-api", common);
    new SwarmService("kernel-front", {
      ...common,
      ports: [edge.publish({ targetPort: 8080, publishedPort: published })],
    });
    return Promise.resolve();
  });
}

/** The front service's page on each node, with its own content or with the response of the api. */
function urls(page: string): string[] {
  return lab.nodes.map(({ address }) => `http://${address}:${published}${page}`);
}

const byName = `/fetch?timeout=15s&url=${encodeURIComponent("http://kernel-api:8080/health")}`;

/** Waits until both pages respond on every node, because a new port opens with a short delay. */
async function untilAllAnswer(): Promise<void> {
  const all = [...urls("/health"), ...urls(byName)];
  const look = async (): Promise<true | undefined> => {
    const answers = await Promise.all(all.map((url) => fetch(url)));
    return answers.every(({ ok }) => ok) ? true : undefined;
  };
  await poll("a response from every node", look, { timeoutSeconds: 120, intervalMs: 1000 });
}

beforeAll(async () => {
  live = await createLiveStack("kernel", lab.dockerHost, () => Promise.resolve());
  declare({ subnets: [{ subnet: "10.242.1.0/24" }] });
  await live.stack.up();
  await untilAllAnswer();
}, 900_000);

afterAll(async () => {
  await live.remove();
}, 300_000);

test("While encryption of an overlay is turned on, no call to a virtual IP or through the mesh fails", async () => {
  const callers = [new Caller(urls("/health"), 1, patienceMs), new Caller(urls(byName), 1, patienceMs)];
  declare({ subnets: [{ subnet: "10.242.1.0/24" }], encrypted: true });
  await live.stack.up();
  const [throughMesh, throughBoth] = await Promise.all(callers.map((caller) => caller.stop()));
  expect([throughMesh?.failures, throughBoth?.failures]).toEqual([[], []]);
  expect(Math.min(throughMesh?.made ?? 0, throughBoth?.made ?? 0)).toBeGreaterThan(20);
  const there = (await engine.listNetworks()).filter(({ Name }) => Name.startsWith("backend-"));
  expect(there.map(({ Options, IPAM }) => [Options?.encrypted, IPAM.Config?.[0]?.Subnet])).toEqual([
    ["true", "10.242.1.0/24"],
  ]);
}, 1_500_000);

test("After a replacement of the ingress, a published port responds on every node again", async () => {
  declare({ subnets: [{ subnet: "10.242.1.0/24" }], encrypted: true }, { subnet: "10.242.8.0/24", mtu: 1400 });
  await live.stack.up();
  await untilAllAnswer();
  const ingress = (await engine.listNetworks()).find(({ Ingress }) => Ingress);
  expect(ingress?.IPAM.Config?.[0]?.Subnet).toBe("10.242.8.0/24");
}, 900_000);
