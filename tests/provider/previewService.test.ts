import { nodeHandler } from "../../provider/resources/node/node";
import { serviceHandler } from "../../provider/resources/service/service";
import type { Node } from "../../provider/engine/types";
import type { WireObject } from "../../provider/server/wire";
import { FakeEngine } from "../support/fakeEngine/fakeEngine";
import { failureOf, marks, ProviderClient } from "../support/providerClient";

const type = "docker:index/service:Service";

let engine: FakeEngine;
let provider: ProviderClient;

async function nextRun(): Promise<void> {
  await (provider as ProviderClient | undefined)?.stop();
  provider = await ProviderClient.start({ handlers: [serviceHandler, nodeHandler] });
  await provider.configure({ host: engine.host });
}

beforeEach(async () => {
  engine = await FakeEngine.start();
  engine.nodes.push(node("node2", { Labels: { disk: "hdd" } }));
  for (const image of ["web:1", "web:2"]) engine.images.set(image, `sha256:${"ab".repeat(32)}`);
  await nextRun();
});

afterEach(async () => {
  await provider.stop();
  await engine.stop();
});

function node(id: string, spec: Partial<Node["Spec"]> = {}): Node {
  return {
    ID: id,
    Version: { Index: 9 },
    Spec: { Labels: {}, Role: "worker", Availability: "active", ...spec },
    Description: { Hostname: id, Platform: { OS: "linux", Architecture: "x86_64" } },
    Status: { State: "ready", Addr: "127.0.0.2" },
  };
}

function service(name: string, taskSpec: WireObject = {}, others: WireObject = {}): WireObject {
  return {
    name,
    taskSpec: { containerSpec: { image: "web:1" }, ...taskSpec },
    convergeConfig: { timeout: "0s" },
    ...others,
  };
}

function constrained(...constraints: WireObject[string][]): WireObject {
  return { placement: { constraints } };
}

const hostPort: WireObject = {
  endpointSpec: { ports: [{ targetPort: 80, publishedPort: 8080, publishMode: "host" }] },
};

async function preview(inputs: WireObject, name = inputs.name as string): Promise<void> {
  await provider.create({ type, name, inputs, preview: true });
}

async function deploy(inputs: WireObject): Promise<{ id: string; oldInputs: WireObject; oldState: WireObject }> {
  const { id, state = {} } = await provider.create({ type, name: inputs.name as string, inputs });
  await nextRun();
  return { id, oldInputs: inputs, oldState: state };
}

/** The warnings of the run. */
function warnings(): string[] {
  return provider.lines.filter(({ severity }) => severity === 2).map(({ message }) => message);
}

