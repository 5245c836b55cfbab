import { status } from "@grpc/grpc-js";
import { handlers } from "../../provider/resources";
import type { WireObject } from "../../provider/server/wire";
import { FakeEngine } from "../support/fakeEngine/fakeEngine";
import { failureOf, ProviderClient } from "../support/providerClient";

// `docker.Secret.get("s", id)` sends what the program passes to it, usually nothing, as inputs and as state.
const nothing = { inputs: {}, state: {} };
const data = Buffer.from("listen 8080\n").toString("base64");

const kinds = [
  ["Network", "docker:index/network:Network", { name: "shop", driver: "overlay" }],
  ["Service", "docker:index/service:Service", { name: "shop", taskSpec: { containerSpec: { image: "web:1" } } }],
  ["Secret", "docker:index/secret:Secret", { name: "shop", data, labels: [{ label: "team", value: "shop" }] }],
  ["ServiceConfig", "docker:index/serviceConfig:ServiceConfig", { name: "shop", data }],
] as const satisfies ReadonlyArray<readonly [string, string, WireObject]>;

let engine: FakeEngine;
let provider: ProviderClient;

beforeEach(async () => {
  engine = await FakeEngine.start();
  provider = await ProviderClient.start({ handlers: [...handlers.values()] });
  await provider.configure({ host: engine.host });
});

afterEach(async () => {
  await provider.stop();
  await engine.stop();
});

describe.each(kinds)("%s.get", (className, type, news) => {
  test("returns the state that a deployed resource has, except the data of a secret", async () => {
    const { inputs = {} } = await provider.check({ type, news });
    const { id, state = {} } = await provider.create({ type, inputs });
    const { data: hidden, ...visible } = state;
    const expected =
      className === "Secret" ? visible : { ...visible, ...(hidden === undefined ? {} : { data: hidden }) };

    for (const term of [id, "shop", id.slice(0, -2)]) {
      const read = await provider.read({ type, id: term, known: nothing });
      expect([read.id, read.state]).toMatchObject([id, expected]);
    }
  });

  test("reads the same state again in a refresh, which reports an object that is gone", async () => {
    const { inputs = {} } = await provider.check({ type, news });
    const { id, state: deployed = {} } = await provider.create({ type, inputs });
    const { state = {} } = await provider.read({ type, id, known: nothing });
    const known = { inputs: {}, state };

    expect((await provider.read({ type, id, known })).state).toEqual(state);
    await provider.delete({ type, id, state: deployed });
    expect((await provider.read({ type, id, known })).id).toBe("");
  });

  test.each([
    ["'.get'", nothing],
    ["an import", undefined],
  ])("names the class, the id and the daemon if %s finds no object", async (_, known) => {
    const { code, details } = await failureOf(
      provider.read({ type, id: "missing", ...(known === undefined ? {} : { known }) }),
    );
    expect([code, details]).toEqual([
      status.NOT_FOUND,
      `No ${className} has the id or name "missing", and no id begins with it, on the Docker daemon at ` +
        `${engine.host}. Check the spelling, and that the provider connects to a manager of the right swarm.`,
    ]);
  });
});

test("Reading a secret that the stack does not declare says that the Engine does not return its data", async () => {
  engine.secrets.put("s1", { Name: "db", Labels: {}, Data: data });
  await provider.read({ type: "docker:index/secret:Secret", id: "db", known: nothing });
  expect(provider.lines.map(({ message }) => message)).toEqual([
    `Secret "db": the Engine does not return the data of a secret, so the output 'data' has no value. To declare an ` +
      `imported secret without its data, set 'data' to "".`,
  ]);
});

test("The beginning of several network ids is refused with these ids", async () => {
  const type = "docker:index/network:Network";
  for (const name of ["a", "b"]) {
    const { id } = await provider.create({ type, name, inputs: { name, driver: "overlay" } });
    engine.networks.change(id, { Id: `shared-${name}` });
  }
  const { details } = await failureOf(provider.read({ type, id: "shared", known: nothing }));
  expect(details).toBe('"shared" refers to 2 networks. Give the full id of one: shared-a, shared-b.');
});

test("A service refers to networks, secrets and configs by name or short id, without drift", async () => {
  const type = "docker:index/service:Service";
  const network = await provider.create({ type: kinds[0][1], inputs: kinds[0][2] });
  const secret = await provider.create({ type: kinds[2][1], inputs: kinds[2][2] });
  const config = await provider.create({ type: kinds[3][1], inputs: kinds[3][2] });
  for (const term of [() => "shop", (id: string) => id.slice(0, -2)]) {
    const inputs = {
      name: "reader",
      taskSpec: {
        containerSpec: {
          image: "web:1",
          secrets: [{ secretId: term(secret.id), secretName: "shop", fileName: "password" }],
          configs: [{ configId: term(config.id), configName: "shop", fileName: "/site" }],
        },
        networksAdvanceds: [{ id: term(network.id) }],
      },
      convergeConfig: { timeout: "0s" },
    };
    const { id, state = {} } = await provider.create({ type, name: "reader", inputs });
    const { TaskTemplate } = engine.services.all.find(({ ID }) => ID === id)?.Spec ?? {};
    expect(TaskTemplate?.ContainerSpec?.Secrets).toMatchObject([{ SecretID: secret.id }]);
    expect(TaskTemplate?.ContainerSpec?.Configs).toMatchObject([{ ConfigID: config.id }]);
    expect(TaskTemplate?.Networks).toEqual([{ Target: network.id }]);
    expect((await provider.read({ type, name: "reader", id, known: { inputs, state } })).inputs).toEqual(inputs);
    await provider.delete({ type, name: "reader", id, state });
  }
});
