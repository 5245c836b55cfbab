import { networkHandler } from "../../provider/resources/networkHandler/networkHandler";
import { secretHandler } from "../../provider/resources/payload/secret";
import { serviceConfigHandler } from "../../provider/resources/payload/serviceConfig";
import { serviceHandler } from "../../provider/resources/service/service";
import type { WireObject } from "../../provider/server/wire";
import { FakeEngine } from "../support/fakeEngine/fakeEngine";
import { failureOf, marks, ProviderClient } from "../support/providerClient";

const service = "docker:index/service:Service";
const network = "docker:index/network:Network";
const secret = "docker:index/secret:Secret";
const handlers = [serviceHandler, networkHandler, secretHandler, serviceConfigHandler];

let engine: FakeEngine;
let provider: ProviderClient;

beforeEach(async () => {
  engine = await FakeEngine.start();
  for (const image of ["web:1", "web:2"]) engine.images.set(image, `sha256:${"ab".repeat(32)}`);
  provider = await ProviderClient.start({ handlers });
  await provider.configure({ host: engine.host });
});

afterEach(async () => {
  await provider.stop();
  await engine.stop();
});

function overlay(name: string, subnet?: string, more: WireObject = {}): WireObject {
  return { name, driver: "overlay", ...(subnet === undefined ? {} : { ipamConfigs: [{ subnet }] }), ...more };
}

function web(name: string, taskSpec: WireObject = {}, more: WireObject = {}): WireObject {
  return {
    name,
    taskSpec: { containerSpec: { image: "web:1" }, ...taskSpec },
    convergeConfig: { timeout: "0s" },
    ...more,
  };
}

function preview(type: string, name: string, inputs: WireObject): Promise<unknown> {
  return provider.create({ type, name, inputs, preview: true });
}

async function refusal(type: string, name: string, inputs: WireObject): Promise<string> {
  return (await failureOf(preview(type, name, inputs))).details;
}

/** Creates an object as another program, and starts the next run of the CLI. */
async function exists(type: string, inputs: WireObject): Promise<string> {
  const { id } = await provider.create({ type, name: "other", inputs });
  await nextRun();
  return id;
}

async function nextRun(configuration: WireObject = {}): Promise<void> {
  await provider.stop();
  provider = await ProviderClient.start({ handlers });
  await provider.configure({ host: engine.host, ...configuration });
}

function warnings(): string[] {
  return provider.lines.filter(({ severity }) => severity === 2).map(({ message }) => message);
}

/** The requests of the provider, without the negotiation of the API version. */
function reads(): string[] {
  return engine.requests.map(({ method, path }) => `${method} ${path.replace(/^\/v[\d.]+/, "")}`);
}

test("A preview of 1,000 resources reads each list of the swarm once", async () => {
  await exists(secret, { name: "key", data: "YQ==" });
  engine.requests.length = 0;
  const subnetOf = (i: number): string => `10.${100 + Math.floor(i / 200)}.${i % 200}.0/24`;
  await Promise.all([
    ...Array.from({ length: 500 }, (_, i) => preview(network, `n${i}`, overlay(`n${i}`, subnetOf(i)))),
    ...Array.from({ length: 400 }, (_, i) => {
      const containerSpec = { image: "web:1", secrets: [{ secretId: "key", secretName: "key", fileName: "key" }] };
      const inputs = web(`s${i}`, { containerSpec, networksAdvanceds: [{ id: marks.unknown }] });
      return preview(service, `s${i}`, inputs);
    }),
    ...Array.from({ length: 100 }, (_, i) => preview(secret, `p${i}`, { name: `p${i}`, data: "YQ==" })),
  ]);
  expect(
    reads()
      .filter((read) => !/_ping|distribution/.test(read))
      .sort(),
  ).toEqual(["GET /info", "GET /networks", "GET /nodes", "GET /secrets", "GET /services", "GET /tasks"]);
});

test("A provider that serves several runs of the CLI reads the swarm again in each", async () => {
  await preview(network, "a", overlay("a", "10.9.0.0/24"));
  engine.networks.answer(
    "POST",
    undefined,
    {},
    { Name: "b", Driver: "overlay", IPAM: { Config: [{ Subnet: "10.9.0.0/24" }] } },
  );
  await preview(network, "a", overlay("a", "10.9.0.0/24"));
  await provider.configure({ host: engine.host });
  expect(await refusal(network, "a", overlay("a", "10.9.0.0/24"))).toContain(`network "b"`);
});

