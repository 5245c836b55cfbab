import { status } from "@grpc/grpc-js";
import { LogSeverity } from "@pulumi/pulumi/proto/engine_pb";
import { ErrorResourceInitFailed, ProviderHandshakeRequest } from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { EngineError } from "../../provider/engine/error";
import { PartialFailure, type Operation, type ResourceHandler } from "../../provider/handler/handler";
import type { Properties } from "../../provider/handler/properties";
import { unknown } from "../../swarm/draft";
import { failureOf, marks, ProviderClient, urnOf } from "../support/providerClient";

const type = "docker:index/network:Network";

/** A handler with the results that its test sets. It records its calls. */
class ScriptedHandler implements ResourceHandler {
  public readonly type = type;
  public readonly asked: Record<string, unknown>[] = [];
  public script: Partial<ResourceHandler> = {};

  public check: ResourceHandler["check"] = (request) => {
    this.asked.push({ olds: request.olds, news: request.news, logicalName: request.logicalName });
    return this.script.check?.(request) ?? { inputs: request.news, failures: [] };
  };
  public diff: ResourceHandler["diff"] = (request) =>
    this.script.diff?.(request) ?? { changes: new Map(), deleteBeforeReplace: false, detailed: true };
  public previewCreate: ResourceHandler["previewCreate"] = (inputs) => ({ ...inputs, scope: unknown });
  public previewUpdate: ResourceHandler["previewUpdate"] = (state, inputs) => ({ ...state, ...inputs });
  public create: ResourceHandler["create"] = async (inputs, operation) => {
    this.asked.push({ inputs });
    return this.script.create?.(inputs, operation) ?? { id: "id1", inputs, state: { ...inputs, scope: "swarm" } };
  };
  public update: ResourceHandler["update"] = async (id, oldState, oldInputs, inputs) => {
    this.asked.push({ id, oldState, oldInputs, inputs });
    return Promise.resolve({ id, inputs, state: { ...oldState, ...inputs } });
  };
  public read: ResourceHandler["read"] = async (id, known, operation) => {
    this.asked.push({ id, known });
    if (this.script.read !== undefined) return this.script.read(id, known, operation);
    return known === undefined ? { id, inputs: { name: "found" }, state: { name: "found" } } : { id, ...known };
  };
  public delete: ResourceHandler["delete"] = async (id, state) => {
    this.asked.push({ id, state });
    return Promise.resolve();
  };
  public discard: ResourceHandler["discard"] = async (leftover) => {
    this.asked.push({ discarded: leftover.name });
    return Promise.resolve();
  };
}

let handler: ScriptedHandler;
let client: ProviderClient;

beforeEach(async () => {
  handler = new ScriptedHandler();
  client = await ProviderClient.start({ handlers: [handler] });
});

afterEach(() => client.stop());