describe("A preview of a service", () => {
  test("refuses a constraint that no node meets", async () => {
    const { details } = await failureOf(preview(service("web", constrained("node.labels.disk==ssd"))));
    expect(details).toBe(
      `Service "web": 'taskSpec.placement.constraints[0]': No node of the swarm meets the constraint ` +
        `"node.labels.disk==ssd", so its tasks would stay pending. "node.labels.disk" is not set on fake, "hdd" on ` +
        `node2. Set the label with 'labels' of a SwarmNode or with docker node update --label-add disk=ssd NODE, or ` +
        `change the constraint.`,
    );
    expect(engine.changes).toEqual([]);
  });

  test("warns when no node that can run it accepts tasks", async () => {
    engine.nodes.push(node("node3", { Availability: "drain", Labels: { disk: "ssd" } }));
    await preview(service("web", constrained("node.labels.disk==ssd")));
    expect(warnings()).toEqual([expect.stringContaining("(node3 is drained), so its tasks would stay pending")]);
  });

  test("accepts a label that the same program gives to a node, in either order", async () => {
    const early = preview(service("web", constrained("node.labels.disk==ssd")));
    await new Promise((resolve) => setTimeout(resolve, 300));
    const nodeType = "docker:swarm/node:Node";
    const labels = { disk: "ssd" };
    await provider.create({ type: nodeType, name: "first", inputs: { name: "first", labels }, preview: true });
    await early;
    await preview(service("api", constrained("node.labels.disk==ssd")));
    expect(warnings()).toEqual([]);
  });

  test("accepts unknown values, a service without replicas, and a global service without a node", async () => {
    await preview(service("a", constrained(marks.unknown)));
    await preview(service("b", constrained("node.labels.disk==ssd"), { mode: { replicated: { replicas: 0 } } }));
    await preview(
      service("c", { placement: { maxReplicas: 1 } }, { mode: { replicated: { replicas: marks.unknown } } }),
    );
    expect(warnings()).toEqual([]);
    await preview(service("d", constrained("node.labels.disk==ssd"), { mode: { global: true } }));
    expect(warnings()).toEqual([expect.stringContaining("so the service would run nowhere")]);
  });

  test("refuses more replicas with a port in host mode than there are nodes", async () => {
    const three = service("web", {}, { ...hostPort, mode: { replicated: { replicas: 3 } } });
    expect((await failureOf(preview(three))).details).toContain(
      "have room for 2 tasks, but the service has 3 replicas.",
    );
  });

  test("refuses a port in host mode that another service has, unless this update takes it from that one", async () => {
    const a = await deploy(service("a", {}, hostPort));
    const b = service("b", constrained("node.hostname==fake"), hostPort);
    expect((await failureOf(preview(b))).details).toContain(`taken in host mode by service "a" on fake, the only node`);
    await nextRun();
    await provider.diff({ type, name: "a", ...a, news: service("a") });
    await preview(b);
  });

  test("refuses a port that an earlier service of the program takes as well", async () => {
    const publishing = (name: string): WireObject =>
      service(name, {}, { endpointSpec: { ports: [{ targetPort: 80, publishedPort: 8080 }] } });
    await preview(publishing("a"));
    expect((await failureOf(preview(publishing("b")))).details).toBe(
      `Service "b" cannot have port 8080/tcp: the program gives it to "a" as well. Choose another port for ` +
        `one of them.`,
    );
  });

  test("waits once for the rest of the program, however many services have a conflict", async () => {
    const start = performance.now();
    const names = ["a", "b", "c", "d", "e"];
    await Promise.all(names.map((name) => failureOf(preview(service(name, constrained("node.labels.disk==ssd"))))));
    // Each of them alone waits 5 s.
    expect(performance.now() - start).toBeLessThan(20_000);
  });

  test("reads the swarm as often for twenty services as for one", async () => {
    await preview(service("web0", constrained("node.role==manager"), hostPort));
    const { length } = engine.requests;
    for (let i = 1; i < 20; i++) await preview(service(`web${i}`, constrained("node.role==manager")));
    expect(engine.requests).toHaveLength(length);
  });
});

describe("A node with a provider of its own", () => {
  const nodeType = "docker:swarm/node:Node";
  const wanted = service("web", constrained("node.labels.disk==ssd"));
  let other: ProviderClient;

  beforeEach(async () => {
    other = await ProviderClient.start({ handlers: [nodeHandler], sibling: provider });
    // A daemon that is not in the swarm, and may not run yet.
    await other.configure({ host: "unix:///run/absent.sock" });
  });

  afterEach(() => other.stop());

  async function join(labels: WireObject): Promise<void> {
    await other.create({ type: nodeType, name: "second", inputs: { labels, role: "worker" }, preview: true });
  }

  test("joins in this update with the label that a service needs", async () => {
    const early = preview(wanted);
    await join({ disk: "ssd" });
    await early;
    expect([...warnings(), ...other.lines]).toEqual([]);
  });

  test("may have a secret label, which no other process learns", async () => {
    await join({ disk: marks.secret("ssd") });
    await preview(wanted);
    await join({ disk: marks.secret("ssd"), zone: "b" });
    expect((await failureOf(preview(service("api", constrained("node.labels.zone==c"))))).details).toContain('"b" on');
  });

  test("is forgotten when its provider ends", async () => {
    await join({ disk: "ssd" });
    await other.stop();
    expect((await failureOf(preview(wanted))).details).toContain("No node of the swarm meets the constraint");
  });
});

