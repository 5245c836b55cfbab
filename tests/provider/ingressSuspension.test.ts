import { Engine } from "../../provider/engine/engine";
import type { Network, Node, PortConfig, Service, ServiceSpec } from "../../provider/engine/types";
import { noJournal } from "../../provider/journal/journal";
import { networkHandler } from "../../provider/resources/networkHandler/networkHandler";
import type { Operation } from "../../provider/handler/handler";
import type { Properties } from "../../provider/handler/properties";
import { serviceHandler } from "../../provider/resources/service/service";
import type { WireObject } from "../../provider/server/wire";
import { FakeEngine } from "../support/fakeEngine/fakeEngine";
import { mortalEngine } from "../support/mortalEngine";
import { poll } from "../support/poll";
import { failureOf, marks, ProviderClient } from "../support/providerClient";

const type = "docker:index/network:Network";
const name = "edge";
const suspend = { label: "swarm.ingress.on-published-ports", value: "suspend" };
const identity = { label: "swarm.network.identity", value: "shop/dev/edge" };
const suspendedPorts = "swarm.ingress.suspended-ports";

/** As an IngressConfig declares it. */
function declared(form: number, labels: readonly WireObject[] = [identity, suspend]): WireObject & Properties {
  return {
    name: `edge-0000000${form}`,
    driver: "overlay",
    ingress: true,
    ipamConfigs: [{ subnet: `10.1${form}.0.0/16` }],
    labels: [...labels],
  };
}

const ports: readonly PortConfig[] = [
  { TargetPort: 53, Protocol: "udp", PublishMode: "ingress" },
  { TargetPort: 80, PublishedPort: 8080, Protocol: "tcp", PublishMode: "ingress" },
  { TargetPort: 90, PublishedPort: 9090, Protocol: "tcp", PublishMode: "host" },
];

const web: ServiceSpec = {
  Name: "web",
  Labels: { team: "shop" },
  TaskTemplate: { ContainerSpec: { Image: "app" }, ForceUpdate: 0 },
  Mode: { Replicated: { Replicas: 0 } },
  EndpointSpec: { Mode: "vip", Ports: ports },
};

let engine: FakeEngine;
let client: Engine;
let provider: ProviderClient;

beforeEach(async () => {
  engine = await FakeEngine.start();
  client = new Engine({ host: engine.host });
  provider = await startProvider();
  await client.createService(web);
});

afterEach(async () => {
  await provider.stop();
  await engine.stop();
});

async function startProvider(): Promise<ProviderClient> {
  const started = await ProviderClient.start({ handlers: [networkHandler, serviceHandler] });
  await started.configure({ host: engine.host });
  return started;
}

/** The next run of the CLI, which knows nothing of the previous one. */
async function nextRun(): Promise<void> {
  await provider.stop();
  provider = await startProvider();
}

function create(inputs: WireObject): Promise<{ id: string; state: WireObject | undefined }> {
  return provider.create({ type, name, inputs });
}

/** What the CLI does with a changed program: it compares, then replaces in the order that the difference requires. */
async function replace(id: string, state: WireObject, oldInputs: WireObject, news: WireObject): Promise<string> {
  const diff = await provider.diff({ type, name, id, oldInputs, oldState: state, news });
  expect([diff.getReplacesList().length > 0, diff.getDeletebeforereplace()]).toEqual([true, false]);
  const made = await create(news);
  await provider.delete({ type, name, id, state });
  return made.id;
}

function ingress(): Network {
  const { ingress: network } = engine.networks;
  if (network === undefined) throw new Error("there is no ingress");
  return network;
}

function service(): Service {
  const found = engine.services.all.find(({ Spec }) => Spec.Name === "web");
  if (found === undefined) throw new Error("there is no service");
  return found;
}

function diagnostics(): string[] {
  return provider.lines.filter(({ ephemeral }) => !ephemeral).map(({ message }) => message);
}

test("A swap suspends published ports, restores them, and says how long they were suspended", async () => {
  const [before, { ID }] = [ingress(), service()];
  const changes = engine.changes.length;
  const { id } = await create(declared(1));
  expect(engine.changes.slice(changes)).toEqual([
    `POST /services/${ID}/update`,
    `DELETE /networks/${before.Id}`,
    "POST /networks/create",
    "POST /nodes/node1/update",
    `POST /services/${ID}/update`,
  ]);
  const [first, second] = engine.requests.filter(({ path }) => path.endsWith(`/services/${ID}/update`));
  expect(first?.body).toEqual({
    ...web,
    Labels: { team: "shop", [suspendedPorts]: expect.any(String) as string },
    EndpointSpec: { Mode: "vip", Ports: [ports[2]] },
  });
  const { Labels } = first?.body as ServiceSpec;
  expect(JSON.parse(Labels?.[suspendedPorts] ?? "")).toEqual({
    since: expect.any(String) as string,
    ports: ports.slice(0, 2),
  });
  expect(second?.body).toEqual(web);
  expect([ingress().Id, service().Spec]).toEqual([id, web]);
  expect(diagnostics()).toEqual([
    expect.stringMatching(/^Service "web": any:53\/udp, 8080:80\/tcp was suspended for \d+ s\.$/),
  ]);
});

