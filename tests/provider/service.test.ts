import { Engine } from "../../provider/engine/engine";
import { serviceHandler } from "../../provider/resources/service/service";
import type { WireObject } from "../../provider/server/wire";
import { refusals } from "../support/fakeEngine/faults";
import { FakeEngine } from "../support/fakeEngine/fakeEngine";
import { partialFailure } from "../support/partialFailure";
import { failureOf, marks, ProviderClient } from "../support/providerClient";

const type = "docker:index/service:Service";
const name = "web";
const digest = `sha256:${"ab".repeat(32)}`;
const newDigest = `sha256:${"cd".repeat(32)}`;

/** A service whose tasks are not waited for, because most tests are about something else. */
const web: WireObject = {
  name: "web",
  taskSpec: { containerSpec: { image: "web:1" } },
  convergeConfig: { timeout: "0s" },
};

let engine: FakeEngine;
let provider: ProviderClient;

beforeEach(async () => {
  engine = await FakeEngine.start();
  engine.images.set("web:1", digest);
  provider = await ProviderClient.start({ handlers: [serviceHandler] });
  await provider.configure({ host: engine.host });
});

afterEach(async () => {
  await provider.stop();
  await engine.stop();
});

interface Deployed {
  readonly id: string;
  readonly inputs: WireObject;
  readonly state: WireObject;
}

async function deploy(change: WireObject = {}): Promise<Deployed> {
  const { inputs = {}, failures } = await provider.check({ type, name, news: { ...web, ...change } });
  expect(failures).toEqual([]);
  const { id, state = {} } = await provider.create({ type, name, inputs });
  return { id, inputs, state };
}

async function update({ id, inputs, state }: Deployed, change: WireObject): Promise<WireObject> {
  const news = { ...inputs, ...change };
  const updated = await provider.update({ type, name, id, oldInputs: inputs, oldState: state, news });
  return updated.state ?? {};
}

function imageOf(): string | undefined {
  return engine.services.all[0]?.Spec.TaskTemplate.ContainerSpec?.Image;
}

/** The lines that stay, or those that go. */
function lines(ephemeral: boolean): string[] {
  return provider.lines.filter((line) => line.ephemeral === ephemeral).map(({ message }) => message);
}

