import { status } from "@grpc/grpc-js";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import * as rpc from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { handlers } from "../../provider/resources";
import { FakeEngine } from "../support/fakeEngine/fakeEngine";
import { failureOf, marks, ProviderClient } from "../support/providerClient";

const served = [...handlers.keys()];
const network = "docker:index/network:Network";

let client: ProviderClient;

beforeEach(async () => {
  client = await ProviderClient.start({ handlers: [...handlers.values()], environment: { DOCKER_CONFIG: "/nowhere" } });
});

afterEach(() => client.stop());

async function checkConfig(news: Record<string, unknown>): Promise<{ inputs: unknown; failures: unknown }> {
  const request = new rpc.CheckRequest();
  request.setNews(Struct.fromJavaScript(news as Parameters<typeof Struct.fromJavaScript>[0]));
  const response = await client.call<rpc.CheckResponse>("checkConfig", request);
  return {
    inputs: response.getInputs()?.toJavaScript(),
    failures: response.getFailuresList().map((failure) => failure.toObject()),
  };
}

test("The handshake and the configuration announce the same features", async () => {
  const handshake = await client.call<rpc.ProviderHandshakeResponse>("handshake", new rpc.ProviderHandshakeRequest());
  const configured = await client.configure({});

  expect([
    handshake.getAcceptSecrets(),
    handshake.getAcceptResources(),
    handshake.getAcceptOutputs(),
    handshake.getSupportsAutonamingConfiguration(),
  ]).toEqual([true, true, true, true]);
  expect(configured.toObject()).toEqual({
    acceptsecrets: true,
    supportspreview: true,
    acceptresources: true,
    acceptoutputs: true,
    supportsAutonamingConfiguration: true,
  });
});

test("The plugin is docker 5.2.0", async () => {
  expect((await client.call<PluginInfo>("getPluginInfo", new Empty())).getVersion()).toBe("5.2.0");
});

describe("The configuration", () => {
  test("is returned as it was given", async () => {
    const news = { host: marks.secret("tcp://10.0.0.1:2376"), version: "5.2.0", sshOpts: '["-v"]' };

    expect(await checkConfig(news)).toEqual({ inputs: news, failures: [] });
  });

  test("keeps keys and passwords secret, even when the program does not", async () => {
    const registryAuth = '[{"address":"r.example","username":"u","password":"p"}]';

    expect((await checkConfig({ registryAuth, keyMaterial: "k", certMaterial: "c" })).inputs).toEqual({
      registryAuth: marks.secret(registryAuth),
      keyMaterial: marks.secret("k"),
      certMaterial: "c",
    });
  });

  test.each([
    [
      "host",
      { host: "npipe:////./pipe/docker_engine" },
      "'host' \"npipe:////./pipe/docker_engine\" is a Windows named pipe, which this provider does not open. Use " +
        "tcp:// with TLS, or ssh://.",
    ],
    [
      "host",
      { host: "10.0.0.1" },
      "'host' \"10.0.0.1\" is not an address of a Docker daemon. Use unix:///path, tcp://host:port or ssh://user@host.",
    ],
    [
      "certPath",
      { host: "tcp://a:1", certPath: "/nowhere" },
      "'certPath' \"/nowhere\" has no readable ca.pem. Docker expects ca.pem, cert.pem and key.pem in it.",
    ],
    [
      "certMaterial",
      { host: "tcp://a:1", certMaterial: "x" },
      "'certMaterial' and 'keyMaterial' must be given together: give both or neither.",
    ],
    ["context", { context: "nope" }, "There is no docker context \"nope\". 'docker context ls' lists them."],
    ["sshOpts", { sshOpts: "-v" }, "'sshOpts' is not JSON."],
    [
      "registryAuth[0]",
      { registryAuth: '[{"username":"u"}]' },
      "'registryAuth[0]' has no 'address'. Add the address of its registry.",
    ],
  ])("with a bad %s is refused", async (property, news, reason) => {
    expect((await checkConfig(news)).failures).toEqual([{ property, reason }]);
  });

  test("is not checked while a preview knows only a part of it", async () => {
    expect((await checkConfig({ host: marks.unknown, certPath: "/nowhere" })).failures).toEqual([]);
  });

  test("never replaces what the provider has created", async () => {
    const request = new rpc.DiffRequest();
    request.setOldInputs(Struct.fromJavaScript({ host: "unix:///a", version: "5.2.0" }));
    request.setNews(Struct.fromJavaScript({ host: "unix:///b", version: "5.2.0" }));
    const { changes, diffsList, replacesList } = (
      await client.call<rpc.DiffResponse>("diffConfig", request)
    ).toObject();

    expect({ changes, diffsList, replacesList }).toEqual({ changes: 2, diffsList: ["host"], replacesList: [] });
  });

  test("is not needed for a preview, which contacts no daemon", async () => {
    await client.configure({ host: "unix:///nowhere/docker.sock" });
    const { inputs, failures } = await client.check({ type: network, news: { driver: "overlay" } });
    const preview = await client.create({ type: network, inputs: inputs ?? {}, preview: true });

    expect(failures).toEqual([]);
    expect(preview.state?.name).toEqual(inputs?.name);
  });

  test("fails the operation with a fix when it names no daemon", async () => {
    await client.configure({ host: "unix:///nowhere/docker.sock" });
    const failure = await failureOf(client.read({ type: network, id: "x" }));

    expect({ code: failure.code, details: failure.details }).toEqual({
      code: status.FAILED_PRECONDITION,
      details:
        "GET /_ping: no answer from the Engine at unix:///nowhere/docker.sock (connect ENOENT /nowhere/docker.sock). " +
        "Is the daemon running? There is no socket at this path; set 'docker:host' (or DOCKER_HOST) to the one on " +
        "which it listens.",
    });
  });
});