describe("Check", () => {
  describe("of inputs that are refused", () => {
    const mistake = { property: "configs[0].aux", reason: "'aux' has no effect." };

    beforeEach(() => {
      handler.script.check = ({ news }) => ({
        inputs: news,
        failures: [
          ...(news.aux === undefined
            ? []
            : [{ ...mistake, property: `configs[${typeof news.aux === "number" ? news.aux : 0}].aux` }]),
          ...(news.ipv6 === true ? [{ property: "ipv6", reason: "'ipv6' is refused." }] : []),
        ],
      });
    });

    test("refuses a new resource", async () => {
      expect(await client.check({ type, news: { aux: 0 } })).toEqual({ inputs: undefined, failures: [mistake] });
      expect(client.lines).toEqual([]);
    });

    test("warns of what has been deployed, wherever it is in a list", async () => {
      const { inputs, failures } = await client.check({ type, olds: { aux: 1 }, news: { aux: 0, name: "b" } });
      expect([inputs, failures]).toEqual([{ aux: 0, name: "b" }, []]);
      expect(client.lines.map(({ severity, message }) => [severity, message])).toEqual([
        [
          LogSeverity.WARNING,
          "'aux' has no effect. This is a warning only, because the resource exists. A new one is refused.",
        ],
      ]);
    });

    test("refuses what is added to a resource that was deployed with another mistake", async () => {
      const { failures } = await client.check({ type, olds: { aux: 0 }, news: { aux: 0, ipv6: true } });
      expect(failures).toEqual([{ property: "ipv6", reason: "'ipv6' is refused." }]);
    });
  });

  test("passes unknown values to the handler, and returns them in the CLI's form", async () => {
    const news = { name: marks.unknown, labels: [marks.unknown, "x"], flag: "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7" };

    const { inputs } = await client.check({ type, news });

    expect(handler.asked).toEqual([
      { olds: undefined, news: { name: unknown, labels: [unknown, "x"], flag: unknown }, logicalName: "net" },
    ]);
    expect(inputs).toEqual({ name: marks.unknown, labels: [marks.unknown, "x"], flag: marks.unknown });
  });

  test("unwraps secrets for the handler and wraps its result again, a map by key and a list as a whole", async () => {
    const news = {
      env: { TOKEN: marks.secret("hush"), PLAIN: "x" },
      labels: [{ label: "a", value: marks.secret("hush") }],
      later: marks.secret(marks.unknown),
    };

    const { inputs } = await client.check({ type, news });

    expect(handler.asked[0]?.news).toEqual({
      env: { TOKEN: "hush", PLAIN: "x" },
      labels: [{ label: "a", value: "hush" }],
      later: unknown,
    });
    expect(inputs).toEqual({
      env: { TOKEN: marks.secret("hush"), PLAIN: "x" },
      labels: marks.secret([{ label: "a", value: "hush" }]),
      later: marks.secret(marks.unknown),
    });
  });

  test("unwraps output values, and replaces a resource by its id", async () => {
    const news = {
      known: marks.output({ value: "x", dependencies: ["urn:pulumi:dev::t::a:b:C::d"] }),
      secret: marks.output({ value: "hush", secret: true }),
      unknown: marks.output({}),
      network: marks.resource({ urn: urnOf(type, "other"), id: "net1" }),
      planned: marks.resource({ urn: urnOf(type, "other"), id: "" }),
    };

    const { inputs } = await client.check({ type, news });

    expect(inputs).toEqual({
      known: "x",
      secret: marks.secret("hush"),
      unknown: marks.unknown,
      network: "net1",
      planned: marks.unknown,
    });
  });

  test("refuses a file where text is expected, with the path of the property", async () => {
    const { failures } = await client.check({ type, news: { labels: [{ "a.b": marks.asset("x") }] } });

    expect(failures).toEqual([
      {
        property: 'labels[0]["a.b"]',
        reason: "A file or archive is given where text is expected. Read it into a string, e.g. with fs.readFileSync.",
      },
    ]);
  });

  test("removes the official plugin's internal values from old inputs", async () => {
    await client.check({
      type,
      olds: { __meta: "{}", __defaults: ["name"], name: "a", ipamConfigs: [{ __defaults: [], subnet: "10.1.0.0/24" }] },
      news: { name: "a", env: { __defaults: "a variable of that name" } },
    });

    expect(handler.asked[0]).toEqual({
      olds: { __defaults: ["name"], name: "a", ipamConfigs: [{ subnet: "10.1.0.0/24" }] },
      news: { name: "a", env: { __defaults: "a variable of that name" } },
      logicalName: "net",
    });
  });

  test("returns the handler's failures without secrets", async () => {
    handler.script.check = () => ({ inputs: {}, failures: [{ property: "name", reason: '"hush-hush" has a dot.' }] });

    expect(await client.check({ type, news: { name: marks.secret("hush-hush") } })).toEqual({
      inputs: undefined,
      failures: [{ property: "name", reason: '"[secret]" has a dot.' }],
    });
  });
});

