import { networkHandler } from "../../provider/resources/networkHandler/networkHandler";
import { secretHandler } from "../../provider/resources/payload/secret";
import { serviceHandler } from "../../provider/resources/service/service";
import type { WireObject } from "../../provider/server/wire";
import { FakeEngine } from "../support/fakeEngine/fakeEngine";
import { failureOf, ProviderClient } from "../support/providerClient";

const type = "docker:index/service:Service";

let engine: FakeEngine;
let provider: ProviderClient;

beforeEach(async () => {
  engine = await FakeEngine.start();
  provider = await ProviderClient.start({ handlers: [serviceHandler, networkHandler, secretHandler] });
  await provider.configure({ host: engine.host });
});

afterEach(async () => {
  await provider.stop();
  await engine.stop();
});

/** The inputs of a service that publishes ports. */
function publishing(name: string, ...publishedPorts: number[]): WireObject {
  const ports = publishedPorts.map((publishedPort) => ({ targetPort: 80, publishedPort }));
  return {
    name,
    taskSpec: { containerSpec: { image: "web:1" } },
    endpointSpec: { ports },
    convergeConfig: { timeout: "0s" },
  };
}

interface Deployed {
  readonly name: string;
  readonly id: string;
  readonly oldInputs: WireObject;
  readonly oldState: WireObject;
}

async function deploy(name: string, ...ports: number[]): Promise<Deployed> {
  const inputs = publishing(name, ...ports);
  const { id, state = {} } = await provider.create({ type, name, inputs });
  return { name, id, oldInputs: inputs, oldState: state };
}

/** Deploys services as an earlier run of the CLI, and starts the next run. */
async function deployed(...services: [name: string, ...ports: number[]][]): Promise<Deployed[]> {
  const all: Deployed[] = [];
  for (const service of services) all.push(await deploy(...service));
  await provider.stop();
  provider = await ProviderClient.start({ handlers: [serviceHandler, networkHandler, secretHandler] });
  await provider.configure({ host: engine.host });
  return all;
}

function diff(service: Deployed, ...ports: number[]): Promise<unknown> {
  return provider.diff({ type, ...service, news: publishing(service.name, ...ports) });
}

function update(service: Deployed, ...ports: number[]): Promise<unknown> {
  return provider.update({ type, ...service, news: publishing(service.name, ...ports) });
}

/** What the services of the swarm publish. */
function published(): Record<string, number[]> {
  return Object.fromEntries(
    engine.services.all.map(({ Spec }) => [
      Spec.Name,
      (Spec.EndpointSpec?.Ports ?? []).map(({ PublishedPort = 0 }) => PublishedPort),
    ]),
  );
}

const twoSteps = "run 'pulumi up' once without this change, and once with it";

test("An update waits for a port until the update of another service has given it up", async () => {
  const [a, b] = (await deployed(["a", 8080], ["b"])) as [Deployed, Deployed];
  await diff(b, 8080);
  const moved = update(b, 8080);
  await new Promise((resolve) => setTimeout(resolve, 500));
  await diff(a);
  await update(a);
  await moved;
  expect(published()).toEqual({ a: [], b: [8080] });
  expect(provider.lines.map(({ message }) => message)).toContain('waiting for port 8080/tcp, which service "a" has');
});

test("Two services swap their ports by way of a third one that is free", async () => {
  const [a, b] = (await deployed(["a", 8080], ["b", 8081])) as [Deployed, Deployed];
  await Promise.all([diff(a, 8082), diff(b, 8080)]);
  await Promise.all([update(b, 8080), update(a, 8082)]);
  expect(published()).toEqual({ a: [8082], b: [8080] });
});

test("A create waits for a port until the update of another service has given it up", async () => {
  const [a] = (await deployed(["a", 8080])) as [Deployed];
  const created = deploy("b", 8080);
  await new Promise((resolve) => setTimeout(resolve, 500));
  await diff(a);
  await update(a);
  await created;
  expect(published()).toEqual({ a: [], b: [8080] });
});