describe("A create", () => {
  test("pins the image, and the state keeps the tag that the program gives", async () => {
    const { id, state } = await deploy();
    expect(engine.services.all.map(({ ID, Spec }) => [ID, Spec])).toEqual([
      [
        id,
        {
          Name: "web",
          TaskTemplate: { ContainerSpec: { Image: `web:1@${digest}` } },
          Mode: { Replicated: { Replicas: 1 } },
          EndpointSpec: { Mode: "vip" },
        },
      ],
    ]);
    expect((state.taskSpec as WireObject).containerSpec).toEqual({
      image: "web:1",
      init: false,
      stopGracePeriod: "10s",
    });
  });

  test("deploys by the tag, with a warning, when the registry cannot tell", async () => {
    await deploy({ taskSpec: { containerSpec: { image: "other" } } });
    expect(imageOf()).toBe("other:latest");
    expect(lines(false)).toEqual([
      'Image "other" could not be looked up in its registry (manifest unknown: manifest unknown). It is deployed by ' +
        "its tag: each node uses the image that it finds under that name, or already has.",
    ]);
  });

  test("sends the service's credentials to the registry and to the nodes", async () => {
    await deploy({
      auth: { serverAddress: "registry.example.com", username: "robot", password: marks.secret("hush") },
    });
    const sent = engine.requests
      .filter(({ path }) => /distribution|create/.test(path))
      .map(
        ({ headers }) => JSON.parse(Buffer.from(String(headers["x-registry-auth"]), "base64url").toString()) as object,
      );
    const auth = { serveraddress: "registry.example.com", username: "robot", password: "hush" };
    expect(sent).toEqual([auth, auth]);
  });

  test("keeps each credential secret in inputs and state, even when the program does not", async () => {
    const mount = { target: "/data", type: "volume", source: "data" };
    const { inputs, state } = await deploy({
      auth: { serverAddress: "registry.example.com", username: "robot", password: "hush" },
      taskSpec: {
        containerSpec: {
          image: "web:1",
          mounts: [
            {
              ...mount,
              volumeOptions: { driverName: "local", driverOptions: { type: "cifs", o: "username=u,password=hu5h" } },
            },
          ],
        },
        logDriver: { name: "splunk", options: { "splunk-url": "https://splunk.example.com", "splunk-token": "t0ken" } },
      },
    });
    for (const properties of [inputs, state]) {
      expect(properties).toMatchObject({
        auth: { serverAddress: "registry.example.com", username: "robot", password: marks.secret("hush") },
        taskSpec: {
          logDriver: {
            options: { "splunk-url": "https://splunk.example.com", "splunk-token": marks.secret("t0ken") },
          },
        },
      });
      // A list with a secret in it is secret as a whole.
      const { containerSpec } = properties.taskSpec as { containerSpec: WireObject };
      expect(containerSpec.mounts).toEqual(marks.secret(expect.anything() as never));
    }
  });

  test("waits until the tasks run, and shows how many do", async () => {
    await deploy({ mode: { replicated: { replicas: 2 } }, convergeConfig: { timeout: "20s" } });
    expect(lines(true).at(-1)).toBe("2/2 tasks running");
  });

  test("keeps the service in the state if its tasks fail; the error quotes the tasks and names the node", async () => {
    engine.services.outcome = () => ({ state: "rejected", err: "No such image: web:1" });
    const failure = partialFailure(await failureOf(deploy({ convergeConfig: { timeout: "1s" } })));
    const [service] = engine.services.all;
    expect(failure).toMatchObject({
      id: service?.ID,
      reasons: [
        'Service "web": it has not converged after 1 s; 0/1 task running.',
        'web.1 on fake rejected: "No such image: web:1"',
      ],
      inputs: { ...web, convergeConfig: { timeout: "1s" } },
    });
  });

  test("waits for its whole time while Swarm retries, and quotes the registry about a missing image", async () => {
    engine.images.clear();
    engine.services.outcome = () => ({ state: "rejected", err: "No such image: web:1" });
    const failure = await failureOf(deploy({ convergeConfig: { timeout: "4s" } }));
    expect(partialFailure(failure)?.reasons).toEqual([
      'Service "web": it has not converged after 4 s; 0/1 task running.',
      'web.1 on fake rejected: "No such image: web:1"',
      `The registry of image "web:1" answers: "manifest unknown: manifest unknown". Check 'image', push it, or give ` +
        "credentials in 'auth' or 'docker:registryAuth'.",
    ]);
  });

  test.each<WireObject>([{ condition: "none" }, { condition: "any", maxAttempts: 2, delay: "0s" }])(
    "ends early when the restart policy allows no further attempt: %j",
    async (restartPolicy) => {
      engine.services.outcome = () => ({ state: "failed", err: "task: non-zero exit (1)" });
      const taskSpec = { containerSpec: { image: "web:1" }, restartPolicy };
      const failure = await failureOf(deploy({ taskSpec, convergeConfig: { timeout: "1m" } }));
      expect(partialFailure(failure)?.reasons).toEqual([
        'Service "web": its restart policy allows no further attempt; 0/1 task running.',
        'web.1 on fake failed: "task: non-zero exit (1)"',
      ]);
    },
  );

  test("says how many addresses the network has, and how many are left, when tasks get none", async () => {
    const counting = await FakeEngine.start({ apiVersion: "1.52" });
    counting.images.set("web:1", digest);
    counting.services.outcome = () => ({ state: "new" });
    await provider.configure({ host: counting.host });
    const [ingress] = counting.networks.all;
    const Subnets = { "10.0.0.0/24": { IPsInUse: 255, DynamicIPsAvailable: 1 } };
    counting.networks.change(ingress?.Id ?? "", { Status: { IPAM: { Subnets } } });
    const ports = [{ targetPort: 80, publishedPort: 8080 }];
    const creation = failureOf(deploy({ endpointSpec: { ports }, convergeConfig: { timeout: "1s" } }));
    expect(partialFailure(await creation)?.reasons).toEqual([
      'Service "web": it has not converged after 1 s; 0/1 task running.',
      'tasks wait for an address: network "ingress": 10.0.0.0/24 has 253 addresses, 1 of them free. Each task needs ' +
        "one, as do each node " +
        "that runs one and each service with a virtual IP. Use a network with a larger subnet, or fewer replicas.",
    ]);
    await counting.stop();
  });

  test("ends at once when it is cancelled, and keeps the service in the state", async () => {
    engine.services.outcome = () => ({ state: "preparing" });
    const creation = failureOf(deploy({ convergeConfig: { timeout: "1m" } }));
    while (engine.services.all.length === 0) await new Promise((resolve) => setImmediate(resolve));
    await provider.cancel();
    expect(partialFailure(await creation)).toMatchObject({
      id: engine.services.all[0]?.ID,
      reasons: ["cancelled while waiting for its tasks to run"],
    });
  });

  test("with a lost answer is recognized as done, and creates no second service", async () => {
    engine.fail({ method: "POST", path: /services\/create/, carriedOut: true, answer: "lost" });
    const { id } = await deploy();
    expect(engine.services.all.map(({ ID }) => ID)).toEqual([id]);
  });

  test("keeps the service in the state when the Engine stops answering right afterwards", async () => {
    const news = { ...web, convergeConfig: { timeout: "0s" } };
    engine.fail({
      method: "GET",
      path: /^\/services\/(?!web$)/,
      answer: { status: 503, message: "restarting" },
      times: 20,
    });
    const failure = partialFailure(await failureOf(deploy(news)));
    const [service] = engine.services.all;
    expect(failure).toMatchObject({
      id: service?.ID,
      reasons: [`GET /services/${service?.ID ?? ""} (HTTP 503): restarting`],
      inputs: news,
    });
  });

  test("is requested again if it was not carried out", async () => {
    engine.fail({ method: "POST", path: /services\/create/, answer: "lost" });
    const { id } = await deploy();
    expect(engine.services.all.map(({ ID }) => ID)).toEqual([id]);
  });

  test("waits for a leader, and finds the service that the previous one created", async () => {
    engine.fail({
      method: "POST",
      path: /services\/create/,
      carriedOut: true,
      answer: { status: 500, message: "rpc error: code = DeadlineExceeded desc = context deadline exceeded" },
    });
    engine.fail({
      method: "GET",
      path: /services\/web/,
      answer: {
        status: 503,
        message: "The swarm does not have a leader. It's possible that too few managers are online.",
      },
      times: 2,
    });
    const { id } = await deploy();
    expect(engine.services.all.map(({ ID }) => ID)).toEqual([id]);
  });

  test("of a name that is taken is refused with both fixes", async () => {
    engine.services.answer("POST", "create", undefined, {}, { body: { Name: "WEB", TaskTemplate: {} } } as never);
    const [taken] = engine.services.all;
    const { details } = await failureOf(deploy());
    expect(details).toBe(
      `Service "WEB" (${taken?.ID ?? ""}) already exists and does not belong to this resource. To manage it as this ` +
        `resource, import it:\n  pulumi import docker:index/service:Service web ${taken?.ID ?? ""} --protect=false ` +
        `--generate-code=false\nOtherwise give this resource another 'name', or remove the existing service: docker ` +
        `service rm ${taken?.ID ?? ""}`,
    );
  });

  test("waits while another resource replaces the ingress network", async () => {
    engine.fail({
      method: "POST",
      path: /services\/create/,
      times: 2,
      answer: {
        status: 400,
        message:
          "rpc error: code = FailedPrecondition desc = service needs ingress network, but no ingress network is " +
          "present",
      },
    });
    await deploy({ endpointSpec: { ports: [{ targetPort: 80, publishedPort: 8080 }] } });
    expect(engine.services.all).toHaveLength(1);
    expect(lines(true)).toContain("waiting for an ingress network");
  });

  test("attaches networks by id, in order, also when the program gives names", async () => {
    const ids = new Map<string, string>();
    for (const network of ["front", "back"]) {
      engine.networks.answer("POST", undefined, {}, { Name: network, Driver: "overlay" });
      ids.set(network, engine.networks.resolve(network));
    }
    const attachments: WireObject[] = [{ name: "front", aliases: ["b", "a"] }, { name: "back" }];
    const deployed = await deploy({ taskSpec: { containerSpec: { image: "web:1" }, networksAdvanceds: attachments } });
    const sent = engine.services.all[0]?.Spec.TaskTemplate.Networks;
    expect(sent?.map(({ Target }) => Target)).toEqual([...ids.values()].sort());
    const read = await provider.read({ type, name, id: deployed.id, known: deployed });
    expect((read.inputs?.taskSpec as WireObject).networksAdvanceds).toEqual(attachments);
  });

  test("is previewed without a change, with unknown values for what only Swarm decides", async () => {
    const inputs = { ...web, endpointSpec: { ports: [{ targetPort: 80 }] } };
    const { state } = await provider.create({ type, name, inputs, preview: true });
    expect(state?.endpointSpec).toEqual({ mode: "vip", ports: [{ targetPort: 80, publishedPort: marks.unknown }] });
    expect(engine.changes).toEqual([]);
  });
});