test("A subnet of another stack is refused, with the network that has it and its owner", async () => {
  const labels = [{ label: "com.docker.stack.namespace", value: "shop" }];
  const id = await exists(network, overlay("shop_back", "10.9.0.0/16", { labels }));
  expect(await refusal(network, "a", overlay("a", "10.9.4.0/24"))).toBe(
    `Network "a" cannot have subnet 10.9.4.0/24: network "shop_back" (${id}) has "10.9.0.0/16", which overlaps it. ` +
      `It is part of the stack "shop" of 'docker stack deploy'. If the program no longer has network "shop_back", ` +
      `Pulumi would delete it only after this change: run 'pulumi up' once without this change, and once with it, or ` +
      `rename the resource of "shop_back" with the option 'aliases' instead of making a new one. If the program has ` +
      `it, let this resource depend on it ('dependsOn'). Otherwise choose another subnet, or remove the network: ` +
      `docker network rm shop_back`,
  );
  await preview(network, "a", overlay("a", "10.10.0.0/24"));
});

test("A subnet of the ingress network is refused, and the message does not advise to remove the ingress", async () => {
  const subnet = engine.networks.ingress?.IPAM.Config?.[0]?.Subnet ?? "";
  expect(await refusal(network, "a", overlay("a", subnet))).toMatch(
    /has it. It is the ingress network, through which services publish ports. Choose another subnet, or move the/,
  );
});

test("Two new networks of one program with overlapping subnets are refused at the second one only", async () => {
  await preview(network, "a", overlay("a", "10.9.0.0/16"));
  expect(await refusal(network, "b", overlay("b", "10.9.4.0/24"))).toBe(
    `Network "b" cannot have subnet 10.9.4.0/24: the program gives "10.9.0.0/16", which overlaps it, to "a" as well. ` +
      `Choose another subnet for one of them.`,
  );
  await preview(network, "c", overlay("c", "10.10.0.0/24"));
});

test("Two conflicting networks that are previewed at the same time are reported once", async () => {
  const previews = [
    preview(network, "a", overlay("a", "10.9.0.0/16")),
    preview(network, "b", overlay("b", "10.9.4.0/24")),
  ];
  const results = await Promise.allSettled(previews);
  expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
});

test("A VXLAN id that another network has is refused, in preview and update", async () => {
  const options = { "com.docker.network.driver.overlay.vxlanid_list": "70000" };
  const id = await exists(network, overlay("other", "10.9.0.0/24", { options }));
  const changes = engine.changes.length;
  const expected = `Network "a" cannot have VXLAN id 70000: network "other" (${id}) has it. `;
  const wanted = overlay("a", "10.10.0.0/24", { options });
  expect(await refusal(network, "a", wanted)).toContain(expected);
  expect((await failureOf(provider.create({ type: network, name: "a", inputs: wanted }))).details).toContain(expected);
  expect(engine.changes.slice(changes)).toEqual([]);
  await preview(
    network,
    "b",
    overlay("b", "10.11.0.0/24", { options: { ...options, [Object.keys(options)[0] ?? ""]: "70001" } }),
  );
});

test("A subnet with the address of a node or of a local network is risky, so it is a warning", async () => {
  engine.nodes = engine.nodes.map((node) => ({ ...node, Status: { ...node.Status, Addr: "10.77.0.5" } }));
  const bridge = { Name: "br", Driver: "bridge", Scope: "local", IPAM: { Config: [{ Subnet: "172.18.0.0/16" }] } };
  engine.networks.answer("POST", undefined, {}, bridge);
  await preview(network, "a", overlay("a", "10.77.0.0/24"));
  await preview(network, "b", overlay("b", "172.18.4.0/24"));
  await preview(network, "c", overlay("c", "10.78.0.0/24"));
  expect(warnings()).toEqual([
    `Network "a": subnet 10.77.0.0/24 contains 10.77.0.5, the address of node "fake": tasks on the network cannot ` +
      `reach it. Choose another subnet.`,
    `Network "b": subnet 172.18.4.0/24 overlaps "172.18.0.0/16" of "br", a local network of node "fake": tasks there ` +
      `can reach only one of the two. Choose another subnet.`,
  ]);
});

test("A name that is taken is refused with the command that imports the object", async () => {
  const labels = [{ label: "swarm.network.identity", value: "shop/prod/back" }];
  const id = await exists(network, overlay("back", "10.9.0.0/24", { labels }));
  expect(await refusal(network, "back", overlay("back"))).toBe(
    `Network "back" (${id}, driver "overlay", scope swarm) already exists and does not belong to this resource. It ` +
      `belongs to "back" of stack "prod" in project "shop". To move the network to this stack, first run 'pulumi ` +
      `state delete' for it there. To manage it as this resource, import it:\n  pulumi import ` +
      `docker:index/network:Network back ${id} --protect=false --generate-code=false\nOtherwise give this resource ` +
      `another 'name', or remove the existing network: docker network rm ${id}`,
  );
});

