import { secretHandler } from "../../provider/resources/payload/secret";
import type { WireObject } from "../../provider/server/wire";
import { FakeEngine } from "../support/fakeEngine/fakeEngine";
import { failureOf, marks, ProviderClient, urnOf } from "../support/providerClient";

const type = "docker:index/secret:Secret";
const name = "db-password";
const text = "correct horse battery staple";
const data = Buffer.from(text).toString("base64");
const other = Buffer.from("Tr0ub4dor&3").toString("base64");

let engine: FakeEngine;
let provider: ProviderClient;

beforeEach(async () => {
  engine = await FakeEngine.start();
  provider = await ProviderClient.start({ handlers: [secretHandler] });
  await provider.configure({ host: engine.host });
});

afterEach(async () => {
  await provider.stop();
  await engine.stop();
});

/** Deploys a secret as the CLI does. */
async function deploy(news: WireObject = {}): Promise<{ id: string; inputs: WireObject; state: WireObject }> {
  const { inputs = {}, failures } = await provider.check({ type, name, news: { name: "db", data, ...news } });
  expect(failures).toEqual([]);
  const { id, state = {} } = await provider.create({ type, name, inputs });
  return { id, inputs, state };
}

test("A secret is created with its labels, and its data is secret in the state by default", async () => {
  const { id, inputs, state } = await deploy({ labels: [{ label: "team", value: "shop" }] });
  expect(engine.secrets.all).toEqual([
    { ID: id, Version: { Index: 50 }, Spec: { Name: "db", Labels: { team: "shop" }, Data: data } },
  ]);
  const shown = { name: "db", data: marks.secret(data), labels: [{ label: "team", value: "shop" }] };
  expect([inputs, state]).toEqual([shown, shown]);
});

test("URL-safe base64 reaches the Engine as standard base64", async () => {
  await deploy({ data: "_-8=" });
  expect(engine.secrets.all.map(({ Spec }) => Spec.Data)).toEqual(["/+8="]);
});

test("A secret without a name gets one, keeps it, and gets another when it is replaced", async () => {
  const first = await provider.check({ type, name, news: { data }, seed: new Uint8Array([1]) });
  const named = expect.stringMatching(/^db-password-[0-9a-f]{7}$/) as string;
  expect(first).toEqual({ failures: [], inputs: { name: named, __defaults: ["name"], data: marks.secret(data) } });
  const olds = first.inputs ?? {};
  const kept = await provider.check({ type, name, olds, news: { data: other }, seed: new Uint8Array([2]) });
  expect(kept.inputs).toEqual({ ...olds, data: marks.secret(other) });
  const replacement = await provider.check({ type, name, news: { data: other }, seed: new Uint8Array([2]) });
  expect(replacement.inputs).toEqual({ name: named, __defaults: ["name"], data: marks.secret(other) });
  expect(replacement.inputs?.name).not.toBe(olds.name);
});

test("Other data replaces a secret: created first when the name is automatic, and last when it is fixed", async () => {
  const automatic = { name: "db-1234567", __defaults: ["name"], data: marks.secret(data) };
  const diff = async (oldInputs: WireObject, news: WireObject): Promise<unknown> => {
    const response = await provider.diff({
      type,
      name,
      id: "s1",
      oldInputs,
      oldState: { ...oldInputs, __defaults: null },
      news,
    });
    return { replaces: response.getReplacesList(), deleteBeforeReplace: response.getDeletebeforereplace() };
  };
  expect(await diff(automatic, { ...automatic, data: marks.secret(other) })).toEqual({
    replaces: ["data"],
    deleteBeforeReplace: false,
  });
  const fixed = { name: "db", data: marks.secret(data) };
  expect(await diff(fixed, { ...fixed, data: marks.secret(other) })).toEqual({
    replaces: ["data"],
    deleteBeforeReplace: true,
  });
  expect(await diff(fixed, { name: "db2", data: marks.secret(other) })).toEqual({
    replaces: ["name", "data"],
    deleteBeforeReplace: false,
  });
  expect(await diff(fixed, fixed)).toEqual({ replaces: [], deleteBeforeReplace: false });
});

test("A preview refuses new data for a secret in use that has a fixed name, and says how to rotate it", async () => {
  const { id, inputs, state } = await deploy();
  const previewOf = async (news: WireObject): Promise<unknown> => {
    await provider.check({ type, name, olds: inputs, news });
    await provider.diff({ type, name, id, oldInputs: inputs, oldState: state, news });
    return provider.create({ type, name, inputs: news, preview: true });
  };
  // Nothing uses it, so it can be removed first.
  await previewOf({ name: "db", data: marks.secret(other) });
  const spec = { TaskTemplate: { ContainerSpec: { Image: "x", Secrets: [{ SecretID: id, SecretName: "db" }] } } };
  engine.services.answer("POST", "create", undefined, {}, { body: { Name: "web", ...spec } } as never);
  await provider.configure({ host: engine.host }); // the next run of the CLI
  const { details } = await failureOf(previewOf({ name: "db", data: marks.secret(other) }));
  expect(details).toBe(
    `Secret "db": its content has changed, but its name is fixed, and service "web" uses it. Swarm cannot change the ` +
      `content of a secret, and two cannot have one name. Leave 'name' out, so that each version gets a name of its ` +
      `own, or change 'name' together with the content.`,
  );
  await previewOf({ name: "db2", data: marks.secret(other) });
});