describe("A preview keeps unknown", () => {
  const { unknown } = marks;
  const container = { containerSpec: { image: "web:1" } };

  test.each<[string, WireObject, WireObject]>([
    ["a whole task spec", { taskSpec: unknown }, { taskSpec: unknown }],
    ["a whole endpoint spec", { endpointSpec: unknown }, { endpointSpec: unknown }],
    ["all ports", { endpointSpec: { ports: unknown } }, { endpointSpec: { mode: "vip", ports: unknown } }],
    ["a whole mode", { mode: unknown }, { mode: unknown }],
    ["all labels", { labels: unknown }, { labels: unknown }],
  ])("%s, in a create and in an update", async (_, news, expected) => {
    const deployed = await deploy();
    const inputs = { ...deployed.inputs, ...news };
    const another = { ...inputs, name: `${name}-2` };
    const created = await provider.create({ type, name: "another", inputs: another, preview: true });
    expect(created.state).toMatchObject(expected);
    const { id, state } = deployed;
    const update = { type, name, id, oldInputs: deployed.inputs, oldState: state, news: inputs, preview: true };
    expect((await provider.update(update)).state).toMatchObject(expected);
  });

  test.each(["containerSpec", "placement", "resources", "restartPolicy", "networksAdvanceds", "forceUpdate"])(
    "'%s' of a task spec, and knows the rest",
    async (property) => {
      const inputs = { name, taskSpec: { ...container, [property]: unknown } };
      const { state } = await provider.create({ type, name, inputs, preview: true });
      expect(state?.taskSpec).toMatchObject({ [property]: unknown, runtime: "container" });
    },
  );
});