describe("Automatic names", () => {
  beforeEach(() => {
    handler.script.check = ({ autoname }) => ({ inputs: { name: autoname() }, failures: [] });
  });

  test("consist of the logical name and seven hexadecimal digits, equal for equal seeds", async () => {
    const first = await client.check({ type, news: {}, seed: new Uint8Array([1]) });
    const second = await client.check({ type, news: {}, seed: new Uint8Array([1]) });
    const other = await client.check({ type, news: {}, seed: new Uint8Array([2]) });

    expect(first.inputs?.name).toMatch(/^net-[0-9a-f]{7}$/);
    expect(second).toEqual(first);
    expect(other).not.toEqual(first);
  });

  test("follow the user's configuration of automatic names", async () => {
    for (const mode of ["PROPOSE", "ENFORCE"] as const) {
      const { inputs } = await client.check({ type, news: {}, autonaming: { mode, name: "acme-net" } });
      expect(inputs).toEqual({ name: "acme-net" });
    }
  });

  test("are reported as a problem of the name when that configuration disables them", async () => {
    expect(await client.check({ type, news: {}, autonaming: { mode: "DISABLE" } })).toEqual({
      inputs: undefined,
      failures: [
        {
          property: "name",
          reason: "Automatic names are turned off by 'pulumi:autonaming'. Give the resource a 'name'.",
        },
      ],
    });
  });
});

describe("Diff", () => {
  const request = {
    type,
    id: "id1",
    oldInputs: { name: "a", options: { "com.docker.network.driver.mtu": "1400" }, labels: [] },
    oldState: { name: "a", options: { "com.docker.network.driver.mtu": "1400" }, attachable: true },
    news: { name: "a", options: { "com.docker.network.driver.mtu": "1300" }, labels: [] },
  };

  test("reports no change when the handler finds none", async () => {
    expect((await client.diff(request)).toObject()).toEqual({
      replacesList: [],
      stablesList: [],
      deletebeforereplace: false,
      changes: 1,
      diffsList: [],
      detaileddiffMap: [],
      hasdetaileddiff: true,
    });
  });

  test("reports for each path whether it replaces, and whether the inputs or the live object differ", async () => {
    handler.script.diff = () => ({
      changes: new Map([
        ['options["com.docker.network.driver.mtu"]', "update-replace"],
        ["attachable", "update"],
      ]),
      deleteBeforeReplace: true,
      detailed: true,
    });

    expect((await client.diff(request)).toObject()).toEqual({
      replacesList: ["options"],
      stablesList: [],
      deletebeforereplace: true,
      changes: 2,
      diffsList: ["options", "attachable"],
      detaileddiffMap: [
        ["attachable", { kind: 4, inputdiff: false }],
        ['options["com.docker.network.driver.mtu"]', { kind: 5, inputdiff: true }],
      ],
      hasdetaileddiff: true,
    });
  });

  test("omits the details when the CLI has to compare the inputs itself", async () => {
    handler.script.diff = () => ({
      changes: new Map([["name", "update-replace"]]),
      deleteBeforeReplace: false,
      detailed: false,
    });

    expect((await client.diff(request)).toObject()).toEqual({
      replacesList: ["name"],
      stablesList: [],
      deletebeforereplace: false,
      changes: 2,
      diffsList: ["name"],
      detaileddiffMap: [],
      hasdetaileddiff: false,
    });
  });
});