describe("A preview of an update", () => {
  test("looks at placement only if tasks are created or moved", async () => {
    const inputs = service("web", constrained("node.labels.disk==hdd"));
    const web = await deploy(inputs);
    engine.nodes = engine.nodes.slice(0, 1);
    const label = { ...inputs, labels: [{ label: "a", value: "b" }] };
    await provider.update({ type, name: "web", ...web, news: label, preview: true });
    const news = service("web", { ...constrained("node.labels.disk==hdd"), forceUpdate: 1 });
    const { details } = await failureOf(provider.update({ type, name: "web", ...web, news, preview: true }));
    expect(details).toContain('No node of the swarm meets the constraint "node.labels.disk==hdd"');
  });

  test("asks the registry only about a new image", async () => {
    const web = await deploy(service("web"));
    const before = engine.requests.length;
    const asked = (): string[] =>
      engine.requests.slice(before).flatMap(({ path }) => (path.includes("/distribution/") ? [path] : []));
    engine.images.delete("web:1");
    await provider.update({ type, name: "web", ...web, news: service("web", { forceUpdate: 1 }), preview: true });
    expect(asked()).toEqual([]);
    const news = service("web", { containerSpec: { image: "web:2" } });
    await provider.update({ type, name: "web", ...web, news, preview: true });
    expect(asked()).toEqual(["/v1.41/distribution/web:2/json"]);
  });
});