describe("An update", () => {
  test("keeps the service, the digest and settings from outside the program", async () => {
    const deployed = await deploy();
    engine.services.change(deployed.id, (spec) => ({
      ...spec,
      TaskTemplate: {
        ...spec.TaskTemplate,
        ForceUpdate: 4,
        ContainerSpec: { ...spec.TaskTemplate.ContainerSpec, TTY: true },
      },
    }));
    engine.images.set("web:1", newDigest);
    await update(deployed, { labels: [{ label: "team", value: "shop" }] });
    expect(engine.services.all.map(({ ID, Spec }) => [ID, Spec.Labels, Spec.TaskTemplate])).toEqual([
      [deployed.id, { team: "shop" }, { ForceUpdate: 4, ContainerSpec: { Image: `web:1@${digest}`, TTY: true } }],
    ]);
  });

  test("of the tag, or of 'forceUpdate', pins the current digest of the tag", async () => {
    const deployed = await deploy();
    engine.images.set("web:1", newDigest).set("web:2", digest);
    await update(deployed, { taskSpec: { containerSpec: { image: "web:1" }, forceUpdate: 1 } });
    expect(imageOf()).toBe(`web:1@${newDigest}`);
    await update(deployed, { taskSpec: { containerSpec: { image: "web:2" } } });
    expect(imageOf()).toBe(`web:2@${digest}`);
  });

  test("repeated after a failure pins the current image of the registry", async () => {
    const deployed = await deploy();
    const change = { taskSpec: { containerSpec: { image: "web:2" } } };
    await update(deployed, change);
    expect(imageOf()).toBe("web:2");
    engine.images.set("web:2", newDigest);
    // The CLI keeps the old inputs after an update that failed.
    await update(deployed, change);
    expect(imageOf()).toBe(`web:2@${newDigest}`);
  });

  test("reverting a failed one keeps the previous digest of the tag", async () => {
    const deployed = await deploy();
    await update(deployed, { taskSpec: { containerSpec: { image: "web:1", args: ["-crash"] } } });
    engine.images.set("web:1", newDigest);
    await update(deployed, {});
    expect(engine.services.all.map(({ Spec }) => Spec.TaskTemplate.ContainerSpec)).toEqual([
      { Image: `web:1@${digest}` },
    ]);
  });

  test("with a stale version is repeated on the new version", async () => {
    const deployed = await deploy();
    engine.fail({ method: "POST", path: /update$/, times: 3, answer: refusals.staleVersion });
    await update(deployed, { mode: { replicated: { replicas: 3 } } });
    expect(engine.services.all.map(({ Spec }) => Spec.Mode)).toEqual([{ Replicated: { Replicas: 3 } }]);
  });

  test("with a lost answer is recognized as done and is not repeated", async () => {
    const deployed = await deploy();
    engine.fail({ method: "POST", path: /update$/, carriedOut: true, answer: "lost" });
    await update(deployed, { mode: { replicated: { replicas: 3 } } });
    expect(engine.changes.filter((change) => change.endsWith("update"))).toHaveLength(1);
    expect(engine.services.all.map(({ Spec }) => Spec.Mode)).toEqual([{ Replicated: { Replicas: 3 } }]);
  });

  test("of only the wait sends no request", async () => {
    const deployed = await deploy();
    const state = await update(deployed, { convergeConfig: { timeout: "0s", delay: "1s" } });
    expect(state.convergeConfig).toEqual({ timeout: "0s", delay: "1s" });
    expect(engine.changes).toEqual(["POST /services/create"]);
  });

  test("without a difference is a repair, and looks up the digest of the tag again", async () => {
    engine.services.outcome = () => ({ state: "failed", err: "task: non-zero exit (1)" });
    const deployed = await deploy();
    engine.images.set("web:1", newDigest);
    await update(deployed, {});
    expect(imageOf()).toBe(`web:1@${newDigest}`);
  });

  test("without a difference leaves a service alone when its tasks run", async () => {
    const deployed = await deploy();
    engine.images.set("web:1", newDigest);
    await update(deployed, {});
    expect(engine.changes).toEqual(["POST /services/create"]);
  });

  test.each([
    [400, "port '80' is already in use", "endpointSpec.ports", "Choose another publishedPort"],
    [
      400,
      "rpc error: code = InvalidArgument desc = secret not found: nope",
      "taskSpec.containerSpec.secrets",
      "Create",
    ],
    [
      400,
      "rpc error: code = InvalidArgument desc = config not found: nope",
      "taskSpec.containerSpec.configs",
      "Create",
    ],
    [500, "network nope not found", "taskSpec.networksAdvanceds", "Create the network first"],
  ])(
    "refused by the Engine (HTTP %d: %s) fails with its message, the input and a fix",
    async (code, message, input, fix) => {
      const deployed = await deploy();
      engine.fail({ method: "POST", path: /update$/, answer: { status: code, message } });
      const { details, metadata } = await failureOf(
        update(deployed, { labels: [], mode: { replicated: { replicas: 2 } } }),
      );
      const path = `/services/${deployed.id}/update`;
      expect(details).toContain(`POST ${path} (HTTP ${code}): ${message} The service has it in '${input}'. ${fix}`);
      expect(metadata.get("grpc-status-details-bin")).toEqual([]);
    },
  );

  test("of a service that is gone says how to continue", async () => {
    const deployed = await deploy();
    engine.services.remove(deployed.id);
    const { details } = await failureOf(update(deployed, { labels: [{ label: "a", value: "b" }] }));
    expect(details).toBe(
      `Service ${deployed.id} of "web" is gone: it was removed outside of Pulumi. Run 'pulumi refresh', and the ` +
        `next 'pulumi up' creates it again.`,
    );
  });

  test("is previewed without a change", async () => {
    const deployed = await deploy();
    const before = engine.changes.length;
    const news = { ...deployed.inputs, labels: [{ label: "a", value: marks.unknown }] };
    const { id, inputs, state } = deployed;
    const preview = await provider.update({ type, name, id, oldInputs: inputs, oldState: state, news, preview: true });
    expect(preview.state).toEqual({ ...state, labels: [{ label: "a", value: marks.unknown }] });
    expect(engine.changes).toHaveLength(before);
  });
});