test("The provider's own label is not sent, is read back as declared, and changes without a request", async () => {
  const told = declared(1);
  const { id, state = {} } = await create(told);
  expect([ingress().Labels, state.labels]).toEqual([{ [identity.label]: identity.value }, [identity, suspend]]);
  const read = await provider.read({ type, name, id, known: { inputs: told, state } });
  expect([read.inputs, read.state]).toEqual([told, state]);

  const untold = declared(1, [identity]);
  const diff = await provider.diff({ type, name, id, oldInputs: told, oldState: state, news: untold });
  expect([diff.getDiffsList(), diff.getReplacesList()]).toEqual([["labels"], []]);
  const changes = engine.changes.length;
  const updated = await provider.update({ type, name, id, oldInputs: told, oldState: state, news: untold });
  expect([updated.state?.labels, engine.changes.slice(changes)]).toEqual([[identity], []]);
});

test("A preview names the ports that would be suspended, or refuses like the update, without a change", async () => {
  const preview = (inputs: WireObject): Promise<unknown> => provider.create({ type, name, inputs, preview: true });
  const changes = engine.changes.length;
  await preview(declared(1));
  expect(diagnostics()).toEqual([
    'The ingress "ingress" is replaced while services publish through it. Until the replacement is done, they are ' +
      'without these ports, and their tasks are replaced twice: "web" (any:53/udp, 8080:80/tcp).',
  ]);
  expect((await failureOf(preview(declared(1, [identity])))).details).toContain("cannot be replaced or removed while");
  await preview({ ...declared(1, [identity]), ipamConfigs: marks.unknown });
  await preview({ ...declared(1, [identity]), name: "edge-0a1b2c3d", ipamConfigs: [] });
  expect(engine.changes.slice(changes)).toEqual([]);
});

test("A preview on a node outside any swarm reports nothing", async () => {
  const alone = await FakeEngine.start({ manager: false });
  await provider.configure({ host: alone.host });
  await provider.create({ type, name, inputs: declared(1), preview: true });
  await alone.stop();
  expect(diagnostics()).toEqual([]);
});

describe.each([
  ["a swap of Docker's default", false, 4],
  ["a swap of its own predecessor", true, 4],
])("%s that dies", (_what, hasPredecessor, steps) => {
  test.each(Array.from({ length: steps }, (_, i) => i + 1))(
    "after change %i is finished by the next run",
    async (n) => {
      const old = declared(1);
      const { id, state = {} } = hasPredecessor ? await create(old) : { id: "", state: {} };
      const inputs = hasPredecessor ? declared(2) : old;
      const counted = ["updateService", "removeNetwork", "createNetwork"] as const;
      const dying = operation(mortalEngine(client, n, counted));
      await expect(networkHandler.create(inputs, dying)).rejects.toThrow("the process is dead");
      // At every moment, either the service or its label has the ports.
      const suspended = service().Spec.Labels?.[suspendedPorts];
      expect(suspended === undefined ? service().Spec : JSON.parse(suspended)).toMatchObject(
        suspended === undefined ? web : { ports: ports.slice(0, 2) },
      );
      await nextRun();
      const made = hasPredecessor ? await replace(id, state, old, inputs) : (await create(inputs)).id;
      expect([ingress().Id, ingress().IPAM.Config?.[0]?.Subnet]).toEqual([
        made,
        hasPredecessor ? "10.12.0.0/16" : "10.11.0.0/16",
      ]);
      expect(service().Spec).toEqual(web);
    },
  );
});

test("A swap that is killed after each of its changes continues in the next run", async () => {
  const inputs = declared(1);
  const dead: string[] = [];
  for (;;) {
    const counted = ["updateService", "removeNetwork", "createNetwork"] as const;
    try {
      const { id } = await networkHandler.create(inputs, operation(mortalEngine(client, 1, counted)));
      expect(ingress().Id).toBe(id);
      break;
    } catch {
      dead.push(
        engine.changes
          .filter((change) => !change.includes("/nodes/"))
          .at(-1)
          ?.replace(/\/[0-9a-z]{25}/, "") ?? "",
      );
    }
  }
  expect(dead).toEqual(["POST /services/update", "DELETE /networks", "POST /networks/create", "POST /services/update"]);
  expect(service().Spec).toEqual(web);
});