describe("Create, update, read and delete", () => {
  test("a preview returns the planned state and creates nothing", async () => {
    const answer = await client.create({ type, inputs: { name: marks.secret("a") }, preview: true });

    expect(answer).toEqual({ id: "", state: { name: marks.secret("a"), scope: marks.unknown } });
    expect(handler.asked).toEqual([]);
  });

  test("a create returns the id and the state, with secrets wrapped as in the inputs", async () => {
    const answer = await client.create({ type, inputs: { name: "a", env: { A: marks.secret("hush"), B: "b" } } });

    expect(answer).toEqual({
      id: "id1",
      state: { name: "a", env: { A: marks.secret("hush"), B: "b" }, scope: "swarm" },
    });
  });

  test("an update keeps the secrets of the old state secret", async () => {
    const answer = await client.update({
      type,
      id: "id1",
      oldInputs: { env: { A: marks.secret("old") } },
      oldState: { env: { A: marks.secret("old") }, ports: 1 },
      news: { env: { A: "new" }, args: marks.secret(["x"]) },
    });

    expect(answer).toEqual({ state: { env: { A: marks.secret("new") }, ports: 1, args: marks.secret(["x"]) } });
    expect(handler.asked).toEqual([
      {
        id: "id1",
        oldInputs: { env: { A: "old" } },
        oldState: { env: { A: "old" }, ports: 1 },
        inputs: { env: { A: "new" }, args: ["x"] },
      },
    ]);
  });

  test("an update in a preview returns only the planned state", async () => {
    const request = { type, id: "id1", oldInputs: {}, oldState: { a: 1 }, news: { b: marks.unknown } };

    expect(await client.update({ ...request, preview: true })).toEqual({ state: { a: 1, b: marks.unknown } });
    expect(handler.asked).toEqual([]);
  });

  test("a refresh passes the known inputs and state, and keeps their secrets", async () => {
    const known = { inputs: { env: { A: marks.secret("x") } }, state: { env: { A: marks.secret("x") } } };

    expect(await client.read({ type, id: "id1", known })).toEqual({ id: "id1", ...known });
  });

  test("an import passes only an id", async () => {
    const answer = await client.read({ type, id: "id1" });

    expect(answer).toEqual({ id: "id1", inputs: { name: "found" }, state: { name: "found" } });
    expect(handler.asked).toEqual([{ id: "id1", known: undefined }]);
  });

  test("a refresh of a missing object returns no id", async () => {
    handler.script.read = () => Promise.resolve(undefined);
    const known = { inputs: { name: "a" }, state: { name: "a" } };

    expect(await client.read({ type, id: "id1", known })).toEqual({ id: "", inputs: undefined, state: undefined });
  });

  test("a delete receives the old state without the marks of secrets", async () => {
    await client.delete({ type, id: "id1", state: { name: marks.secret("a") } });

    expect(handler.asked).toEqual([{ id: "id1", state: { name: "a" } }]);
  });

  test("customTimeouts reach the handler, and a missing one stays undefined", async () => {
    const seen: (number | undefined)[] = [];
    handler.script.create = (inputs, { timeoutSeconds }) => {
      seen.push(timeoutSeconds);
      return Promise.resolve({ id: "id1", inputs, state: {} });
    };
    await client.create({ type, inputs: {}, timeout: 90 });
    await client.create({ type, inputs: {} });

    expect(seen).toEqual([90, undefined]);
  });
});