test("A port is waited for until the service that is replaced has been deleted", async () => {
  const [a] = (await deployed(["a", 8080])) as [Deployed];
  await provider.diff({ type, ...a, news: { ...publishing("a"), mode: { global: true } } });
  const created = deploy("b", 8080);
  await new Promise((resolve) => setTimeout(resolve, 500));
  await provider.delete({ type, name: "a", id: a.id, state: a.oldState });
  await created;
  expect(published()).toEqual({ b: [8080] });
});

test("A port that the program gives to two services is refused at once, with the name of the other one", async () => {
  const [a, b] = (await deployed(["a", 8080], ["b"])) as [Deployed, Deployed];
  await diff(a, 8080);
  const { details } = await failureOf(update(b, 8080));
  expect(details).toBe(
    `Service "b" cannot have port 8080/tcp: service "a" (${a.id}) has it. The program gives it to "a" as well. ` +
      `Choose another port for one of them.`,
  );
});

test("A port of a service that is replaced by a new one first is refused, with the option that helps", async () => {
  const [a] = (await deployed(["a", 8080])) as [Deployed];
  await provider.diff({ type, ...a, news: publishing("a-2") });
  await provider.create({ type, name: "a", inputs: publishing("a-2") });
  const { details } = await failureOf(deploy("b", 8080));
  expect(details).toBe(
    `Service "b" cannot have port 8080/tcp: service "a" (${a.id}) has it. This update replaces "a", and Pulumi ` +
      `deletes the old service last. Set 'deleteBeforeReplace: true' on "a", or ${twoSteps}.`,
  );
});

test("A service that takes the port of the one that it replaces is refused, with the option that helps", async () => {
  const [a] = (await deployed(["a", 8080])) as [Deployed];
  await provider.diff({ type, ...a, news: publishing("a-2", 8080) });
  const { details } = await failureOf(provider.create({ type, name: "a", inputs: publishing("a-2", 8080) }));
  expect(details).toBe(
    `Service "a-2" cannot have port 8080/tcp: service "a" (${a.id}) has it. This resource replaces that service, ` +
      `which Pulumi deletes last. Set the resource option 'deleteBeforeReplace: true'.`,
  );
});

const dependsOn =
  `This update takes it from "a", but has not done so yet. Let this resource depend on "a" ('dependsOn'), or allow ` +
  `more operations at a time ('pulumi up --parallel'). If "a" depends on this resource, ${twoSteps}.`;

test("A port that is not given up while nothing else happens is refused, with the fix for '--parallel 1'", async () => {
  const [a, b] = (await deployed(["a", 8080], ["b"])) as [Deployed, Deployed];
  await diff(b, 8080);
  await diff(a);
  const { details } = await failureOf(update(b, 8080));
  expect(details).toBe(`Service "b" cannot have port 8080/tcp: service "a" (${a.id}) has it. ${dependsOn}`);
});

function unplanned({ name, id }: Deployed, subject = "b", port = 8080): string {
  return (
    `Service "${subject}" cannot have port ${port}/tcp: service "${name}" (${id}) has it. If the program no longer ` +
    `has service "${name}", Pulumi would delete it only after this change: ${twoSteps}, or rename the resource of ` +
    `"${name}" with the option 'aliases' instead of making a new one. If the program has it, let this resource ` +
    `depend on it ('dependsOn'). Otherwise choose another port, or remove the service: docker service rm ${name}`
  );
}

test("A port of a service that the program does not have is refused, in preview and update", async () => {
  const [a, b] = (await deployed(["a", 8080, 8081], ["b"])) as [Deployed, Deployed];
  const changes = engine.changes.length;
  const news = publishing("b", 8080);
  const previews = await Promise.all([
    failureOf(provider.create({ type, name: "c", inputs: publishing("c", 8081), preview: true })),
    failureOf(provider.update({ type, ...b, news, preview: true })),
  ]);
  expect(previews.map(({ details }) => details)).toEqual([unplanned(a, "c", 8081), unplanned(a)]);
  expect(engine.changes.slice(changes)).toEqual([]);

  expect((await failureOf(update(b, 8080))).details).toBe(unplanned(a));
  expect(published()).toEqual({ a: [8080, 8081], b: [] });
});