test("A delete suspends ports as well, and the next one finishes a delete that was killed", async () => {
  for (const n of [1, 2, 3, 4]) {
    const { id, state = {} } = await create(declared(1));
    const counted = ["updateService", "removeNetwork", "createNetwork"] as const;
    const dying = operation(mortalEngine(client, n, counted));
    await expect(networkHandler.delete(id, state as Properties, dying)).rejects.toThrow("the process is dead");
    await nextRun();
    await provider.delete({ type, name, id, state });
    expect([ingress().Name, service().Spec]).toEqual(["ingress", web]);
  }
});

test("A change of a deployed ingress is one swap, and the delete of the old one does nothing", async () => {
  const old = declared(1);
  const { id, state = {} } = await create(old);
  const changes = engine.changes.length;
  const made = await replace(id, state, old, declared(2));
  expect(engine.changes.slice(changes).filter((change) => change.includes("networks"))).toEqual([
    `DELETE /networks/${id}`,
    "POST /networks/create",
  ]);
  expect([ingress().Id, service().Spec]).toEqual([made, web]);
});

test("An adopted ingress is recognized by the id in the state, although its stack was renamed", async () => {
  const renamed = { ...identity, value: "shop/prod/edge" };
  const old = declared(1, [renamed, suspend]);
  const { id, state = {} } = await create(old);
  const made = await replace(id, state, old, declared(2));
  expect(ingress().Id).toBe(made);
});

test("If the new ingress cannot be created, the old one and its ports are restored", async () => {
  const { id, state = {} } = await create(declared(1));
  engine.fail({ method: "POST", path: /^\/networks\/create$/, answer: { status: 400, message: "no" } });
  expect((await failureOf(create(declared(2)))).details).toBe(
    'POST /networks/create (HTTP 400): no. The ingress network "edge-00000001" was restored.',
  );
  expect([ingress().Name, ingress().IPAM.Config?.[0]?.Subnet, service().Spec]).toEqual([
    "edge-00000001",
    "10.11.0.0/16",
    web,
  ]);
  await provider.delete({ type, name, id, state });
  expect([ingress().Name, service().Spec]).toEqual(["ingress", web]);
});

test("The ports of a service that publishes during the removal are suspended as well", async () => {
  const idle: ServiceSpec = {
    ...web,
    Name: "late",
    EndpointSpec: { Mode: "vip", Ports: [{ TargetPort: 81, PublishedPort: 8181 }] },
  };
  let isLate = true;
  engine.services.updateStatus = () => {
    if (isLate) engine.services.put({ ID: "late", Version: { Index: 1 }, Spec: idle });
    isLate = false;
    return undefined;
  };
  const { id } = await create(declared(1));
  expect(ingress().Id).toBe(id);
  expect(engine.services.all.map(({ Spec }) => Spec)).toEqual([web, idle]);
  expect(engine.changes.filter((change) => change === "POST /services/late/update")).toHaveLength(2);
});

/** A service that runs, and publishes a port that no other service has. */
const late: ServiceSpec = {
  Name: "late",
  Labels: {},
  TaskTemplate: { ContainerSpec: { Image: "app" }, ForceUpdate: 0 },
  Mode: { Replicated: { Replicas: 1 } },
  EndpointSpec: { Mode: "vip", Ports: [{ TargetPort: 81, PublishedPort: 8181, PublishMode: "ingress" }] },
};

/** Calls `act` as soon as a request with this path arrives. */
function atFirst(method: string, path: RegExp, act: () => unknown): void {
  void engine.fail({ method, path, answer: { delayMs: 100 } }).struck.then(act);
}