describe("What this provider does not serve", () => {
  const container = "docker:index/container:Container";
  const refusal =
    `This provider does not serve ${container}. It serves ${served.join(", ")}. To use the official plugin for the ` +
    "others, add 'version: 5.2.0' to this provider's entry under 'plugins.providers' in Pulumi.yaml, and give " +
    'another version of the docker package as an option here, e.g. { version: "5.1.0" }.';

  test.each([
    ["Check", () => client.check({ type: container, news: {} })],
    ["Diff", () => client.diff({ type: container, id: "x", oldInputs: {}, oldState: {}, news: {} })],
    ["Create", () => client.create({ type: container, inputs: {} })],
    ["Read", () => client.read({ type: container, id: "x" })],
    ["Update", () => client.update({ type: container, id: "x", oldInputs: {}, oldState: {}, news: {} })],
    ["Delete", () => client.delete({ type: container, id: "x", state: {} })],
  ])("is refused by %s with a fix", async (_call, call) => {
    const { code, details } = await failureOf(call());

    expect({ code, details }).toEqual({ code: status.UNIMPLEMENTED, details: refusal });
  });

  test("calls of methods, components and parameters are refused", async () => {
    const call = new rpc.CallRequest();
    call.setTok("docker:index/x:y");
    const construct = new rpc.ConstructRequest();
    construct.setType("docker:index:Thing");
    const failures = [
      await failureOf(client.call("call", call)),
      await failureOf(client.call("construct", construct)),
      await failureOf(client.call("parameterize", new rpc.ParameterizeRequest())),
    ];

    expect(failures.map(({ code, details }) => ({ code, details }))).toEqual([
      { code: status.UNIMPLEMENTED, details: "docker:index/x:y: the resources of this provider have no methods." },
      {
        code: status.UNIMPLEMENTED,
        details:
          "docker:index:Thing is not a component of this provider, which serves only resources. The components of " +
          "this project are in their own package.",
      },
      { code: status.UNIMPLEMENTED, details: "The docker provider takes no parameters. Leave them out." },
    ]);
  });

  test("there are no mappings from other ecosystems", async () => {
    const one = await client.call<rpc.GetMappingResponse>("getMapping", new rpc.GetMappingRequest());
    const all = await client.call<rpc.GetMappingsResponse>("getMappings", new rpc.GetMappingsRequest());

    expect([one.getProvider(), all.getProvidersList()]).toEqual(["", []]);
  });
});

describe("Look-ups", () => {
  const token = "docker:index/getThing:getThing";

  test("receive plain arguments, and their results keep the secrets", async () => {
    const engine = await FakeEngine.start();
    const asked: unknown[] = [];
    const other = await ProviderClient.start({
      lookUps: [
        {
          token,
          invoke: async (args, { engine: { host } }) => {
            asked.push(args);
            return Promise.resolve({ ...args, host });
          },
        },
      ],
    });
    await other.configure({ host: engine.host });
    const request = new rpc.InvokeRequest();
    request.setTok(token);
    request.setArgs(Struct.fromJavaScript({ name: marks.secret("a") }));
    const response = await other.call<rpc.InvokeResponse>("invoke", request);
    await other.stop();
    await engine.stop();

    expect(asked).toEqual([{ name: "a" }]);
    expect(response.getReturn()?.toJavaScript()).toEqual({ name: marks.secret("a"), host: engine.host });
  });

  test("are refused when they are not served", async () => {
    const request = new rpc.InvokeRequest();
    request.setTok(token);

    expect((await failureOf(client.call("invoke", request))).code).toBe(status.UNIMPLEMENTED);
  });
});

test("A network is previewed, created, compared, read and removed", async () => {
  const engine = await FakeEngine.start();
  await client.configure({ host: engine.host });
  const news = { driver: "overlay", options: { encrypted: "" }, labels: [{ label: "a", value: marks.secret("hush") }] };

  const { inputs = {}, failures } = await client.check({ type: network, news });
  const { id, state = {} } = await client.create({ type: network, inputs });
  const same = await client.diff({ type: network, id, oldInputs: inputs, oldState: state, news: inputs });
  const read = await client.read({ type: network, id, known: { inputs, state } });
  await client.delete({ type: network, id, state });
  const gone = await client.read({ type: network, id, known: { inputs, state } });
  await engine.stop();

  expect(failures).toEqual([]);
  expect(state.labels).toEqual(marks.secret([{ label: "a", value: "hush" }]));
  expect(same.getChanges()).toBe(rpc.DiffResponse.DiffChanges.DIFF_NONE);
  expect(read).toEqual({ id, inputs, state });
  expect(gone.id).toBe("");
  expect(engine.changes).toEqual(["POST /networks/create", `DELETE /networks/${id}`]);
});