describe("An image that the registry does not have", () => {
  const inputs = service("api", { containerSpec: { image: "api:1" } });

  test("is refused, and asked for once", async () => {
    const message =
      `Service "api" cannot run image "api:1": its registry answers "manifest unknown: manifest unknown", ` +
      `and neither ` +
      `the manager nor a running task has the image, so its tasks would be rejected. Check 'image', push it, or give ` +
      `credentials in 'auth' or 'docker:registryAuth'.`;
    expect((await failureOf(preview(inputs))).details).toBe(message);
    await failureOf(preview({ ...inputs, name: "api2" }));
    expect(engine.requests.filter(({ path }) => path.includes("/distribution/"))).toHaveLength(1);
  });

  test.each<[string, () => unknown]>([
    ["the manager has it", () => engine.localImages.add("api:1")],
    [
      "the registry cannot be reached",
      () => engine.fail({ method: "GET", path: /distribution/, answer: { status: 500, message: "refused" } }),
    ],
  ])("is a warning if %s, as in the update", async (_why, arrange) => {
    arrange();
    await preview(inputs);
    expect(warnings()).toEqual([expect.stringMatching(/^Image "api:1" could not be looked up in its registry \(/)]);
  });

  test("is not a conflict for a service without replicas, or with credentials that are not known yet", async () => {
    await preview({ ...inputs, mode: { replicated: { replicas: 0 } } });
    const auth = { serverAddress: "docker.io", username: "u", password: marks.unknown };
    await preview({ ...inputs, name: "api2", auth });
    expect(warnings()).toEqual([]);
  });
});

describe("A manager that becomes a worker", () => {
  const nodeType = "docker:swarm/node:Node";

  function manager(id: string, Reachability: string): Node {
    return { ...node(id, { Role: "manager" }), ManagerStatus: { Reachability, Addr: "127.0.0.2:2377" } };
  }

  async function change(id: string, oldInputs: WireObject, news: WireObject): Promise<void> {
    const request = { type: nodeType, name: id, id, oldInputs, oldState: oldInputs, news };
    await provider.diff(request);
    await provider.update({ ...request, preview: true });
  }

  async function demote(id = "node1"): Promise<void> {
    await change(id, { role: "manager" }, { role: "worker" });
  }

  test.each<[string, () => void, string]>([
    [
      "it is the last one",
      () => undefined,
      `Node "node1" (fake) cannot become a worker: no manager would remain. Promote another node first.`,
    ],
    [
      "too few of the others are reachable",
      () => engine.nodes.push(manager("m2", "reachable"), manager("m3", "unreachable")),
      `Node "node1" (fake) cannot become a worker: of the 2 managers that remain, 1 would be reachable, and ` +
        `the swarm ` +
        `needs 2. Repair m3, or remove it from the managers first (docker node demote NODE).`,
    ],
  ])("is refused if %s", async (_why, arrange, expected) => {
    arrange();
    expect((await failureOf(demote())).details).toBe(expected);
  });

  test("is accepted while the others have a majority, and refused when the program demotes them as well", async () => {
    engine.nodes.push(manager("m2", "reachable"));
    await demote();
    expect((await failureOf(demote("m2"))).details).toContain("no manager would remain");
  });

  test("is accepted if the program promotes another node", async () => {
    await change("node2", { role: "worker" }, { role: "manager" });
    await demote();
  });
});

test("An image that is not for the platform of any node is refused", async () => {
  engine.platforms.set("web:1", [{ architecture: "arm64", os: "linux" }]);
  engine.nodes = [node("node2")];
  expect((await failureOf(preview(service("web")))).details).toContain(
    "No node of the swarm has the platform linux/arm64, for which the image is",
  );
});

describe("A property that older Engines ignore", () => {
  const scored = (...constraints: WireObject[string][]): WireObject =>
    service("web", { containerSpec: { image: "web:1", oomScoreAdj: 500 }, ...constrained(...constraints) });

  function setVersions(...versions: string[]): void {
    engine.nodes = engine.nodes.map((one, i) => ({
      ...one,
      Description: { ...one.Description, Engine: { EngineVersion: versions[i] ?? "" } },
    }));
  }

  const refused =
    `Service "web": 'taskSpec.containerSpec.oomScoreAdj' needs Docker Engine 27.0 or newer on all managers and on ` +
    `all nodes that can run its tasks, because older ones ignore it. Older ones: `;
  const fix = `. Upgrade them, exclude worker nodes with a placement constraint, or leave the property out.`;

  test.each([
    ["a manager is older", ["26.1.4", "27.0.0"], [], `"fake" (26.1.4)`],
    ["a node that can run its tasks is older", ["29.1.0", "20.10.24+dfsg1"], [], `"node2" (20.10.24+dfsg1)`],
    ["a manager that cannot run its tasks is older", ["24.0.9", "29.1.0"], ["node.role==worker"], `"fake" (24.0.9)`],
  ])("is refused when %s, in a preview and before an update", async (_, versions, constraints, old) => {
    setVersions(...versions);
    expect((await failureOf(preview(scored(...constraints)))).details).toBe(refused + old + fix);
    await nextRun();
    expect((await failureOf(deploy(scored(...constraints)))).details).toBe(refused + old + fix);
    expect(engine.changes).toEqual([]);
  });

  test.each([
    ["every Engine knows it", ["27.0.0", "29.1.0"], []],
    ["the older node cannot run its tasks", ["27.0.0", "20.10.24"], ["node.role==manager"]],
    ["the version has no number", ["dev", "dev"], []],
  ])("is accepted when %s", async (_, versions, constraints) => {
    setVersions(...versions);
    await preview(scored(...constraints));
    await deploy(scored(...constraints));
    expect(engine.services.all[0]?.Spec.TaskTemplate.ContainerSpec?.OomScoreAdj).toBe(500);
  });

  test("is accepted with the value that an absent property has", async () => {
    setVersions("20.10.24", "20.10.24");
    const tmpfs = { target: "/tmp", type: "tmpfs", tmpfsOptions: { options: [] } };
    await deploy(service("web", { containerSpec: { image: "web:1", oomScoreAdj: 0, mounts: [tmpfs] } }));
    expect(engine.services.all).toHaveLength(1);
  });

  test("is found inside a list, with its place", async () => {
    setVersions("27.0.0", "25.0.0");
    const volume = { target: "/data", type: "volume", source: "data", volumeOptions: { subpath: "a" } };
    const { details } = await failureOf(
      preview(service("web", { containerSpec: { image: "web:1", mounts: [volume] } })),
    );
    expect(details).toContain(
      `'taskSpec.containerSpec.mounts[0].volumeOptions.subpath' needs Docker Engine 26.0 or newer`,
    );
  });
});