describe("Messages", () => {
  test("status lines and warnings reach the CLI for their resource, without secrets", async () => {
    handler.script.create = (inputs, operation) => {
      operation.status("2/3 tasks running with hush-hush");
      operation.warn("the registry says: hush-hush");
      return Promise.resolve({ id: "id1", inputs, state: {} });
    };
    await client.create({ type, inputs: { token: marks.secret("hush-hush") } });
    await settled(() => client.lines.length === 2);

    expect(client.lines).toEqual([
      {
        severity: LogSeverity.INFO,
        urn: urnOf(type, "net"),
        message: "2/3 tasks running with [secret]",
        ephemeral: true,
      },
      {
        severity: LogSeverity.WARNING,
        urn: urnOf(type, "net"),
        message: "the registry says: [secret]",
        ephemeral: false,
      },
    ]);
  });

  test("an error contains no secrets, not even as JSON", async () => {
    handler.script.create = () => Promise.reject(new Error('bad spec {"Env":["A=line\\nbreak"]} with 8443'));
    const inputs = { a: marks.secret("line\nbreak"), port: marks.secret(8443) };

    const { details } = await failureOf(client.create({ type, inputs }));

    expect(details).toBe('bad spec {"Env":["A=[secret]"]} with [secret]');
  });

  test("a refusal of the Engine means that nothing changed; a broken connection, that something may have", async () => {
    const refusal = { method: "POST", path: "/services/create", engineMessage: "no" };
    const codes: (status | undefined)[] = [];
    for (const error of [
      new EngineError({ ...refusal, status: 409 }),
      new EngineError({
        ...refusal,
        status: undefined,
        cause: Object.assign(new Error("x"), { code: "ECONNREFUSED" }),
      }),
      new EngineError({ ...refusal, status: undefined, cause: Object.assign(new Error("x"), { code: "ECONNRESET" }) }),
    ]) {
      handler.script.create = () => Promise.reject(error);
      codes.push((await failureOf(client.create({ type, inputs: {} }))).code);
    }

    expect(codes).toEqual([status.FAILED_PRECONDITION, status.FAILED_PRECONDITION, status.UNKNOWN]);
  });

  test("a partial failure contains the live object, so that the resource stays in the state", async () => {
    handler.script.create = (inputs) => {
      throw new PartialFailure({ id: "id1", inputs, state: { ...inputs, running: 1 } }, [
        "1/3 tasks run",
        "no hush-hush",
      ]);
    };

    const failure = await failureOf(client.create({ type, inputs: { token: marks.secret("hush-hush") } }));

    const [encoded] = failure.metadata.get("grpc-status-details-bin");
    const details = Status.deserializeBinary(new Uint8Array(encoded as Buffer));
    const [any] = details.getDetailsList();
    expect(details.getMessage()).toBe("1/3 tasks run\nno [secret]");
    expect(any?.getTypeUrl()).toBe("type.googleapis.com/pulumirpc.ErrorResourceInitFailed");
    const detail = ErrorResourceInitFailed.deserializeBinary(any?.getValue_asU8() ?? new Uint8Array());
    expect({
      id: detail.getId(),
      reasons: detail.getReasonsList(),
      properties: detail.getProperties()?.toJavaScript(),
      inputs: detail.getInputs()?.toJavaScript(),
    }).toEqual({
      id: "id1",
      reasons: ["1/3 tasks run", "no [secret]"],
      properties: { token: marks.secret("hush-hush"), running: 1 },
      inputs: { token: marks.secret("hush-hush") },
    });
  });
});

describe("Cancel", () => {
  /** Waits for its signal, as every wait of a handler does. */
  function waiting(started: () => void): (inputs: Properties, operation: Operation) => Promise<never> {
    return (_inputs, { signal }) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener("abort", () => {
          reject(signal.reason as Error);
        });
        started();
      });
  }

  test("ends every running operation at once", async () => {
    let running = 0;
    handler.script.create = waiting(() => running++);
    const failures = Promise.all([1, 2].map(() => failureOf(client.create({ type, inputs: {} }))));
    await settled(() => running === 2);

    await client.cancel();

    expect((await failures).map(({ code, details }) => ({ code, details }))).toEqual([
      { code: status.CANCELLED, details: "The operation was cancelled." },
      { code: status.CANCELLED, details: "The operation was cancelled." },
    ]);
  });

  test("ends operations that start later, too", async () => {
    await client.cancel();
    handler.script.create = (_inputs, { signal }) => {
      signal.throwIfAborted();
      throw new Error("went on");
    };

    expect((await failureOf(client.create({ type, inputs: {} }))).code).toBe(status.CANCELLED);
  });
});

test("A provider that was started by hand serves another CLI after the first one has ended", async () => {
  await client.cancel();
  await client.call("handshake", new ProviderHandshakeRequest());

  expect((await client.create({ type, inputs: { name: "a" } })).id).toBe("id1");
});

/** Waits until a message has arrived. */
async function settled(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}