describe("A read", () => {
  test("of an unchanged service returns the known inputs and state", async () => {
    const deployed = await deploy({
      labels: [
        { label: "b", value: "2" },
        { label: "a", value: "1" },
      ],
    });
    expect(await provider.read({ type, name, id: deployed.id, known: deployed })).toEqual(deployed);
  });

  test("shows the changes of another client in the inputs, so that the next update reverts them", async () => {
    const deployed = await deploy();
    engine.services.change(deployed.id, (spec) => ({ ...spec, Mode: { Replicated: { Replicas: 5 } } }));
    const read = await provider.read({ type, name, id: deployed.id, known: deployed });
    expect(read.inputs).toEqual({ ...deployed.inputs, mode: { replicated: { replicas: 5 } } });
    const { id, inputs, state } = { id: read.id, inputs: read.inputs ?? {}, state: read.state ?? {} };
    const difference = await provider.diff({
      type,
      name,
      id,
      oldInputs: inputs,
      oldState: state,
      news: deployed.inputs,
    });
    expect([...difference.getDetaileddiffMap().keys()]).toEqual(["mode.replicated.replicas"]);
  });

  test("reports a service that is gone, and fails when the Engine does", async () => {
    const deployed = await deploy();
    engine.fail({ path: /services/, answer: { status: 500, message: "raft is on holiday" } });
    const { details } = await failureOf(provider.read({ type, name, id: deployed.id, known: deployed }));
    expect(details).toBe(`GET /services/${deployed.id} (HTTP 500): raft is on holiday`);
    engine.services.remove(deployed.id);
    expect((await provider.read({ type, name, id: deployed.id, known: deployed })).id).toBe("");
  });

  test("reports the settings that no property describes, and an update keeps them", async () => {
    const containerSpec = { image: "web:1", mounts: [{ target: "/data", source: "/srv", type: "bind" }] };
    const deployed = await deploy({ taskSpec: { containerSpec } });
    const mounts = [{ Target: "/data", Source: "/srv", Type: "bind", Consistency: "cached" }];
    engine.services.change(deployed.id, (spec) => ({
      ...spec,
      TaskTemplate: { ...spec.TaskTemplate, ContainerSpec: { ...spec.TaskTemplate.ContainerSpec, Mounts: mounts } },
    }));
    await provider.read({ type, name, id: deployed.id, known: deployed });
    expect(lines(false)).toEqual([
      'Service "web" has settings that no property of docker.Service describes: ' +
        "TaskTemplate.ContainerSpec.Mounts[0].Consistency. Updates keep them. See 'docker service inspect web'.",
    ]);
    await update(deployed, { labels: [{ label: "team", value: "shop" }] });
    expect(engine.services.all[0]?.Spec.TaskTemplate.ContainerSpec?.Mounts).toEqual(mounts);
  });

  test("shows what another client has set and the docker package cannot express, and an update keeps it", async () => {
    const deployed = await deploy();
    const ulimits = [{ Name: "nofile", Hard: 9, Soft: 9 }];
    engine.services.change(deployed.id, (spec) => ({
      ...spec,
      TaskTemplate: {
        ...spec.TaskTemplate,
        Resources: { Limits: { Pids: 100 } },
        ContainerSpec: { ...spec.TaskTemplate.ContainerSpec, TTY: true, Ulimits: ulimits },
      },
    }));
    const { inputs } = await provider.read({ type, name, id: deployed.id, known: deployed });
    expect(inputs?.taskSpec).toEqual({
      containerSpec: { image: "web:1", tty: true, ulimits: [{ name: "nofile", soft: 9, hard: 9 }] },
      resources: { limits: { pids: 100 } },
    });
    await update(deployed, { labels: [{ label: "team", value: "shop" }] });
    expect(engine.services.all[0]?.Spec.TaskTemplate).toMatchObject({
      Resources: { Limits: { Pids: 100 } },
      ContainerSpec: { TTY: true, Ulimits: ulimits },
    });
  });

  test("without known inputs is an import, by id or by name, and the next preview is empty", async () => {
    const { id } = await deploy({ endpointSpec: { ports: [{ targetPort: 80, publishedPort: 8080 }] } });
    const read = await provider.read({ type, name, id: "web" });
    expect([read.id, read.inputs]).toEqual([
      id,
      {
        name: "web",
        taskSpec: { containerSpec: { image: `web:1@${digest}` } },
        endpointSpec: { ports: [{ targetPort: 80, publishedPort: 8080 }] },
      },
    ]);
    const olds = read.inputs ?? {};
    const { inputs = {} } = await provider.check({ type, name, olds, news: olds });
    const difference = await provider.diff({
      type,
      name,
      id,
      oldInputs: olds,
      oldState: read.state ?? {},
      news: inputs,
    });
    expect(difference.getDiffsList()).toEqual([]);
  });

  test("without known inputs names the network of the host, as programs do, and no other network", async () => {
    const daemon = new Engine({ host: engine.host });
    const own = await daemon.createNetwork({ Name: "host", Driver: "overlay" });
    const other = await daemon.createNetwork({ Name: "data", Driver: "overlay" });
    const containerSpec = { image: "web:1" };
    await deploy({ taskSpec: { containerSpec, networksAdvanceds: [{ id: own.id }, { id: other.id }] } });
    const { inputs } = await provider.read({ type, name, id: "web" });
    const { networksAdvanceds } = inputs?.taskSpec as { networksAdvanceds: { id: string }[] };
    expect(networksAdvanceds.map(({ id }) => id).sort()).toEqual([other.id, "host"].sort());
  });
});