test.each([
  [secret, { name: "key", data: "YQ==" }, "Secret"],
  ["docker:index/serviceConfig:ServiceConfig", { name: "key", data: "YQ==" }, "Config"],
  [service, web("key"), "Service"],
] as const)("The name of an existing %s is refused", async (type, inputs, word) => {
  const id = await exists(type, inputs);
  expect(await refusal(type, "a", inputs)).toContain(`${word} "key" (${id}) already exists and does not belong to`);
  await preview(type, "b", { ...inputs, name: "key-2" });
});

test("A name that this update takes from another resource is not a conflict, and one that it keeps is", async () => {
  const inputs = { name: "key", data: "YQ==" };
  const { id, state = {} } = await provider.create({ type: secret, name: "a", inputs });
  await nextRun();
  const diff = { type: secret, name: "a", id, oldInputs: inputs, oldState: state };
  await provider.diff({ ...diff, news: inputs });
  expect(await refusal(secret, "b", inputs)).toBe(
    `The new secret cannot have name "key": secret "key" (${id}) has it. The program gives it to "a" as well. Choose ` +
      `another name for one of them.`,
  );
  await nextRun();
  await provider.diff({ ...diff, news: { ...inputs, name: "key-2" } });
  await preview(secret, "b", inputs);
});

test("An object that a resource replaces is not a conflict, if the CLI compares nothing ('--replace')", async () => {
  const inputs = web("web");
  await exists(service, inputs);
  await provider.check({ type: service, name: "a", olds: inputs, news: inputs });
  await preview(service, "a", inputs);
});

test("Two new resources of one program with the same name are refused at the second one", async () => {
  await preview(service, "a", web("web"));
  expect(await refusal(service, "b", web("WEB"))).toBe(
    `Service "b" cannot have name "WEB": the program gives it to "a" as well. Choose another name for one of them.`,
  );
});

test("A service that refers to something which does not exist is refused, in preview and update", async () => {
  await exists(network, overlay("backend", "10.9.0.0/24"));
  const containerSpec = { image: "web:1", secrets: [{ secretId: "key", secretName: "key", fileName: "key" }] };
  const inputs = web("web", { containerSpec, networksAdvanceds: [{ name: "backnd" }] });
  const missing = await refusal(service, "web", inputs);
  expect(missing.split("\n")).toEqual([
    `Service "web": the swarm has no network with the name or id "backnd", and this program does not create it. Did ` +
      `you mean "backend"? Create it with an OverlayNetwork in this program or with 'docker network create --driver ` +
      `overlay', or run 'pulumi refresh' if it was removed outside of Pulumi. 'docker network ls' lists what exists.`,
    `Service "web": the swarm has no secret with the name or id "key", and this program does not create it. Create ` +
      `it with a SwarmSecret in this program or with 'docker secret create', or run 'pulumi refresh' if it was ` +
      `removed outside of Pulumi. 'docker secret ls' lists what exists.`,
  ]);
  expect((await failureOf(provider.create({ type: service, name: "web", inputs }))).details).toBe(missing);
  expect(engine.services.all).toEqual([]);
});

test("A service may refer to what the same program creates, in any order", async () => {
  const inputs = web("web", { networksAdvanceds: [{ name: "backend" }, { name: "host" }] });
  const early = preview(service, "web", inputs);
  await preview(network, "backend", overlay("backend", "10.9.0.0/24"));
  await early;
});

test("A service may refer by name to what another provider of the program creates", async () => {
  const other = await ProviderClient.start({ handlers, sibling: provider });
  try {
    await other.configure({ host: engine.host });
    const containerSpec = { image: "web:1", secrets: [{ secretId: "key", secretName: "key", fileName: "key" }] };
    const early = preview(service, "web", web("web", { containerSpec, networksAdvanceds: [{ name: "backend" }] }));
    await other.create({ type: network, name: "backend", inputs: overlay("backend", "10.9.0.0/24"), preview: true });
    await other.create({
      type: secret,
      name: "key",
      inputs: { name: "key", data: marks.secret("YQ==") },
      preview: true,
    });
    await early;
  } finally {
    await other.stop();
  }
});

