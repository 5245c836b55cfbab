import type { OutputMap } from "@pulumi/pulumi/automation";
import { EndpointMode, OverlayNetwork, SwarmConfig, SwarmSecret, SwarmService, SwarmStack } from "../../components";
import { Engine } from "../../provider/engine/engine";
import { readLab } from "../support/lab";
import { createLiveStack, type LiveStack } from "../support/stack";
import { baseOfHashedName } from "../../swarm/names";

// What `docker stack ls|ps|services|rm` ask the Engine for is the label com.docker.stack.namespace, in these filters.
const lab = readLab();
const engine = new Engine({ host: lab.dockerHost });
const hostPort = 18121;
/** A network and a secret that no stack declares. */
const shared = "stack-shared";
const ids = { network: "", secret: "" };
const ofStack = { label: ["com.docker.stack.namespace=shop"] };
let live: LiveStack;
let deployed: OutputMap;

/** Two stacks with a service `db` each, and a service that asks the one of its own stack. */
function program(content = "listen 8080") {
  return (): Promise<Record<string, unknown>> => {
    const shop = new SwarmStack("shop");
    const data = new OverlayNetwork("data", { stack: shop, internal: true });
    const password = new SwarmSecret("db-password", { stack: shop, text: "correct horse" });
    const proxy = OverlayNetwork.existing(shared);
    const site = new SwarmConfig("site", { stack: shop, name: "shop_site", text: content });
    const endpointMode = EndpointMode.Dnsrr; // not every kernel has virtual IPs
    const db = new SwarmService("db", {
      stack: shop,
      image: lab.image,
      endpointMode,
      networks: [data, shop.attach({ aliases: ["postgres"] })],
      secrets: [password],
      volumes: ["db-data:/data"],
      extraHosts: ["archive=192.0.2.10", "archive=192.0.2.11"],
      healthcheck: { interval: "5s" }, // the test is that of the image
      resources: { limits: { memory: "64M" } },
      restartPolicy: { delay: "1s", window: "1m30s" },
      stopGracePeriod: "5s",
    });
    new SwarmService("api", {
      stack: shop,
      image: lab.image,
      endpointMode,
      replicas: lab.nodes.length,
      maxReplicasPerNode: 1,
      configs: [site],
      networks: [shop.attach(), proxy],
      secrets: [SwarmSecret.existing(shared)],
      publish: [`published=${hostPort},target=8080,mode=host`],
    });
    const blog = new SwarmStack("blog");
    new SwarmService("blog_db", { stack: blog, image: lab.image, endpointMode });
    return Promise.resolve({ db: db.id, dbName: db.name, password: password.name, data: data.name });
  };
}

async function ask(path: string): Promise<string> {
  const [node] = lab.nodes;
  return (await fetch(`http://${node?.address ?? ""}:${hostPort}/${path}`)).text();
}

beforeAll(async () => {
  ids.network = (await engine.createNetwork({ Name: shared, Driver: "overlay" })).id;
  ids.secret = (await engine.createPayload("secrets", { Name: shared, Data: "aHVzaA==" })).id;
  live = await createLiveStack("stack", lab.dockerHost, program());
  deployed = (await live.upWithResult()).outputs;
});

afterAll(async () => {
  await live.remove();
  await engine.removeNetwork(ids.network);
  await engine.removePayload("secrets", ids.secret);
});

test("A service reaches the database of its own stack by the short name, and by its alias", async () => {
  const tasks = await engine.listTasks({ service: ["shop_db"], "desired-state": ["running"] });
  const container = tasks[0]?.Status.ContainerStatus?.ContainerID?.slice(0, 12) ?? "no container";
  for (const name of ["db", "postgres", "shop_db"]) {
    expect(await ask(`fetch?url=${encodeURIComponent(`http://${name}:8080/`)}`)).toContain(container);
  }
});

test("The filters of docker stack services, ps, ls and rm find the members of the stack and nothing else", async () => {
  const services = await engine.listServices(ofStack);
  expect(services.map(({ Spec }) => Spec.Name).sort()).toEqual(["shop_api", "shop_db"]);
  const tasks = await engine.listTasks({ ...ofStack, "desired-state": ["running"] });
  expect(tasks).toHaveLength(lab.nodes.length + 1);
  const networks = await engine.listNetworks(ofStack);
  expect(networks.map(({ Name }) => baseOfHashedName(Name)).sort()).toEqual(["shop_data", "shop_default"]);
  const secrets = await engine.listPayloads("secrets", ofStack);
  expect(secrets.map(({ Spec }) => Spec.Name)).toEqual([deployed["password"]?.value]);
  const configs = await engine.listPayloads("configs", ofStack);
  expect(configs.map(({ Spec }) => Spec.Name)).toEqual(["shop_site"]);
});

test("The service has the volume, the labels and the secret that docker stack deploy gives it", async () => {
  const { Spec } = await engine.inspectService(String(deployed["db"]?.value));
  const container = Spec.TaskTemplate.ContainerSpec;
  expect(Spec.Name).toBe("shop_db");
  expect(Spec.Labels).toEqual({
    "com.docker.stack.image": lab.image,
    "com.docker.stack.namespace": "shop",
  });
  expect(container?.Labels).toEqual({ "com.docker.stack.namespace": "shop" });
  expect(container?.Mounts).toEqual([
    {
      Type: "volume",
      Source: "shop_db-data",
      Target: "/data",
      VolumeOptions: { Labels: { "com.docker.stack.namespace": "shop" } },
    },
  ]);
  expect(container?.Secrets?.map(({ File, SecretName }) => [File?.Name, SecretName])).toEqual([
    ["db-password", deployed["password"]?.value],
  ]);
  expect(deployed["password"]?.value).toMatch(/^shop_db-password-[0-9a-f]{7}$/);
});

test("Inputs in short form reach the Engine as docker stack deploy sends them", async () => {
  const { Spec } = await engine.inspectService(String(deployed["db"]?.value));
  const { ContainerSpec, Resources, RestartPolicy } = Spec.TaskTemplate;
  expect(ContainerSpec?.Hosts).toEqual(["192.0.2.10 archive", "192.0.2.11 archive"]);
  expect(ContainerSpec?.Healthcheck).toEqual({ Interval: 5e9 });
  expect(ContainerSpec?.StopGracePeriod).toBe(5e9);
  expect(Resources?.Limits?.MemoryBytes).toBe(64 * 1024 ** 2);
  expect([RestartPolicy?.Delay, RestartPolicy?.Window]).toEqual([1e9, 90e9]);
});

test("A service joins a network and gets a secret that exist, by their names", async () => {
  const [service] = await engine.listServices({ name: ["shop_api"] });
  const { Networks, ContainerSpec } = service?.Spec.TaskTemplate ?? {};
  expect(Networks).toContainEqual({ Target: ids.network, Aliases: ["api"] });
  expect(ContainerSpec?.Secrets).toMatchObject([{ SecretID: ids.secret, SecretName: shared, File: { Name: shared } }]);
  expect(await ask(`file?path=/run/secrets/${shared}`)).toBe("hush");
});

test("A preview after a deployment shows no changes", async () => {
  await live.expectQuiet();
});

test("A preview refuses new content for the config with a fixed name, and the config stays", async () => {
  live.setProgram(program("listen 8081"));
  await expect(live.stack.preview()).rejects.toThrow(
    `ServiceConfig "shop_site": its content has changed, but its name is fixed, and service "shop_api" uses it.`,
  );
  expect((await engine.listPayloads("configs", ofStack)).map(({ Spec }) => Spec.Name)).toEqual(["shop_site"]);
});
