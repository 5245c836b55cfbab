import type { EngineEvent } from "@pulumi/pulumi/automation";
import { IngressConfig, OnPublishedPorts, SwarmService, type IngressConfigArgs } from "../../components";
import { Engine } from "../../provider/engine/engine";
import type { Network, Service } from "../../provider/engine/types";
import { noJournal } from "../../provider/journal/journal";
import { networkHandler } from "../../provider/resources/networkHandler/networkHandler";
import type { Operation } from "../../provider/handler/handler";
import type { Properties } from "../../provider/handler/properties";
import { readLab } from "../support/lab";
import { mortalEngine } from "../support/mortalEngine";
import { processesWith } from "../support/processes";
import { createLiveStack, type LiveStack } from "../support/stack";

const lab = readLab();
const engine = new Engine({ host: lab.dockerHost });
const suspendedPorts = "swarm.ingress.suspended-ports";
/** A service that belongs to no stack, and a service of the stack. */
const names = { theirs: "suspension-theirs", own: "suspension-own" } as const;
const dead = "the process is dead";
const quick = { Parallelism: 0, Monitor: 500_000_000 };
let live: LiveStack;

beforeAll(async () => {
  live = await createLiveStack("suspension", lab.dockerHost, program({ subnet: "10.241.0.0/16" }));
  await removeTheirs();
  await engine.createService({
    Name: names.theirs,
    TaskTemplate: { ContainerSpec: { Image: lab.image } },
    Mode: { Replicated: { Replicas: 2 } },
    UpdateConfig: quick,
    EndpointSpec: {
      Ports: [
        { TargetPort: 8080, PublishedPort: 18131, PublishMode: "ingress" },
        { TargetPort: 8080, PublishedPort: 18132, PublishMode: "host" },
      ],
    },
  });
});

afterAll(async () => {
  await live.remove();
  await removeTheirs();
});

function program(args: IngressConfigArgs) {
  return (): Promise<void> => {
    const ingress = new IngressConfig("edge", { onPublishedPorts: OnPublishedPorts.Suspend, ...args });
    new SwarmService("suspension-own", {
      image: lab.image,
      ports: [ingress.publish({ targetPort: 8080, publishedPort: 18133 })],
      updateConfig: { parallelism: 0, monitorSeconds: 1 },
    });
    return Promise.resolve();
  };
}

/** Removes the leftover of a killed run, which would still use the port. */
async function removeTheirs(): Promise<void> {
  for (const { ID, Spec } of await engine.listServices())
    if (Spec.Name === names.theirs) await engine.removeService(ID);
}

/** The swarm's ingress, as each node reports it. */
async function ingress(): Promise<Network> {
  const listed = await Promise.all(
    lab.nodes.map(({ socket }) => new Engine({ host: `unix://${socket}` }).listNetworks()),
  );
  const [first, ...others] = listed.map((networks) => networks.find(({ Ingress }) => Ingress));
  if (first === undefined) throw new Error("The swarm has no ingress.");
  expect(others.map((other) => other?.Id)).toEqual(others.map(() => first.Id));
  return first;
}

function service(name: string): Promise<Service> {
  return engine.inspectService(name);
}

/** The id, ports and label of each service, and whether its tasks are on the swarm's ingress. */
async function expectPublished(ids: Readonly<Record<string, string>>): Promise<void> {
  const { Id } = await ingress();
  for (const [name, published] of [
    [names.theirs, [18131, 18132]],
    [names.own, [18133]],
  ] as const) {
    const { ID, Spec, Endpoint } = await service(name);
    expect([ID, Spec.Labels?.[suspendedPorts]]).toEqual([ids[name] ?? ID, undefined]);
    expect((Endpoint?.Ports ?? []).map(({ PublishedPort }) => PublishedPort)).toEqual(published);
    expect(Endpoint?.VirtualIPs?.map(({ NetworkID }) => NetworkID)).toEqual([Id]);
    const tasks = await engine.listTasks({ service: [name], "desired-state": ["running"] });
    expect(tasks.map(({ NetworksAttachments }) => NetworksAttachments?.map(({ Network }) => Network.ID))).toEqual(
      tasks.map(() => [Id]),
    );
  }
}

async function idsNow(): Promise<Readonly<Record<string, string>>> {
  return { [names.theirs]: (await service(names.theirs)).ID, [names.own]: (await service(names.own)).ID };
}

/** Deploys, and returns everything that the CLI showed, including the status of resources. */
async function up(stack: LiveStack, onLine: (line: string) => void = () => undefined): Promise<string[]> {
  const said: string[] = [];
  const onEvent = ({ diagnosticEvent }: EngineEvent): void => {
    const line = diagnosticEvent?.message.replace(/<\{%[^%]*%\}>/g, "").trim() ?? "";
    if (line === "") return;
    said.push(line);
    onLine(line);
  };
  await stack.stack.up({ onEvent }).catch(() => undefined);
  return said;
}

function swaps(said: readonly string[]): number {
  return said.filter((line) => line.startsWith("creating the ingress")).length;
}