test("Labels change in place, and the data is not sent again", async () => {
  const { id, inputs, state } = await deploy({ labels: [{ label: "a", value: "1" }] });
  const news = { ...inputs, labels: [{ label: "b", value: "2" }] };
  const updated = await provider.update({ type, name, id, oldInputs: inputs, oldState: state, news });
  expect(updated.state).toEqual({ name: "db", data: marks.secret(data), labels: [{ label: "b", value: "2" }] });
  expect(engine.secrets.all).toEqual([
    { ID: id, Version: { Index: 51 }, Spec: { Name: "db", Labels: { b: "2" }, Data: data } },
  ]);
  expect(engine.requests.at(-1)?.body).toEqual({ Name: "db", Labels: { b: "2" } });
});

test("An update with a stale version is repeated on the new version", async () => {
  const { id, inputs, state } = await deploy();
  const message = "rpc error: code = Unknown desc = update out of sequence";
  engine.fail({ method: "POST", path: /update$/, answer: { status: 500, message } });
  const news = { ...inputs, labels: [{ label: "b", value: "2" }] };
  await provider.update({ type, name, id, oldInputs: inputs, oldState: state, news });
  expect(engine.secrets.all.map(({ Spec }) => Spec.Labels)).toEqual([{ b: "2" }]);
});

test("A read keeps the data, returns the live labels, and reports a secret that is gone", async () => {
  const { id, inputs, state } = await deploy({ labels: [{ label: "a", value: "1" }] });
  const known = { inputs, state };
  expect(await provider.read({ type, name, id, known })).toEqual({ id, inputs, state });
  engine.secrets.put(id, { Name: "db", Labels: { a: "1", z: "9" }, Data: data });
  const labels = [
    { label: "a", value: "1" },
    { label: "z", value: "9" },
  ];
  const drifted = { name: "db", data: marks.secret(data), labels };
  expect(await provider.read({ type, name, id, known })).toEqual({ id, inputs: drifted, state: drifted });
  engine.secrets.remove(id);
  // The Engine would return a secret whose name is the id of the missing one.
  engine.secrets.put("another", { Name: id, Data: data });
  expect(await provider.read({ type, name, id, known })).toEqual({ id: "", inputs: undefined, state: undefined });
});

test("A read that fails is an error, and does not report the secret as gone", async () => {
  const { id, inputs, state } = await deploy();
  engine.fail({ path: /secrets/, answer: { status: 500, message: "raft is on holiday" } });
  const { details } = await failureOf(provider.read({ type, name, id, known: { inputs, state } }));
  expect(details).toBe(`GET /secrets/${id} (HTTP 500): raft is on holiday`);
});

describe("An import", () => {
  const imported = { name: "db", labels: [{ label: "a", value: "1" }] };

  beforeEach(() => {
    engine.secrets.put("s1", { Name: "db", Labels: { a: "1", "com.docker.swarm.x": "y" }, Data: data });
  });

  test("by id or name has no data", async () => {
    const state = { ...imported, labels: [...imported.labels, { label: "com.docker.swarm.x", value: "y" }] };
    const live = { id: "s1", inputs: imported, state };
    expect([await provider.read({ type, name, id: "s1" }), await provider.read({ type, name, id: "db" })]).toEqual([
      live,
      live,
    ]);
  });

  test("accepts the generated code, which has no data either, without a difference", async () => {
    expect(await provider.check({ type, name, olds: imported, news: imported })).toEqual({
      inputs: imported,
      failures: [],
    });
    const difference = await provider.diff({
      type,
      name,
      id: "s1",
      oldInputs: imported,
      oldState: imported,
      news: imported,
    });
    expect(difference.getDiffsList()).toEqual([]);
  });

  test("has the Engine compare the data when the program gives it later", async () => {
    const news = { ...imported, data: marks.secret(data) };
    const known = { type, name, id: "s1", oldInputs: imported, oldState: imported };
    expect((await provider.diff({ ...known, news })).getReplacesList()).toEqual([]);
    expect((await provider.update({ ...known, news })).state).toEqual(news);
    const wrong = await failureOf(provider.update({ ...known, news: { ...imported, data: marks.secret(other) } }));
    expect(wrong.details).toBe(
      'Secret "db" contains other data than the program gives. The Engine has compared them, but does not show its ' +
        "own. Give the data that the secret really contains, or another 'name', so that a new secret replaces it.",
    );
  });
});