test.each<[string, string, RegExp]>([
  ["ports are suspended", "POST", /^\/services\/\w+\/update$/],
  ["the ingress is removed", "DELETE", /^\/networks\//],
])("The ports of a service that starts to run while %s are suspended as well", async (_what, method, path) => {
  atFirst(method, path, () => client.createService(late));
  const { id } = await create(declared(1));
  expect(ingress().Id).toBe(id);
  expect(engine.services.all.map(({ Spec }) => Spec)).toEqual([web, late]);
  expect(diagnostics()).toContainEqual(
    expect.stringMatching(/^Service "late": 8181:81\/tcp was suspended for \d+ s\.$/),
  );
});

test("Ports that another client publishes again during the swap are suspended again", async () => {
  const before = ingress();
  const { ID } = service();
  engine.services.strand({ networkId: before.Id });
  const swap = create(declared(1));
  const seen = async (line: string, times: number): Promise<void> => {
    const count = (): number => provider.lines.filter(({ message }) => message === line).length;
    await poll(line, () => count() >= times || undefined);
  };
  await seen('waiting for a task of a removed service on node "fake" to stop', 1);
  engine.services.change(ID, () => web);
  await seen('suspending the published ports of "web" (any:53/udp, 8080:80/tcp)', 2);
  engine.services.stranded.length = 0;
  expect((await swap).id).toBe(ingress().Id);
  expect(service().Spec).toEqual(web);
});

test("A job that publishes during the swap is not run again: the ingress stays, and ports are restored", async () => {
  const before = ingress();
  const job: ServiceSpec = { ...late, Mode: { ReplicatedJob: {} } };
  atFirst("POST", /^\/services\/\w+\/update$/, () => client.createService(job));
  expect((await failureOf(create(declared(1)))).details).toContain('"late" (8181:81/tcp) would run again');
  expect(ingress().Id).toBe(before.Id);
  expect(engine.services.all.map(({ Spec }) => Spec)).toEqual([web, job]);
});

describe("A global service with a task on a paused node", () => {
  /** Swarm neither replaces nor stops this task. */
  function pauseNode(): void {
    const [first] = engine.nodes;
    if (first === undefined) throw new Error("no node");
    const { Spec, Description } = first;
    const change = { Spec: { ...Spec, Availability: "pause" }, Description: { ...Description, Hostname: "paused" } };
    engine.nodes = [first, { ...first, ID: "node2", ...change } as Node];
    engine.networks.ingressPeers.push({ Name: "paused", IP: "127.0.0.2" });
    engine.services.strand({ networkId: ingress().Id, serviceId: "agent", nodeId: "node2", desiredState: "running" });
  }

  const refusal = (): string =>
    `Network "ingress" (${ingress().Id}) cannot be removed: Swarm does not update the tasks of global services on ` +
    `paused nodes, so these would stay on it: "agent" on node "paused". Activate these nodes (docker node update ` +
    `--availability active NODE), or drain them. Then run the command again.`;

  test.each<[string, WireObject[], ServiceSpec["EndpointSpec"]]>([
    ["publishes", [identity, suspend], late.EndpointSpec],
    ["no longer publishes", [identity], {}],
  ])("prevents a swap, in the preview as well, if it %s", async (_what, labels, EndpointSpec) => {
    engine.services.remove(service().ID);
    engine.services.put({
      ID: "agent",
      Version: { Index: 1 },
      Spec: { ...late, Name: "agent", Mode: { Global: {} }, EndpointSpec },
    });
    pauseNode();
    const inputs = declared(1, labels);
    const changes = engine.changes.length;
    expect((await failureOf(provider.create({ type, name, inputs, preview: true }))).details).toContain(refusal());
    expect((await failureOf(create(inputs))).details).toBe(refusal());
    expect(engine.changes.slice(changes)).toEqual([]);
  });
});

test("A read warns about suspended ports, and an update of the service restores them without the label", async () => {
  const inputs = {
    name: "web",
    taskSpec: { containerSpec: { image: "app@sha256:0" } },
    mode: { replicated: { replicas: 0 } },
    endpointSpec: { ports: [{ targetPort: 80, publishedPort: 8080 }] },
  };
  const { ID } = service();
  const suspended = JSON.stringify({ since: new Date().toISOString(), ports });
  engine.services.change(ID, (spec) => ({
    ...spec,
    Labels: { [suspendedPorts]: suspended },
    EndpointSpec: { Mode: "vip" },
  }));
  const of = { type: serviceHandler.type, name: "web", id: ID };
  const read = await provider.read({ ...of, known: { inputs, state: inputs } });
  expect(read.inputs).toMatchObject({ labels: [{ label: suspendedPorts, value: suspended }], endpointSpec: {} });
  expect(diagnostics()).toEqual([
    'The published ports of service "web" are suspended: a replacement of the ingress network removed them and is ' +
      "still running or was interrupted. The next 'pulumi up' of the stack with the IngressConfig restores them, and " +
      "so does the next one of this stack.",
  ]);
  const news = { ...inputs, taskSpec: { containerSpec: { image: "app@sha256:1" } } };
  await provider.update({ ...of, oldInputs: inputs, oldState: inputs, news });
  expect([service().Spec.Labels ?? {}, service().Spec.EndpointSpec?.Ports]).toEqual([
    {},
    [{ TargetPort: 80, PublishedPort: 8080, Protocol: "tcp", PublishMode: "ingress" }],
  ]);
});

test("A service that another client gave ports meanwhile keeps them, and loses only the label", async () => {
  const label = JSON.stringify({ since: new Date().toISOString(), ports });
  const others = [{ TargetPort: 81, PublishedPort: 8181, Protocol: "tcp", PublishMode: "ingress" }];
  engine.services.change(service().ID, (spec) => ({
    ...spec,
    Labels: { [suspendedPorts]: label },
    EndpointSpec: { Mode: "vip", Ports: others },
  }));
  await create({ ...declared(1), name: "ingress-00000000", ipamConfigs: [] });
  expect([service().Spec.Labels, service().Spec.EndpointSpec?.Ports]).toEqual([{}, others]);
});

test.each<[string, Partial<Service>, string]>([
  [
    "a job",
    { Spec: { ...web, Mode: { ReplicatedJob: {} } } },
    '"web" (any:53/udp, 8080:80/tcp) would run again, as any update of a job makes it.',
  ],
  [
    "a service whose update is paused",
    { UpdateStatus: { State: "paused" } },
    '"web" (any:53/udp, 8080:80/tcp) would resume a paused update.',
  ],
])("The ports of %s do not change", async (_what, change, reason) => {
  engine.services.put({ ...service(), ...change });
  const changes = engine.changes.length;
  expect((await failureOf(create(declared(1)))).details).toContain(reason);
  expect(engine.changes.slice(changes)).toEqual([]);
});

test("When a service does not run without its ports, the ingress stays and the ports are restored", async () => {
  const before = ingress();
  engine.services.updateStatus = ({ Labels }) =>
    Labels?.[suspendedPorts] === undefined ? undefined : { State: "paused", Message: "task failed" };
  const { details } = await failureOf(create(declared(1)));
  expect(details).toContain('Service "web" does not run without its published ports (paused: task failed)');
  expect([ingress().Id, service().Spec]).toEqual([before.Id, web]);
});

test("When ports cannot be restored, the state has the new ingress, and the next update tries again", async () => {
  const inputs = declared(1);
  const path = /^\/services\/\w+\/update$/;
  engine.fail({ method: "POST", path, after: 1, answer: { status: 400, message: "taken" } });
  const failure = await failureOf(create(inputs));
  expect(failure.details).toMatch(
    /^Published ports that were suspended for the swap are not restored: web: POST \/services\/\w+\/update \(HTTP 400\): taken\. The services/,
  );
  const state = { ...inputs };
  const { Id: id } = ingress();
  const read = await failureOf(provider.read({ type, name, id, known: { inputs, state } }));
  expect(read.details).toMatch(/^Published ports that were suspended for the swap are not restored: "web"\./);
  await nextRun();
  await provider.update({ type, name, id, oldInputs: inputs, oldState: state, news: inputs });
  expect(service().Spec).toEqual(web);
});

test("A second stack that declares the ingress gets an error with its owner, even with equal inputs", async () => {
  const { id } = await create(declared(1));
  await nextRun();
  const other = { ...identity, value: "billing/prod/mesh" };
  const changes = engine.changes.length;
  for (const form of [1, 2]) {
    expect((await failureOf(create(declared(form, [other, suspend])))).details).toBe(
      `The swarm's ingress network "edge-00000001" (${id}) belongs to IngressConfig "edge" of stack "dev" in ` +
        `project "shop". A swarm has one ` +
        `ingress, and one stack declares it. Leave it to that stack: services publish through it without an ` +
        `IngressConfig of their own. Or move it to this stack: run 'pulumi state delete' for it there, and import it ` +
        `here:\n  pulumi import docker:index/network:Network edge ${id} --protect=false --generate-code=false\n`,
    );
  }
  expect(engine.changes.slice(changes)).toEqual([]);
});

test("A replacement that adopts the ingress that it replaces does not delete it afterwards", async () => {
  const inputs = declared(1);
  const { id, state = {} } = await create(inputs);
  await nextRun();
  // The user forces the replacement, so the CLI does not compare.
  expect((await create(inputs)).id).toBe(id);
  await provider.delete({ type, name, id, state });
  expect(ingress().Id).toBe(id);
});

function operation(asked: Engine): Operation {
  return {
    urn: "",
    logicalName: name,
    replaces: undefined,
    engine: asked,
    signal: new AbortController().signal,
    status: () => undefined,
    info: () => undefined,
    warn: () => undefined,
    journal: noJournal,
    timeoutSeconds: undefined,
    ignoreChanges: [],
  };
}