test("A preview of a port that another service gives up succeeds, in either order", async () => {
  const [a, b] = (await deployed(["a", 8080, 8081], ["b"])) as [Deployed, Deployed];
  const news = publishing("b", 8080);
  const early = provider.update({ type, ...b, news, preview: true });
  await new Promise((resolve) => setTimeout(resolve, 300));
  await diff(a);
  await early;
  await provider.create({ type, name: "c", inputs: publishing("c", 8081), preview: true });
});

test("A preview succeeds while the daemon is not in a swarm yet", async () => {
  const alone = await FakeEngine.start({ manager: false });
  await provider.configure({ host: alone.host });
  await provider.create({ type, name: "b", inputs: publishing("b", 8080), preview: true });
  await alone.stop();
});

test("A wait for a port ends at once when the update is cancelled", async () => {
  await deployed(["a", 8080]);
  const created = failureOf(deploy("b", 8080));
  await new Promise((resolve) => setTimeout(resolve, 500));
  await provider.cancel();
  expect((await created).details).toBe("The operation was cancelled.");
});

test("Two services publish one port in mode host, and a preview of that asks for no change", async () => {
  await deployed(["a"]);
  engine.nodes.push(...engine.nodes.map((node) => ({ ...node, ID: "node2" })));
  const host = (name: string): WireObject => ({
    ...publishing(name),
    endpointSpec: { ports: [{ targetPort: 80, publishedPort: 8080, publishMode: "host" }] },
  });
  await provider.create({ type, name: "b", inputs: host("b") });
  await provider.create({ type, name: "c", inputs: host("c"), preview: true });
  await provider.create({ type, name: "c", inputs: host("c") });
  expect(published()).toEqual({ a: [], b: [8080], c: [8080] });
});

const networkType = "docker:index/network:Network";

/** The inputs of a network with a label that an OverlayNetwork has, too. */
function overlay(name: string, subnet: string): WireObject {
  const labels = [{ label: "swarm.network.identity", value: `tests/dev/${name.split("-")[0] ?? ""}` }];
  return { name, driver: "overlay", labels, ipamConfigs: [{ subnet }] };
}

async function deployNetwork(name: string, subnet: string): Promise<Deployed> {
  const inputs = overlay(name, subnet);
  const { id, state = {} } = await provider.create({ type: networkType, name: name.split("-")[0] ?? "", inputs });
  return { name: name.split("-")[0] ?? "", id, oldInputs: inputs, oldState: state };
}

/** The next run of the CLI. */
async function nextRun(): Promise<void> {
  await provider.stop();
  provider = await ProviderClient.start({ handlers: [serviceHandler, networkHandler, secretHandler] });
  await provider.configure({ host: engine.host });
}

function networks(): Record<string, string | undefined> {
  const all = engine.networks.all.filter(({ Ingress }) => !Ingress);
  return Object.fromEntries(all.map(({ Name, IPAM }) => [Name, IPAM.Config?.[0]?.Subnet]));
}

test("A subnet moves to a new network in one update, although Pulumi deletes the old network last", async () => {
  const a = await deployNetwork("a-1", "10.7.0.0/24");
  await nextRun();
  const b = deployNetwork("b-1", "10.7.0.0/24");
  // As for an OverlayNetwork: the name alone shows the change.
  const ignoreChanges = ["options", "ipamConfigs"];
  await provider.diff({ type: networkType, ...a, news: overlay("a-2", "10.7.0.0/24"), ignoreChanges });
  await provider.check({ type: networkType, name: "a", news: overlay("a-2", "10.7.1.0/24") });
  await new Promise((resolve) => setTimeout(resolve, 500));
  await deployNetwork("a-2", "10.7.1.0/24");
  await b;
  expect(networks()).toEqual({ "a-2": "10.7.1.0/24", "b-1": "10.7.0.0/24" });
  await provider.delete({ type: networkType, name: "a", id: a.id, state: a.oldState });
  expect(networks()).toEqual({ "a-2": "10.7.1.0/24", "b-1": "10.7.0.0/24" });
});