describe("A name that is taken", () => {
  test("is refused with both fixes", async () => {
    engine.secrets.put("s1", { Name: "DB", Data: data });
    const { details } = await failureOf(deploy());
    expect(details).toBe(
      'Secret "DB" (s1) already exists and does not belong to this resource. To manage it as this resource, import ' +
        "it:\n" +
        "  pulumi import docker:index/secret:Secret db-password s1 --protect=false --generate-code=false\n" +
        "Otherwise give this resource another 'name', or remove the existing secret: docker secret rm s1",
    );
  });

  test("belongs to this secret when the answer to its create was lost", async () => {
    engine.fail({ method: "POST", path: /secrets\/create/, carriedOut: true, answer: "lost" });
    const { id } = await deploy({ labels: [{ label: "a", value: "1" }] });
    expect(engine.secrets.all.map(({ ID }) => ID)).toEqual([id]);
    expect(provider.lines.map(({ message }) => message)).toEqual([`waiting for the Engine at ${engine.host}`]);
  });

  test("belongs to another secret, and is refused, also after the connection broke", async () => {
    engine.secrets.put("s1", { Name: "db", Data: other });
    engine.fail({ method: "POST", path: /secrets\/create/, answer: "lost" });
    const { details } = await failureOf(deploy());
    expect(details).toMatch(/^Secret "db" \(s1\) already exists /);
    expect(engine.secrets.all.map(({ ID, Spec }) => [ID, Spec.Data])).toEqual([["s1", other]]);
  });
});

describe("A removal", () => {
  test("of a missing secret succeeds", async () => {
    await provider.delete({ type, name, id: "gone", state: { name: "db" } });
    expect(engine.changes).toEqual(["DELETE /secrets/gone"]);
  });

  test("of a secret in use is refused, with the names of the services", async () => {
    const { id, state } = await deploy();
    const reference = { SecretID: id, SecretName: "db" };
    const service = (serviceName: string): object => ({
      Name: serviceName,
      TaskTemplate: { ContainerSpec: { Image: "x", Secrets: [reference] } },
    });
    for (const serviceName of ["web", "api"])
      engine.services.answer("POST", "create", undefined, {}, { body: service(serviceName) } as never);
    const { details } = await failureOf(provider.delete({ type, name, id, state }));
    expect(details).toBe(
      `Secret "db" (${id}) cannot be removed: services "api", "web" refer to it. Remove it there (docker service ` +
        "update --secret-rm db SERVICE), and run the command again. If another secret is to replace it, leave 'name' " +
        "out: the new one is then created first, and this one is removed after the services use the new one.",
    );
    for (const { ID } of engine.services.all) engine.services.remove(ID);
    await provider.delete({ type, name, id, state });
    expect(engine.secrets.all).toEqual([]);
  });

  test("waits for an Engine that does not answer for a moment", async () => {
    const { id, state } = await deploy();
    engine.fail({ method: "DELETE", path: /secrets/, answer: "lost" });
    await provider.delete({ type, name, id, state });
    expect(engine.secrets.all).toEqual([]);
  });
});

test("No message contains the data of a secret", async () => {
  const bad = await provider.check({ type, name, news: { name: "db", data: text } });
  expect(bad.failures).toEqual([
    {
      property: "data",
      reason:
        `'data' is not valid base64 (its value is not shown). Encode the content of the secret, e.g. ` +
        `Buffer.from(text).toString("base64").`,
    },
  ]);
  engine.fail({ method: "POST", path: /create/, answer: { status: 400, message: `cannot keep ${data}` } });
  const { details } = await failureOf(deploy());
  expect(details).toBe("POST /secrets/create (HTTP 400): cannot keep [secret]");
  expect(provider.lines.filter(({ urn }) => urn === urnOf(type, name))).toEqual([]);
});

test("A preview of a secret has its name and keeps its data secret", async () => {
  const inputs = { name: "db", __defaults: ["name"], data };
  const { state } = await provider.create({ type, name, inputs, preview: true });
  expect(state).toEqual({ name: "db", data: marks.secret(data) });
  expect(engine.changes).toEqual([]);
});

test("'ignoreChanges' keeps labels that another client has set", async () => {
  const inputs = { name: "db", data, labels: [{ label: "a", value: "1" }] };
  const { id, state = {} } = await provider.create({ type, name, inputs });
  engine.secrets.put(id, { Name: "db", Labels: { a: "2", b: "3" }, Data: data });
  const request = { type, name, id, oldInputs: inputs, oldState: state, news: inputs };
  const labelsOf = (): unknown => engine.secrets.all[0]?.Spec.Labels;

  await provider.update({ ...request, ignoreChanges: ["labels"] });
  expect(labelsOf()).toEqual({ a: "2", b: "3" });
  await provider.update(request);
  expect(labelsOf()).toEqual({ a: "1" });
});
