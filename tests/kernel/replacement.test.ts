import type { EngineEvent } from "@pulumi/pulumi/automation";
import {
  EndpointMode,
  IngressConfig,
  OnPublishedPorts,
  OverlayNetwork,
  PublishMode,
  SwarmService,
  UpdateOrder,
} from "../../components";
import type { IngressConfigArgs } from "../../components";
import { Engine } from "../../provider/engine/engine";
import { parseDuration } from "../../swarm/durations";
import { readKernelLab } from "../support/kernelLab";
import { poll } from "../support/poll";
import { createLiveStack, type LiveStack } from "../support/stack";
import { callsDuring } from "../support/callsDuring";

// The same as tests/live/replacement.test.ts, but with virtual IPs and the routing mesh, and in a larger stack.
const lab = readKernelLab();
const engine = new Engine({ host: lab.dockerHost });
const meshPort = 18091;
const hostPort = 18092;
/** How often all changes are made. */
const rounds = Number(process.env.REPLACEMENT_ROUNDS ?? 1);
/** Whether there are only the services that are called through the mesh and by virtual IP, for many rounds. */
const isSmall = process.env.REPLACEMENT_STACK === "small";
let ingress: IngressConfigArgs = { subnet: "10.242.8.0/24" };
let live: LiveStack;

/**
 * Five services on three overlays, of which "backend" changes. "gateway" is published through the mesh, and "orders" on
 * a port of each node. Only "orders" has no virtual IP. A small stack has "gateway" and "catalog" only.
 */
function declare({ subnet, ...args }: Network): void {
  live.setProgram(() => {
    const edge = new IngressConfig("edge", { ...ingress, onPublishedPorts: OnPublishedPorts.Suspend });
    const backend = new OverlayNetwork("backend", { subnets: [{ subnet }], ...args });
    const web = new OverlayNetwork("web", { subnets: [{ subnet: "10.242.11.0/24" }] });
    const data = new OverlayNetwork("data", { subnets: [{ subnet: "10.242.12.0/24" }] });
    const common = {
      image: lab.image,
      replicas: 2,
      convergeTimeoutSeconds: 900,
      // What docs/overlayNetwork.md recommends, with longer times, because the nodes of a guest are slow, and even more
      // so with a large stack. A node there needs up to 12 seconds to set up a network, and hears of no stop meanwhile.
      env: { LINGER: "15s" },
      stopGracePeriodSeconds: 30,
      updateConfig: { order: UpdateOrder.StartFirst, monitorSeconds: 1, delaySeconds: isSmall ? 5 : 10 },
      // A virtual IP reaches a task once its container runs, or, with a health check, once it is healthy.
      healthcheck: {
        test: ["CMD", "/server", "-healthcheck"],
        intervalSeconds: isSmall ? 4 : 10,
        timeoutSeconds: 20,
        retries: 10,
      },
    };
    new SwarmService("gateway", {
      ...common,
      networks: [web.attach(), backend.attach()],
      ports: [edge.publish({ targetPort: 8080, publishedPort: meshPort })],
    });
    new SwarmService("catalog", { ...common, networks: [backend.attach()] });
    if (isSmall) return Promise.resolve();
    new SwarmService("orders", {
      ...common,
      networks: [web.attach(), backend.attach()],
      endpointMode: EndpointMode.Dnsrr,
      maxReplicasPerNode: 1,
      updateConfig: { ...common.updateConfig, order: UpdateOrder.StopFirst },
      ports: [{ targetPort: 8080, publishedPort: hostPort, publishMode: PublishMode.Host }],
    });
    new SwarmService("stock", { ...common, networks: [backend.attach(), data.attach()] });
    new SwarmService("store", { ...common, networks: [data.attach()] });
    return Promise.resolve();
  });
}

/** The address at which a service gets a page from another one. */
function by(service: string, page = "/health"): string {
  return `/fetch?timeout=20s&url=${encodeURIComponent(`http://${service}:8080${page}`)}`;
}

function onEachNode(port: number, page: string): string[] {
  return lab.nodes.map(({ address }) => `http://${address}:${port}${page}`);
}

const throughMesh = "through the mesh";

/**
 * The pages that are called, by the way they are reached. Every node must respond through the mesh. For ports in host
 * mode, the load balancer in front of the nodes skips one that does not.
 */