/** An operation in a process that dies after a given number of changes. */
function operation(changes: number): Operation {
  return {
    urn: "",
    logicalName: "edge",
    replaces: undefined,
    engine: mortalEngine(engine, changes, ["updateService", "removeNetwork", "createNetwork"]),
    signal: new AbortController().signal,
    status: () => undefined,
    info: () => undefined,
    warn: () => undefined,
    journal: noJournal,
    timeoutSeconds: undefined,
    ignoreChanges: [],
  };
}

test("When Docker's default ingress is replaced, services keep their ids and get their ports back", async () => {
  const theirs = await service(names.theirs);
  const said = await up(live);
  expect((await ingress()).IPAM.Config?.[0]?.Subnet).toBe("10.241.0.0/16");
  await expectPublished({ [names.theirs]: theirs.ID });
  expect((await service(names.theirs)).Spec.EndpointSpec).toEqual(theirs.Spec.EndpointSpec);
  expect(said.filter((line) => line.includes("was suspended for"))).toEqual([
    expect.stringMatching(/^Service "suspension-theirs": 18131:8080\/tcp was suspended for \d+ s\.$/),
  ]);
  await live.expectQuiet();
});

test("A change causes one replacement, but another stack cannot replace the ingress", async () => {
  const ids = await idsNow();
  live.setProgram(program({ subnet: "10.242.0.0/16", gateway: "10.242.0.9" }));
  const said = await up(live);
  expect(swaps(said)).toBe(1);
  const made = await ingress();
  expect(made.IPAM.Config).toEqual([{ Subnet: "10.242.0.0/16", Gateway: "10.242.0.9" }]);
  await expectPublished(ids);
  await live.stack.preview({ expectNoChanges: true });

  const other = await createLiveStack("suspension-other", lab.dockerHost, () => {
    new IngressConfig("mesh", { subnet: "10.243.0.0/16", onPublishedPorts: OnPublishedPorts.Suspend });
    return Promise.resolve();
  });
  try {
    expect((await up(other)).join("\n")).toContain(
      `(${made.Id}) belongs to IngressConfig "edge" of stack "suspension" in project "live".`,
    );
  } finally {
    await other.remove();
  }
  expect((await ingress()).Id).toBe(made.Id);
});

test("A replacement that is killed several times loses no port, and the next update finishes it", async () => {
  const ids = await idsNow();
  live.setProgram(program({ subnet: "10.244.0.0/16" }));
  // First, the provider is killed while it suspends the ports.
  await up(live, (line) => {
    if (!line.startsWith("suspending the published ports")) return;
    for (const { pid, words } of processesWith("PULUMI_HOME", `${live.directory}/home`)) {
      if (words.some((word) => word.endsWith("dist/bundle/provider.js"))) process.kill(pid, "SIGKILL");
    }
  });
  // Then the process dies after each change: the remaining ports, the removal, the new ingress.
  const { inputs } = await declared();
  for (let deaths = 0; (await ingressName()) !== inputs.name; deaths++) {
    expect(deaths).toBeLessThan(5);
    await expect(networkHandler.create(inputs, operation(1))).rejects.toThrow(dead);
    for (const name of Object.values(names)) {
      const { Spec } = await service(name);
      const hasPorts = (Spec.EndpointSpec?.Ports ?? []).some(({ PublishMode }) => PublishMode === "ingress");
      expect([name, hasPorts !== (Spec.Labels?.[suspendedPorts] !== undefined)]).toEqual([name, true]);
    }
  }
  // Finally, it dies while it restores the ports.
  await expect(networkHandler.create(inputs, operation(1))).rejects.toThrow(dead);
  const said = await up(live);
  expect(said.filter((line) => line.startsWith("error"))).toEqual([]);
  expect((await ingress()).IPAM.Config?.[0]?.Subnet).toBe("10.244.0.0/16");
  await expectPublished(ids);
  await live.stack.preview({ expectNoChanges: true });
});

test("A destroy restores Docker's default ingress, and the ports of services outside the stack", async () => {
  const { ID } = await service(names.theirs);
  await live.stack.destroy();
  expect((await ingress()).Name).toBe("ingress");
  const { Spec, Endpoint } = await service(names.theirs);
  expect([ID, Spec.Labels?.[suspendedPorts]]).toEqual([(await service(names.theirs)).ID, undefined]);
  expect(Endpoint?.Ports?.map(({ PublishedPort }) => PublishedPort)).toEqual([18131, 18132]);
});

async function ingressName(): Promise<string | undefined> {
  return (await engine.listNetworks()).find(({ Ingress }) => Ingress)?.Name;
}

/** The inputs of the network, as the provider gets them from the program. */
async function declared(): Promise<{ inputs: Properties }> {
  let inputs: Properties | undefined;
  await live.stack.preview({
    onEvent: ({ resourcePreEvent }) => {
      const { type, new: wanted } = resourcePreEvent?.metadata ?? {};
      if (type === networkHandler.type && wanted) inputs = wanted.inputs as Properties;
    },
  });
  if (inputs === undefined) throw new Error("The preview shows no network.");
  return { inputs };
}
