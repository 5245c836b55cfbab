import { serviceConfigHandler } from "../../provider/resources/payload/serviceConfig";
import { FakeEngine } from "../support/fakeEngine/fakeEngine";
import { failureOf, ProviderClient } from "../support/providerClient";

const type = "docker:index/serviceConfig:ServiceConfig";
const name = "site";
const dataRaw = "listen 8080\n";
const data = Buffer.from(dataRaw).toString("base64");

let engine: FakeEngine;
let provider: ProviderClient;

beforeEach(async () => {
  engine = await FakeEngine.start();
  provider = await ProviderClient.start({ handlers: [serviceConfigHandler] });
  await provider.configure({ host: engine.host });
});

afterEach(async () => {
  await provider.stop();
  await engine.stop();
});

/** The changes that the CLI would show, by path. */
async function changes(oldInputs: object, news: object): Promise<Record<string, number>> {
  const old = { oldInputs: oldInputs as never, oldState: oldInputs as never };
  const response = await provider.diff({ type, name, id: "c1", ...old, news: news as never });
  const kinds = response.getDetaileddiffMap().getEntryList() as unknown as [string][];
  return Object.fromEntries(
    kinds.map(([path]) => [path, response.getDetaileddiffMap().get(path)?.getKind() ?? -1] as const),
  );
}

const kind = { add: 0, addReplace: 1, delete: 2, deleteReplace: 3, update: 4, updateReplace: 5 };

test.each([
  ["data", { data }],
  ["dataRaw", { dataRaw }],
])("A config from '%s' holds the same data, is read back as it was given, and is removed", async (_, form) => {
  const inputs = { name: "site", ...form, labels: [{ label: "a", value: "1" }] };
  const { id, state } = await provider.create({ type, name, inputs });
  expect(state).toEqual(inputs);
  expect(engine.configs.all.map(({ Spec }) => Spec)).toEqual([{ Name: "site", Labels: { a: "1" }, Data: data }]);
  expect(await provider.read({ type, name, id, known: { inputs, state: inputs } })).toEqual({
    id,
    inputs,
    state: inputs,
  });
  await provider.delete({ type, name, id, state: inputs });
  expect(engine.configs.all).toEqual([]);
});

test("A template driver is sent with a config, read back by an import, and a change replaces the config", async () => {
  const inputs = { name: "site", data, templateDriver: "golang" };
  const { id, state } = await provider.create({ type, name, inputs });
  expect(state).toEqual(inputs);
  expect(engine.configs.all.map(({ Spec }) => Spec.Templating)).toEqual([{ Name: "golang" }]);
  expect((await provider.read({ type, name, id })).inputs).toEqual(inputs);
  const labelled = { ...inputs, labels: [{ label: "a", value: "1" }] };
  await provider.update({ type, name, id, oldInputs: inputs, oldState: inputs, news: labelled });
  expect(engine.configs.all.map(({ Spec }) => Spec.Templating)).toEqual([{ Name: "golang" }]);
  expect(await changes(inputs, { name: "site", data })).toEqual({ templateDriver: kind.deleteReplace });
  expect(await changes({ name: "site", data }, inputs)).toEqual({ templateDriver: kind.addReplace });
});

test("Other data replaces a config; the same data in another form only changes the state", async () => {
  const other = { name: "site", dataRaw: "listen 9090\n" };
  expect(await changes({ name: "site", dataRaw }, other)).toEqual({ dataRaw: kind.updateReplace });
  expect(await changes({ name: "site", data }, other)).toEqual({ data: kind.deleteReplace, dataRaw: kind.addReplace });
  expect(await changes({ name: "site", data }, { name: "site", dataRaw })).toEqual({
    data: kind.delete,
    dataRaw: kind.add,
  });
  expect(await changes({ name: "site", data }, { name: "site", data: `${data}\n` })).toEqual({});
});

test("The order of labels does not matter", async () => {
  const [a, b, c] = ["a", "b", "c"].map((label) => ({ label, value: "1" }));
  expect(await changes({ name: "site", data, labels: [a, b] }, { name: "site", data, labels: [b, a] })).toEqual({});
  expect(await changes({ name: "site", data, labels: [a, b] }, { name: "site", data, labels: [a] })).toEqual({
    "labels[1]": kind.delete,
  });
  const changed = [{ label: "b", value: "2" }, a, c];
  expect(await changes({ name: "site", data, labels: [a, b] }, { name: "site", data, labels: changed })).toEqual({
    "labels[0]": kind.add,
    "labels[1]": kind.delete,
    "labels[2]": kind.add,
  });
});

test("An import returns the data of the config as base64", async () => {
  engine.configs.put("c1", { Name: "site", Labels: {}, Data: data });
  const live = { name: "site", data };
  expect(await provider.read({ type, name, id: "c1" })).toEqual({ id: "c1", inputs: live, state: live });
});

test("A create whose answer is lost finds its config", async () => {
  engine.fail({ method: "POST", path: /configs\/create/, carriedOut: true, answer: "lost" });
  const { id } = await provider.create({ type, name, inputs: { name: "site", dataRaw } });
  expect(engine.configs.all.map(({ ID }) => ID)).toEqual([id]);
});

test("A config in use is not removed, and the error names the service", async () => {
  engine.configs.put("c1", { Name: "site", Data: data });
  const spec = {
    Name: "web",
    TaskTemplate: { ContainerSpec: { Image: "x", Configs: [{ ConfigID: "c1", ConfigName: "site" }] } },
  };
  engine.services.answer("POST", "create", undefined, {}, { body: spec } as never);
  const { details } = await failureOf(provider.delete({ type, name, id: "c1", state: { name: "site" } }));
  expect(details).toBe(
    'ServiceConfig "site" (c1) cannot be removed: service "web" refers to it. Remove it there (docker service update ' +
      "--config-rm site SERVICE), and run the command again. If another config is to replace it, leave 'name' out: " +
      "the new one is then created first, and this one is removed after the services use the new one.",
  );
});

test.each([
  [
    "nothing to hold",
    { name: "site" },
    "data",
    "'data' or 'dataRaw' is missing: a config cannot be empty. Give its data.",
  ],
  [
    "two things to hold",
    { name: "site", data, dataRaw },
    "data",
    "'data' and 'dataRaw' both give the data of the config. Keep one of them.",
  ],
  [
    "empty text",
    { name: "site", dataRaw: "" },
    "dataRaw",
    "'dataRaw' is empty, but Swarm does not store an empty config. Use at least one byte.",
  ],
  [
    "an input that it does not have",
    { data, name: "site", file: "x" },
    "file",
    'Unknown property "file". Supported: name, data, dataRaw, labels, templateDriver.',
  ],
  [
    "a label without a name",
    { data, name: "site", labels: [{ label: "", value: "" }] },
    "labels[0].label",
    `'label' "" is empty. Use a name, e.g. "com.example.team".`,
  ],
  [
    "a name with a slash",
    { name: "etc/site", data },
    "name",
    `'name' "etc/site" is not a name that Swarm accepts for a config: letters, digits, dots, hyphens and ` +
      'underscores, with a letter or digit at both ends. Did you mean "etc-site"?',
  ],
])("%s is refused without a request", async (_, news, property, reason) => {
  expect((await provider.check({ type, name, news })).failures).toEqual([{ property, reason }]);
  expect(engine.requests).toEqual([]);
});