const urls: Readonly<Record<string, readonly (string | readonly string[])[]>> = {
  [throughMesh]: onEachNode(meshPort, "/health"),
  ...(isSmall
    ? { "through the mesh, then by virtual IP": onEachNode(meshPort, by("catalog")) }
    : {
        "through the mesh, then by two virtual IPs": onEachNode(meshPort, by("catalog", by("stock"))),
        "through the mesh, then by DNS round robin": onEachNode(meshPort, by("orders")),
        "by host port": [onEachNode(hostPort, "/health")],
        "by host port, then by virtual IP": [onEachNode(hostPort, by("catalog"))],
      }),
};

/** Waits until all pages respond on every node, because a new port opens with a short delay. */
async function untilAllAnswer(): Promise<void> {
  const look = async (): Promise<true | undefined> => {
    const answers = await Promise.all(
      Object.values(urls)
        .flat(2)
        .map((url) => fetch(url).catch(() => undefined)),
    );
    return answers.every((answer) => answer?.ok === true) ? true : undefined;
  };
  await poll("a response from every node", look, { timeoutSeconds: 240, intervalMs: 1000 });
}

/** The settings of "backend". */
interface Network {
  readonly subnet: string;
  readonly encrypted?: boolean;
  readonly mtu?: number;
}

const subnets = ["10.242.1.0/24", "10.242.2.0/24"] as const;
let present: Network = { subnet: subnets[0] };

/** Each change starts from the one before it. The first one of a round finds a plain network. */
const changes: readonly [string, (before: Network) => Network][] = [
  ["encryption, with the same subnet", (before) => ({ ...before, encrypted: true })],
  ["another subnet", (before) => ({ ...before, subnet: before.subnet === subnets[0] ? subnets[1] : subnets[0] })],
  [
    "another MTU and no encryption, with the same subnet",
    ({ subnet, mtu }) => (mtu === undefined ? { subnet, mtu: 1300 } : { subnet }),
  ],
];

beforeAll(async () => {
  live = await createLiveStack("kernel", lab.dockerHost, () => Promise.resolve());
  declare(present);
  await live.stack.up();
  await untilAllAnswer();
}, 1_800_000);

afterAll(async () => {
  await live.remove();
});

describe.each(Array.from({ length: rounds }, (_, index) => index + 1))("Round %d", (round) => {
  test.each(changes)(
    "While a network in use gets %s, no call fails",
    async (what, change) => {
      present = change(present);
      declare(present);
      const calls = await callsDuring(lab, `${what.replaceAll(/\W+/g, "-")}-${round}`, urls, async () => {
        await live.stack.up();
      });
      for (const { made } of Object.values(calls)) expect(made).toBeGreaterThan(20);
      const there = (await engine.listNetworks()).filter(({ Name }) => Name.startsWith("backend-"));
      expect(there.map(({ Options, IPAM }) => [Options?.encrypted, IPAM.Config?.[0]?.Subnet])).toEqual([
        [present.encrypted === true ? "true" : undefined, present.subnet],
      ]);
    },
    1_800_000,
  );

  test("While the ingress is swapped, calls fail only through the mesh, and for no longer than announced", async () => {
    let suspended = Infinity;
    const said: string[] = [];
    const onEvent = ({ diagnosticEvent }: EngineEvent): void => {
      const line = diagnosticEvent?.message.trim() ?? "";
      if (line.startsWith("suspending the published ports")) suspended = Math.min(suspended, Date.now() / 1000);
      said.push(line);
    };
    ingress = { ...ingress, mtu: round % 2 === 0 ? undefined : 1400 };
    declare(present);
    await live.stack.preview({ onEvent });
    const longest = /are away for at most (\S+) if/.exec(said.join("\n"))?.[1] ?? "";
    const announcedSeconds = (parseDuration(longest) ?? 0) / 1e9;
    expect(announcedSeconds).toBeGreaterThan(0);

    const isExpected = (kind: string, time: number): boolean =>
      kind.startsWith(throughMesh) && time > suspended && time < suspended + announcedSeconds;
    const swap = async (): Promise<void> => {
      await live.stack.up({ onEvent });
      await untilAllAnswer();
    };
    const calls = await callsDuring(lab, `ingress-${round}`, urls, swap, isExpected);
    expect(calls[throughMesh]?.failures.length).toBeGreaterThan(0);
  }, 1_800_000);
});