test("A subnet is not taken from a network while a service is on it and not on its replacement", async () => {
  const a = await deployNetwork("a-1", "10.7.0.0/24");
  await nextRun();
  const taskSpec = { containerSpec: { image: "web:1" }, networksAdvanceds: [{ id: a.id }] };
  const web = { ...publishing("web"), taskSpec };
  const { id, state: oldState = {} } = await provider.create({ type, name: "web", inputs: web });
  await provider.diff({ type: networkType, ...a, news: overlay("a-2", "10.7.1.0/24") });
  const next = await deployNetwork("a-2", "10.7.1.0/24");
  const b = deployNetwork("b-1", "10.7.0.0/24");
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(Object.keys(networks())).toEqual(["a-1", "a-2"]);
  const news = { ...web, taskSpec: { ...taskSpec, networksAdvanceds: [{ id: next.id }] } };
  await provider.update({ type, name: "web", id, oldInputs: web, oldState, news });
  await b;
  expect(networks()).toEqual({ "a-2": "10.7.1.0/24", "b-1": "10.7.0.0/24" });
  expect(engine.services.all.map(({ Spec }) => Spec.TaskTemplate.Networks?.map(({ Target }) => Target))).toEqual([
    [next.id],
  ]);
});

test("A preview refuses the subnet of a network that the program does not have, and of one that keeps it", async () => {
  const a = await deployNetwork("a-1", "10.7.0.0/24");
  await nextRun();
  const inputs = overlay("b-1", "10.7.0.0/25");
  const preview = { type: networkType, name: "b", inputs, preview: true };
  const holder =
    `Network "b-1" cannot have subnet 10.7.0.0/25: network "a-1" (${a.id}) has "10.7.0.0/24", which ` + `overlaps it. `;
  expect((await failureOf(provider.create(preview))).details).toContain(`${holder}If the program no longer has`);
  const kept = `${holder}The program gives it to "a" as well. Choose another subnet for one of them.`;
  await provider.diff({ type: networkType, ...a, news: a.oldInputs });
  expect((await failureOf(provider.create(preview))).details).toBe(kept);
  const replaced = overlay("a-2", "10.7.0.0/24");
  await provider.diff({ type: networkType, ...a, news: replaced, ignoreChanges: ["ipamConfigs"] });
  await provider.check({ type: networkType, name: "a", news: replaced });
  expect((await failureOf(provider.create(preview))).details).toBe(kept);
});

test("A name moves to a new secret as soon as the one that has it is deleted for its replacement", async () => {
  const secretType = "docker:index/secret:Secret";
  const inputs = { name: "db", data: Buffer.from("a").toString("base64") };
  const { id, state = {} } = await provider.create({ type: secretType, name: "a", inputs });
  await nextRun();
  const b = provider.create({ type: secretType, name: "b", inputs });
  const news = { ...inputs, name: "db-2" };
  await provider.diff({ type: secretType, name: "a", id, oldInputs: inputs, oldState: state, news });
  await new Promise((resolve) => setTimeout(resolve, 500));
  await provider.delete({ type: secretType, name: "a", id, state });
  await provider.create({ type: secretType, name: "a", inputs: news });
  await b;
  expect(engine.secrets.all.map(({ Spec }) => Spec.Name).sort()).toEqual(["db", "db-2"]);
});

test("A name of a secret that Pulumi deletes last is refused, with the option that helps", async () => {
  const secretType = "docker:index/secret:Secret";
  const inputs = { name: "db", data: Buffer.from("a").toString("base64") };
  const { id, state = {} } = await provider.create({ type: secretType, name: "a", inputs });
  await nextRun();
  const news = { ...inputs, name: "db-2" };
  await provider.diff({ type: secretType, name: "a", id, oldInputs: inputs, oldState: state, news });
  await provider.create({ type: secretType, name: "a", inputs: news });
  expect((await failureOf(provider.create({ type: secretType, name: "b", inputs }))).details).toBe(
    `The new secret cannot have name "db": secret "db" (${id}) has it. This update replaces "a", and Pulumi deletes ` +
      `the old secret last. Set 'deleteBeforeReplace: true' on "a", or ${twoSteps}.`,
  );
});
