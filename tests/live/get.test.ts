import * as docker from "@pulumi/docker";
import { Engine } from "../../provider/engine/engine";
import { readLab } from "../support/lab";
import { createLiveStack, type LiveStack } from "../support/stack";

// Objects that no stack declares, and a stack whose program reads them and runs a service with them.
const lab = readLab();
const engine = new Engine({ host: lab.dockerHost });
const name = "get-shop";
const data = Buffer.from("port = 8080\n").toString("base64");
const ids = { network: "", secret: "", config: "", service: "" };
let live: LiveStack;

/** @param terms what the program passes to `.get` */
function program(terms: typeof ids) {
  return (): Promise<Record<string, unknown>> => {
    const network = docker.Network.get("network", terms.network);
    const secret = docker.Secret.get("secret", terms.secret);
    const config = docker.ServiceConfig.get("config", terms.config);
    const service = docker.Service.get("service", terms.service);
    const reader = new docker.Service("reader", {
      name: "get-reader",
      taskSpec: {
        containerSpec: {
          image: lab.image,
          secrets: [{ secretId: secret.id, secretName: secret.name, fileName: "password" }],
          configs: [{ configId: config.id, configName: config.name, fileName: "/site" }],
        },
        networksAdvanceds: [{ id: network.id }],
      },
    });
    return Promise.resolve({
      ids: { network: network.id, secret: secret.id, config: config.id, service: service.id },
      network: [network.name, network.driver, network.ipamConfigs],
      secret: [secret.name, secret.labels],
      config: [config.name, config.data],
      service: [service.name, service.mode],
      reader: reader.id,
    });
  };
}

beforeAll(async () => {
  const Labels = { team: "shop" };
  const network = await engine.createNetwork({
    Name: name,
    Driver: "overlay",
    IPAM: { Driver: "default", Config: [{ Subnet: "10.233.0.0/24" }] },
  });
  const secret = await engine.createPayload("secrets", { Name: name, Labels, Data: data });
  const config = await engine.createPayload("configs", { Name: name, Labels, Data: data });
  const service = await engine.createService({
    Name: name,
    TaskTemplate: { ContainerSpec: { Image: lab.image } },
    Mode: { Replicated: { Replicas: 2 } },
  });
  Object.assign(ids, { network: network.id, secret: secret.id, config: config.id, service: service.id });
  live = await createLiveStack("get", lab.dockerHost, program(ids));
});

afterAll(async () => {
  await live.remove();
  // The stack only read these.
  await engine.removeService(ids.service);
  await engine.removePayload("secrets", ids.secret);
  await engine.removePayload("configs", ids.config);
  await engine.removeNetwork(ids.network);
});

test.each([
  ["id", (id: string) => id],
  ["name", () => name],
  ["the beginning of its id", (id: string) => id.slice(0, 12)],
])("An object that is read by %s has what the Engine has, and a service can use it", async (_, term) => {
  const terms = Object.fromEntries(Object.entries(ids).map(([kind, id]) => [kind, term(id)])) as typeof ids;
  live.setProgram(program(terms));
  const { outputs } = await live.upWithResult();
  const values = Object.fromEntries(Object.entries(outputs).map(([key, { value }]) => [key, value as unknown]));
  expect(values).toEqual({
    // The SDK returns the term that the program passes to `.get`, not the id in the state.
    ids: terms,
    network: [name, "overlay", [{ subnet: "10.233.0.0/24", gateway: "10.233.0.1" }]],
    secret: [name, [{ label: "team", value: "shop" }]],
    config: [name, data],
    service: [name, { replicated: { replicas: 2 } }],
    reader: values.reader,
  });
  await live.expectQuiet();
  const { TaskTemplate } = (await engine.inspectService("get-reader")).Spec;
  expect(TaskTemplate.Networks).toEqual([{ Target: ids.network }]);
  expect(TaskTemplate.ContainerSpec?.Secrets).toMatchObject([{ SecretID: ids.secret }]);
  expect(TaskTemplate.ContainerSpec?.Configs).toMatchObject([{ ConfigID: ids.config }]);
});

test("A preview reports an object that does not exist", async () => {
  live.setProgram(program({ ...ids, secret: "get-missing" }));
  const error: unknown = await live.stack.preview().catch((reason: unknown) => reason);
  expect(String(error)).toContain('No Secret has the id or name "get-missing", and no id begins with it');
});