test("A service cannot be attached to a local network or to the ingress network", async () => {
  const bridge = { Name: "br", Driver: "bridge", Scope: "local", IPAM: { Config: [{ Subnet: "172.30.0.0/16" }] } };
  engine.networks.answer("POST", undefined, {}, bridge);
  const attached = (name: string): WireObject => web("web", { networksAdvanceds: [{ name }] });
  expect(await refusal(service, "web", attached("br"))).toMatch(
    /^Service "web" cannot be attached to network "br" \(\w+\): it is a local network of one node \(driver "bridge"\)/,
  );
  expect(await refusal(service, "web", attached("ingress"))).toMatch(
    /^Service "web" cannot be attached to "ingress" \(\w+\), the ingress network of the swarm. To publish a port/,
  );
});

test("A network without addresses for all tasks of a service is refused", async () => {
  const id = await exists(network, overlay("small", "10.9.0.0/29"));
  const replicas = (count: number): WireObject =>
    web("web", { networksAdvanceds: [{ id }] }, { mode: { replicated: { replicas: count } } });
  expect(await refusal(service, "web", replicas(4))).toBe(
    `Service "web": network "small" has 5 addresses for services, nodes and tasks, and needs 6: 1 for services, 4 ` +
      `for tasks, 1 for the load balancers of nodes. Tasks without an address stay in the state "new", without an ` +
      `error. Give the network a larger subnet, or reduce the number of tasks.`,
  );
  await nextRun();
  await preview(service, "web", replicas(3));
});

test("The addresses of a network are also counted during an update, which is a warning", async () => {
  const id = await exists(network, overlay("small", "10.9.0.0/29"));
  const inputs = (image: string): WireObject =>
    web("web", { containerSpec: { image }, networksAdvanceds: [{ id }] }, { mode: { replicated: { replicas: 3 } } });
  const { id: web1, state = {} } = await provider.create({ type: service, name: "web", inputs: inputs("web:1") });
  await nextRun();
  const update = { type: service, name: "web", id: web1, oldInputs: inputs("web:1"), oldState: state, preview: true };
  await provider.update({ ...update, news: inputs("web:1") });
  expect(warnings()).toEqual([]);
  await provider.update({ ...update, news: inputs("web:2") });
  expect(warnings()).toEqual([
    `Service "web": network "small" has 5 addresses for services, nodes and tasks, and needs up to 6: 1 for ` +
      `services, 3 for tasks, 1 for the load balancers of nodes, 1 for tasks that the update starts before the old ` +
      `ones have stopped. Tasks without an address stay in the state "new", without an error. Give the network a ` +
      `larger subnet, or reduce the number of tasks.`,
  ]);
});

test("Without the swarm, a preview works and says once what it could not check", async () => {
  await engine.stop();
  await Promise.all([
    preview(network, "a", overlay("a", "10.9.0.0/24")),
    preview(network, "b", overlay("b", "10.9.0.0/24")),
    preview(service, "web", web("web")),
  ]);
  expect(warnings()).toEqual([
    expect.stringMatching(
      /^This preview did not compare the program with the swarm of unix:.*sock: not its names, subnets, published ports/,
    ),
  ]);
});

test("One setting makes a preview without the swarm an error, another makes conflicts warnings", async () => {
  await nextRun({ previewConflicts: "warn" });
  await preview(service, "a", web("web"));
  await preview(service, "b", web("web"));
  expect(warnings()).toEqual([expect.stringContaining(`Service "b" cannot have name "web"`)]);
  await engine.stop();
  await nextRun({ previewUnreachable: "error" });
  expect(await refusal(service, "c", web("c"))).toContain("pulumi config set docker:previewUnreachable warn");
});

test("A daemon without a swarm has nothing to compare with", async () => {
  const alone = await FakeEngine.start({ manager: false });
  await provider.configure({ host: alone.host });
  await preview(service, "web", web("web", { networksAdvanceds: [{ name: "x" }] }));
  await provider.configure({ host: marks.unknown });
  await preview(service, "web", web("web", { networksAdvanceds: [{ name: "x" }] }));
  expect(warnings()).toEqual([]);
  await alone.stop();
});

test("A worker cannot check anything, which a preview says once", async () => {
  const worker = await FakeEngine.start({ manager: false, worker: true });
  await provider.configure({ host: worker.host });
  await preview(service, "a", web("a"));
  await preview(service, "b", web("b"));
  expect(warnings()).toEqual([expect.stringContaining(`("fake") is a worker, and only a manager knows its swarm.`)]);
  await worker.stop();
});