describe("'ignoreChanges'", () => {
  const replicated = (replicas: number): WireObject => ({ replicated: { replicas } });

  test.each([["mode"], ["mode.replicated.replicas"], ["mode.*.replicas"]])(
    "%s keeps the number of replicas that an autoscaler has set, also when another property changes",
    async (path) => {
      const { id, inputs, state } = await deploy({ mode: replicated(1) });
      engine.services.change(id, (spec) => ({ ...spec, Mode: { Replicated: { Replicas: 3 } } }));
      const news = { ...inputs, labels: [{ label: "team", value: "shop" }] };
      const request = { type, name, id, oldInputs: inputs, oldState: state, news };

      const { state: updated } = await provider.update({ ...request, ignoreChanges: [path] });
      const { Mode, Labels } = engine.services.all[0]?.Spec ?? {};
      expect({ Mode, Labels }).toEqual({ Mode: { Replicated: { Replicas: 3 } }, Labels: { team: "shop" } });
      expect(updated?.mode).toEqual(replicated(3));

      await provider.update(request);
      expect(engine.services.all[0]?.Spec.Mode).toEqual({ Replicated: { Replicas: 1 } });
    },
  );

  test("hides what it names from the diff of a refresh, in which the CLI does not apply the option", async () => {
    const { id, inputs, state } = await deploy({ mode: replicated(1) });
    const request = { type, name, id, oldInputs: { ...inputs, mode: replicated(3) }, oldState: state, news: inputs };
    const shown = await provider.diff(request);
    const hidden = await provider.diff({ ...request, ignoreChanges: ["mode"] });
    expect([shown.getDiffsList(), hidden.getDiffsList()]).toEqual([["mode"], []]);
  });

  test("keeps any other live value, with what another client has added", async () => {
    const env = { A: "1" };
    const { id, inputs, state } = await deploy({ taskSpec: { containerSpec: { image: "web:1", env } } });
    engine.services.change(id, (spec) => ({
      ...spec,
      TaskTemplate: {
        ...spec.TaskTemplate,
        ContainerSpec: { ...spec.TaskTemplate.ContainerSpec, Env: ["A=9", "B=2"] },
      },
    }));
    const labels = [{ label: "team", value: "shop" }];
    const request = { type, name, id, oldInputs: inputs, oldState: state, news: { ...inputs, labels } };

    await provider.update({ ...request, ignoreChanges: ["taskSpec.containerSpec.env.A"] });
    const envOf = (): unknown => engine.services.all[0]?.Spec.TaskTemplate.ContainerSpec?.Env;
    expect(envOf()).toEqual(["A=9"]);

    await provider.update({ ...request, ignoreChanges: ["taskSpec.containerSpec.env"] });
    expect(envOf()).toEqual(["A=9"]);
  });
});

test("A delete of a service that is gone already succeeds", async () => {
  await provider.delete({ type, name, id: "gone", state: web });
  expect(engine.changes).toEqual([]);
});

test("A delete waits for an Engine that does not answer for a moment", async () => {
  const { id, state } = await deploy();
  engine.fail({ method: "DELETE", path: /services/, answer: "lost" });
  await provider.delete({ type, name, id, state });
  expect(engine.services.all).toEqual([]);
});

test("A delete removes the service", async () => {
  const { id, state } = await deploy();
  await provider.delete({ type, name, id, state });
  expect(engine.services.all).toEqual([]);
});
