import type { EngineEvent } from "@pulumi/pulumi/automation";
import {
  EndpointMode,
  OverlayNetwork,
  PublishMode,
  SwarmService,
  UpdateOrder,
  type OverlayNetworkArgs,
} from "../../components";
import { Engine } from "../../provider/engine/engine";
import type { Network } from "../../provider/engine/types";
import { Caller } from "../support/caller";
import { readLab } from "../support/lab";
import { processesWith } from "../support/processes";
import { createLiveStack, type LiveStack } from "../support/stack";

// Uses DNS round robin and host-mode ports, because VIPs and the routing mesh need IPVS, which not every kernel has.
const lab = readLab();
const engine = new Engine({ host: lab.dockerHost });
const port = 18083;
const mtu = "com.docker.network.driver.mtu";
let live: LiveStack;

/**
 * Two services on two overlays, and an overlay with a fixed name. The front service is published, and calls the api by
 * its name on one of the overlays.
 */
function declare(args: OverlayNetworkArgs, others: { reports?: OverlayNetworkArgs; fixed?: OverlayNetworkArgs }): void {
  live.setProgram(() => {
    const backend = new OverlayNetwork("backend", args);
    const reports = new OverlayNetwork("reports", others.reports);
    const common = {
      image: lab.image,
      replicas: 2,
      endpointMode: EndpointMode.Dnsrr,
      updateConfig: { order: UpdateOrder.StartFirst, monitorSeconds: 1 },
      healthcheck: { test: ["CMD", "/server", "-healthcheck"], intervalSeconds: 1 },
    };
    new SwarmService("replacement-api", {
      ...common,
      networks: [backend.attach({ aliases: ["orders"] }), reports.attach()],
    });
    new SwarmService("replacement-front", {
      ...common,
      networks: [backend.attach(), reports.attach()],
      ports: [{ targetPort: 8080, publishedPort: port, publishMode: PublishMode.Host }],
    });
    new OverlayNetwork("fixed", { name: "replacement-fixed", ...others.fixed });
    return Promise.resolve({ networks: [backend.id, reports.id] });
  });
}

/** Calls the api by its name, through the published port of the front service. */
function callThroughFront(): Caller {
  const url = encodeURIComponent("http://orders:8080/health");
  return new Caller(lab.nodes.map(({ address }) => `http://${address}:${port}/fetch?timeout=2s&url=${url}`));
}

/** The overlays that calls by name use, and the ids of those that each service is attached to. */
async function networks(): Promise<{ there: Network[]; ids: string[]; used: unknown[] }> {
  const services = await engine.listServices({ name: ["replacement-"] });
  const there = (await engine.listNetworks())
    .filter(({ Name }) => /^(backend|reports)-/.test(Name))
    .sort((a, b) => (a.Name < b.Name ? -1 : 1));
  return {
    there,
    ids: there.map(({ Id }) => Id).sort(),
    used: services.map(({ Spec }) => Spec.TaskTemplate.Networks?.map(({ Target }) => Target).sort()),
  };
}

/** Deploys, and passes each line of the CLI's output to a callback. */
function up(listen: (line: string) => void): Promise<unknown> {
  const onEvent = ({ diagnosticEvent }: EngineEvent): void => {
    if (diagnosticEvent !== undefined) listen(diagnosticEvent.message.trim());
  };
  return live.stack.up({ onEvent });
}

beforeAll(async () => {
  live = await createLiveStack("replacement", lab.dockerHost, () => Promise.resolve());
  declare({ subnets: [{ subnet: "10.231.1.0/24" }] }, {});
  await live.stack.up();
});

afterAll(async () => {
  await live.remove();
});

test("While two overlays in use are replaced, no call by name or through a published port fails", async () => {
  const lines: string[] = [];
  declare({ subnets: [{ subnet: "10.231.2.0/24" }] }, { reports: { internal: true } });
  const caller = callThroughFront();
  await up((line) => lines.push(line));
  const { made, failures } = await caller.stop();
  expect(failures).toEqual([]);
  expect(made).toBeGreaterThan(100);
  expect(lines).toContainEqual(expect.stringMatching(/^2\/2 services left network "backend-/));

  const { there, ids, used } = await networks();
  expect(there.map(({ Internal }) => Internal)).toEqual([false, true]);
  expect(there[0]?.IPAM.Config?.map(({ Subnet }) => Subnet)).toEqual(["10.231.2.0/24"]);
  expect(used).toEqual([ids, ids]);
});

test("While an overlay gets another MTU, no call fails, even if the provider is killed", async () => {
  declare({ subnets: [{ subnet: "10.231.2.0/24" }], mtu: 1400 }, { reports: { internal: true } });
  const caller = callThroughFront();
  const cut = up((line) => {
    if (!/^1\/2 services left network/.test(line)) return;
    for (const { pid, words } of processesWith("PULUMI_HOME", `${live.directory}/home`)) {
      if (words.some((word) => word.endsWith("dist/bundle/provider.js"))) process.kill(pid, "SIGKILL");
    }
  });
  await expect(cut).rejects.toThrow();
  const halfWay = await networks();
  expect(halfWay.there.map(({ Name }) => Name.includes("-transition-")).sort()).toEqual([false, false, true]);
  await live.stack.refresh();
  await live.stack.up();
  const { failures } = await caller.stop();
  expect(failures).toEqual([]);

  const { there, ids, used } = await networks();
  expect([there.length, there[0]?.IPAM.Config?.[0]?.Subnet, there[0]?.Options?.[mtu]]).toEqual([
    2,
    "10.231.2.0/24",
    "1400",
  ]);
  expect(used).toEqual([ids, ids]);
  await live.expectQuiet();
});

test("The preview shows the cost of a change to a network with a fixed name", async () => {
  const lines: string[] = [];
  declare({ subnets: [{ subnet: "10.231.2.0/24" }], mtu: 1400 }, { reports: { internal: true }, fixed: { mtu: 1400 } });
  await live.stack.preview({
    onEvent: ({ diagnosticEvent }) => {
      if (diagnosticEvent?.severity === "warning") lines.push(diagnosticEvent.message.trim());
    },
  });
  expect(lines).toEqual([
    `Network "replacement-fixed" and the one that it replaces cannot exist side by side: both have the name ` +
      `"replacement-fixed". A third network connects the services meanwhile, and tasks restart four times instead ` +
      `of twice. To avoid that, leave 'name' out, so that each network gets its own name.`,
  ]);
  await live.stack.up();
  const fixed = (await engine.listNetworks()).filter(({ Name }) => Name.startsWith("replacement-fixed"));
  expect(fixed.map(({ Name, Options }) => [Name, Options?.[mtu]])).toEqual([["replacement-fixed", "1400"]]);
});
