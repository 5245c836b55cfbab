import { nodeHandler } from "../../provider/resources/node/node";
import { Engine } from "../../provider/engine/engine";
import type { Node } from "../../provider/engine/types";
import type { WireObject } from "../../provider/server/wire";
import { FakeEngine } from "../support/fakeEngine/fakeEngine";
import { FakeMembership, FakeSwarms } from "../support/fakeEngine/fakeSwarm";
import { failureOf, marks, ProviderClient } from "../support/providerClient";

const type = "docker:swarm/node:Node";
const former = "swarm.node.former";

/** A daemon, and the provider that is configured for it. */
interface Machine {
  readonly name: string;
  readonly place: FakeMembership;
  readonly engine: FakeEngine;
  readonly provider: ProviderClient;
}

interface Deployed {
  readonly id: string;
  readonly inputs: WireObject;
  readonly state: WireObject;
}

let machines: Machine[];
let first: Machine;
let second: Machine;
let third: Machine;

beforeEach(async () => {
  const swarms = new FakeSwarms();
  machines = await Promise.all(
    [1, 2, 3].map(async (number) => {
      const place = new FakeMembership(swarms, `node${number}`, `10.0.0.${number}`);
      const engine = await FakeEngine.start({ membership: place });
      const provider = await ProviderClient.start({ handlers: [nodeHandler] });
      await provider.configure({ host: engine.host });
      return { name: `node${number}`, place, engine, provider };
    }),
  );
  [first, second, third] = machines as [Machine, Machine, Machine];
});

afterEach(async () => {
  await Promise.all(
    machines.map(async ({ engine, provider }) => {
      await provider.stop();
      await engine.stop();
    }),
  );
});

/** Deploys a node as the CLI does. */
async function deploy({ name, provider }: Machine, news: WireObject = {}): Promise<Deployed> {
  const { inputs = {}, failures } = await provider.check({ type, name, news });
  expect(failures).toEqual([]);
  const { id, state = {} } = await provider.create({ type, name, inputs, timeout: 10 });
  return { id, inputs, state };
}

function change({ name, provider }: Machine, { id, inputs, state }: Deployed, news: WireObject): Promise<unknown> {
  return provider.update({ type, name, id, oldInputs: inputs, oldState: state, news });
}

function remove({ name, provider }: Machine, { id, state }: Deployed): Promise<void> {
  return provider.delete({ type, name, id, state });
}

/** The machine loses its power. The next update has a new provider, which has never had an answer of the daemon. */
async function lose({ engine, provider, ...machine }: Machine): Promise<Machine> {
  await engine.stop();
  await provider.stop();
  const lost = { ...machine, engine, provider: await ProviderClient.start({ handlers: [nodeHandler] }) };
  await lost.provider.configure({ host: engine.host });
  machines = [...machines.filter(({ name }) => name !== machine.name), lost];
  return lost;
}

/** The inputs that `joinAs` of the first node returns. */
function joining({ place }: Machine, role: "Worker" | "Manager", more: WireObject = {}): WireObject {
  const { id = "", tokens } = place.cluster ?? {};
  const joinToken = tokens?.[role] ?? "";
  return { remoteAddresses: ["10.0.0.1:2377"], joinToken, swarmId: id, managerHosts: [first.engine.host], ...more };
}

function nodes(): Map<string, Node> {
  const all = [...(first.place.cluster?.nodes.values() ?? [])];
  return new Map(all.map((node) => [node.Description?.Hostname ?? "", node]));
}

function specOf(name: string): Node["Spec"] | undefined {
  return nodes().get(name)?.Spec;
}

test("A node without managers to join creates a swarm, and its tokens are secret by default", async () => {
  const { id, state } = await deploy(first, {
    advertiseAddress: "10.0.0.1",
    defaultAddressPools: ["10.20.0.0/16"],
    subnetSize: 26,
    autolock: true,
    taskHistoryLimit: 3,
  });
  expect(first.engine.requests.find(({ path }) => path.endsWith("/swarm/init"))?.body).toEqual({
    ListenAddr: "0.0.0.0:2377",
    AdvertiseAddr: "10.0.0.1",
    DefaultAddrPool: ["10.20.0.0/16"],
    SubnetSize: 26,
    AutoLockManagers: true,
    Spec: {
      Name: "default",
      Labels: {},
      Orchestration: { TaskHistoryRetentionLimit: 3 },
      EncryptionConfig: { AutoLockManagers: true },
    },
  });
  const { id: swarmId, tokens } = first.place.cluster ?? {};
  expect(state).toMatchObject({
    nodeId: id,
    swarmId,
    role: "manager",
    managerAddress: "10.0.0.1:2377",
    dockerHost: first.engine.host,
    listenAddress: "0.0.0.0:2377",
    dataPathAddress: "10.0.0.1",
    workerToken: marks.secret(tokens?.Worker ?? ""),
    managerToken: marks.secret(tokens?.Manager ?? ""),
    unlockKey: marks.secret("SWMKEY-1-swordfish"),
  });
});

test("A node joins through the first manager that answers, gets its labels, and does not store its token", async () => {
  await deploy(first);
  const inputs = joining(first, "Worker", { labels: { rack: "a" }, availability: "pause" });
  const { state } = await deploy(second, { ...inputs, remoteAddresses: ["10.9.9.9:2377", "10.0.0.1:2377"] });
  expect(specOf("node2")).toEqual({ Labels: { rack: "a" }, Role: "worker", Availability: "pause" });
  expect(second.engine.changes).toEqual(["POST /swarm/join", "POST /swarm/join"]);
  expect(state).toMatchObject({ role: "worker", labels: { rack: "a" }, workerToken: marks.secret(null) });
  expect(JSON.stringify(state)).not.toContain("SWMTKN");
});

test("'ignoreChanges' keeps the availability that someone has set by hand", async () => {
  await deploy(first);
  const inputs = joining(first, "Worker", { availability: "active" });
  const deployed = await deploy(second, inputs);
  await change(second, deployed, { ...inputs, availability: "drain" });
  const { id, state: oldState } = deployed;
  const news = { ...inputs, labels: { rack: "a" } };
  const request = { type, name: second.name, id, oldInputs: inputs, oldState, news };

  await second.provider.update({ ...request, ignoreChanges: ["availability"] });
  expect(specOf("node2")).toEqual({ Labels: { rack: "a" }, Role: "worker", Availability: "drain" });
  await second.provider.update(request);
  expect(specOf("node2")?.Availability).toBe("active");
});

test("A join that the Engine continues in the background is waited for", async () => {
  await deploy(first);
  second.place.slowJoinMs = 500;
  const { id } = await deploy(second, joining(first, "Manager"));
  expect(nodes().get("node2")?.ID).toBe(id);
  expect(second.engine.changes).toEqual(["POST /swarm/join"]);
});

test("An unknown token is refused in the swarm's words, without the token", async () => {
  await deploy(first);
  const joinToken = `SWMTKN-1-${"a".repeat(50)}-${"s".repeat(25)}`;
  const { details } = await failureOf(deploy(second, joining(first, "Worker", { joinToken })));
  expect(details).toContain("A valid join token is necessary to join this cluster");
  expect(details).not.toContain(joinToken);
});

test.each([
  [
    "locked",
    "",
    `Node "node1" is locked: its swarm has 'autolock', and the daemon has restarted. Run 'docker swarm unlock' on it`,
  ],
  [
    "error",
    "context deadline exceeded",
    `Docker on node "node1" reports a swarm error: context deadline exceeded. Fix the cause`,
  ],
] as const)(
  "A daemon whose state is %s is not waited for: the error quotes it and says what to do",
  async (state, error, words) => {
    first.place.state = state;
    first.place.error = error;
    expect((await failureOf(deploy(first))).details).toContain(words);
  },
);

test("A node that is in the declared swarm is adopted, and its declaration is applied", async () => {
  const before = await deploy(first);
  await deploy(second, joining(first, "Worker"));
  const changes = second.engine.changes.length;
  expect((await deploy(first, { advertiseAddress: "10.0.0.1", dataPathPort: 4789, taskHistoryLimit: 9 })).id).toBe(
    before.id,
  );
  await deploy(second, joining(first, "Worker", { labels: { rack: "b" } }));
  expect(second.engine.changes).toHaveLength(changes);
  expect(specOf("node2")?.Labels).toEqual({ rack: "b" });
  expect(first.place.cluster?.settings.Orchestration).toEqual({ TaskHistoryRetentionLimit: 9 });
});

test("A node of another swarm, or one that differs in fixed properties, is refused and left alone", async () => {
  const { id } = await deploy(first);
  const { id: other } = await deploy(third);
  const strange = joining(first, "Worker", { managerHosts: [first.engine.host] });
  expect((await failureOf(deploy(third, strange))).details).toContain(
    `Node "node3" is in a swarm already, as node ${other}, and its swarm`,
  );
  const { details } = await failureOf(deploy(first, { advertiseAddress: "10.0.0.9", dataPathPort: 4800 }));
  expect(details).toBe(
    `Node "node1" is in a swarm already, as node ${id}, and it has settings that cannot change there: ` +
      `'advertiseAddress' is "10.0.0.1" and not "10.0.0.9", 'dataPathPort' is 4789 and not 4800. Run 'docker swarm ` +
      `leave' on it (DOCKER_HOST=${first.engine.host}) to make it leave that swarm, or declare it as it is.`,
  );
  expect(third.engine.changes).toEqual(["POST /swarm/init"]);
});

test("A node joins the swarm of its managers, and starts none while one of them does not answer", async () => {
  await deploy(first);
  const hosts = { managerHosts: [first.engine.host, "unix:///nowhere/docker.sock"] };
  await deploy(second, hosts);
  expect(specOf("node2")?.Role).toBe("manager");
  const silent = { managerHosts: ["unix:///nowhere/docker.sock"] };
  expect((await failureOf(deploy(third, silent))).details).toContain(
    `Node "node3" would start a swarm, but unix:///nowhere/docker.sock of its 'managerHosts' does not answer`,
  );
  expect(third.engine.changes).toEqual([]);
});

test("A change with a stale version is repeated; other clients' labels stay, and removed ones disappear", async () => {
  await deploy(first);
  const deployed = await deploy(second, joining(first, "Worker", { labels: { rack: "a", disk: "ssd" } }));
  const node = nodes().get("node2");
  await new Engine({ host: first.engine.host }).updateNode(deployed.id, node?.Version.Index ?? 0, {
    ...(node?.Spec ?? { Role: "worker", Availability: "active" }),
    Labels: { ...node?.Spec.Labels, hand: "yes" },
  });
  first.engine.fail({
    method: "POST",
    path: /^\/nodes\/.*update$/,
    answer: { status: 500, message: "rpc error: code = Unknown desc = update out of sequence" },
  });
  await change(second, deployed, joining(first, "Worker", { labels: { disk: "hdd" }, role: "manager" }));
  expect(specOf("node2")).toEqual({ Labels: { hand: "yes", disk: "hdd" }, Role: "manager", Availability: "active" });
});

test("The labels of a worker cannot be changed through its own daemon", async () => {
  await deploy(first);
  const deployed = await deploy(second, joining(first, "Worker"));
  const alone = { ...deployed, state: { ...deployed.state, managerHosts: [] } };
  const { details } = await failureOf(change(second, alone, { labels: { rack: "a" } }));
  expect(details).toBe(
    `Node "node2": only a manager can change its labels or availability, and the daemon at ${second.engine.host} is ` +
      `not one. Set 'managerHosts' to the addresses of managers' Docker daemons, e.g. the output 'dockerHost' of a ` +
      `SwarmNode in this stack.`,
  );
});

test("The last manager is not demoted, and leaves only when the swarm is otherwise empty", async () => {
  const deployed = await deploy(first);
  const { details } = await failureOf(change(first, deployed, { role: "worker" }));
  expect(details).toContain("attempting to demote the last manager of the swarm");
  const worker = await deploy(second, joining(first, "Worker"));
  expect((await failureOf(remove(first, deployed))).details).toContain(
    `Node "node1" is the last manager of its swarm: when it leaves, everything in the swarm is lost for good, and ` +
      `it has 1 node (node2).`,
  );
  await remove(second, worker);
  expect([...nodes().keys()]).toEqual(["node1"]);
  await remove(first, deployed);
  expect([first.place.state, second.place.state]).toEqual(["inactive", "inactive"]);
});

test("With 'allowSwarmLoss', the last manager ends the swarm, and a warning says what is lost", async () => {
  const deployed = await deploy(first, { allowSwarmLoss: true });
  await deploy(second, joining(first, "Worker"));
  await remove(first, deployed);
  expect(first.place.state).toBe("inactive");
  expect(first.provider.lines.map(({ message }) => message)).toContain(
    `Node "node1" is the last manager of its swarm. The swarm ends with it, including 1 node (node2), as ` +
      `'allowSwarmLoss' permits. Remove that permission from the program afterwards.`,
  );
});

test("A manager that leaves is drained, demoted and removed from the list", async () => {
  await deploy(first);
  const deployed = await deploy(second, joining(first, "Manager"));
  await remove(second, deployed);
  expect([...nodes().keys()]).toEqual(["node1"]);
  expect(second.engine.changes).toEqual([
    "POST /swarm/join",
    `POST /nodes/${deployed.id}/update`,
    `POST /nodes/${deployed.id}/update`,
    "POST /swarm/leave",
  ]);
});

test("A node that rejoins stays on the list, and gets its former role and availability back once", async () => {
  await deploy(first);
  const inputs = joining(first, "Worker", { gatewayBridgeId: "bridge", rejoin: true });
  const deployed = await deploy(second, inputs);
  const { name, provider } = second;
  await change(second, deployed, { ...inputs, role: "manager", availability: "pause", labels: { rack: "a" } });

  const news = { ...inputs, gatewayBridgeId: marks.unknown };
  const diff = await provider.diff({ type, name, id: deployed.id, oldInputs: inputs, oldState: deployed.state, news });
  expect([diff.getReplacesList(), diff.getDeletebeforereplace()]).toEqual([["gatewayBridgeId"], true]);
  await remove(second, deployed);
  expect(specOf("node2")).toEqual({
    Labels: { rack: "a", [former]: '{"availability":"pause","role":"manager"}' },
    Role: "worker",
    Availability: "drain",
  });

  const { id } = await deploy(second, { ...inputs, gatewayBridgeId: "another" });
  expect(id).not.toBe(deployed.id);
  expect(first.place.cluster?.nodes.size).toBe(2);
  expect(specOf("node2")).toEqual({ Labels: { rack: "a" }, Role: "manager", Availability: "pause" });
});

test("An interrupted removal does not record the drain as the node's former availability", async () => {
  await deploy(first);
  const inputs = joining(first, "Worker", { rejoin: true, gatewayBridgeId: "bridge" });
  const deployed = await deploy(second, inputs);
  const { name, provider } = second;
  await provider.diff({ type, name, id: deployed.id, oldInputs: inputs, oldState: deployed.state, news: inputs });
  second.engine.fail({ method: "POST", path: /^\/swarm\/leave$/, answer: { status: 500, message: "no" } });
  await failureOf(remove(second, deployed));
  expect(specOf("node2")?.Availability).toBe("drain");
  await remove(second, deployed);
  await deploy(second, inputs);
  expect(specOf("node2")).toEqual({ Labels: {}, Role: "worker", Availability: "active" });
});

test("A node that rejoins keeps its old entry when an unrecorded removal is repeated", async () => {
  await deploy(first);
  const inputs = joining(first, "Worker", { rejoin: true, gatewayBridgeId: "bridge" });
  const deployed = await deploy(second, inputs);
  await change(second, deployed, { ...inputs, availability: "pause" });
  const { name, provider } = second;
  const replace = async (): Promise<void> => {
    await provider.diff({ type, name, id: deployed.id, oldInputs: inputs, oldState: deployed.state, news: inputs });
    await remove(second, deployed);
  };
  await replace();
  await replace();
  await deploy(second, inputs);
  expect(specOf("node2")).toEqual({ Labels: {}, Role: "worker", Availability: "pause" });
});

test("A node is gone when its daemon or swarm says so; a manager is asked if the daemon does not answer", async () => {
  await deploy(first);
  const { id, inputs, state } = await deploy(second, joining(first, "Worker"));
  const read = ({ provider }: Machine): Promise<{ id: string; state: WireObject | undefined }> =>
    provider.read({ type, name: "node2", id, known: { inputs, state } });
  expect((await read(second)).state).toEqual(state);

  const lost = await lose(second);
  expect((await read(lost)).state).toMatchObject({ state: "ready", role: "worker" });
  expect(lost.provider.lines.at(-1)?.message).toBe(
    `Node "node2": its daemon at ${second.engine.host} does not answer. A manager says that the node is ready.`,
  );
  first.place.cluster?.nodes.delete(id);
  expect((await read(lost)).id).toBe("");
});

test("A node that was taken out of its swarm by hand is reported as gone", async () => {
  await deploy(first);
  const { id, inputs, state } = await deploy(second, joining(first, "Worker"));
  await new Engine({ host: second.engine.host }).leaveSwarm();
  expect((await second.provider.read({ type, name: "node2", id, known: { inputs, state } })).id).toBe("");
});

test("A manager removes a lost node, with a warning; without a manager, the error says what to do", async () => {
  await deploy(first);
  const deployed = await deploy(second, joining(first, "Manager"));
  await deploy(third, joining(first, "Manager"));
  const lost = await lose(second);
  const alone = { ...deployed, state: { ...deployed.state, managerHosts: [] } };
  expect((await failureOf(remove(lost, alone))).details).toContain(
    `Node "node2" cannot leave its swarm: its daemon at ${second.engine.host} does not answer, and no manager can ` +
      `be asked`,
  );
  const node = nodes().get("node2");
  if (node !== undefined)
    first.place.cluster?.nodes.set(node.ID, { ...node, Status: { ...node.Status, State: "down" } });
  await remove(lost, deployed);
  expect([...nodes().keys()]).toEqual(["node1", "node3"]);
  expect(lost.provider.lines.at(-1)?.message).toContain(`Node "node2" was removed from the swarm's list by force`);
});

test.each(["unknown", "disconnected"] as const)(
  "A node is not removed from the list while the swarm sees it in state %s: its machine may run",
  async (State) => {
    await deploy(first);
    const deployed = await deploy(second, joining(first, "Manager"));
    const lost = await lose(second);
    const node = nodes().get("node2");
    if (node === undefined) throw new Error("node2 is not in the list");
    first.place.cluster?.nodes.set(node.ID, { ...node, Status: { ...node.Status, State } });
    const { name, provider } = lost;
    const { details } = await failureOf(
      provider.delete({ type, name, id: deployed.id, state: deployed.state, timeout: 1 }),
    );
    expect(details).toBe(
      `Node "node2" cannot leave its swarm: its daemon at ${second.engine.host} does not answer here, but the swarm ` +
        `counts on the node, which is in state "${State}" and not "down". Check the host of its provider, and run ` +
        `the command again. If the node is lost for good, run 'docker node rm --force ${deployed.id}' on a manager ` +
        `and 'pulumi state delete' here.`,
    );
    expect(specOf("node2")?.Role).toBe("manager");
  },
);

test("An import returns the inputs that leave the node as it is", async () => {
  await deploy(first);
  const { id } = await deploy(second, joining(first, "Manager", { labels: { rack: "a" } }));
  const { inputs } = await second.provider.read({ type, name: "node2", id });
  expect(inputs).toEqual({ role: "manager", availability: "active", labels: { rack: "a" } });
});

test("A warning names an address that the daemon did not use", async () => {
  await deploy(first);
  await deploy(second, joining(first, "Worker", { advertiseAddress: "10.0.0.77" }));
  expect(second.provider.lines.map(({ message }) => message)).toContain(
    `Node "node2" is in the swarm at 10.0.0.2, not at its 'advertiseAddress' "10.0.0.77": the daemon chose another ` +
      `address and gave no reason. Check that 'advertiseAddress' belongs to this node; correcting it makes the node ` +
      `leave and rejoin.`,
  );
});

test.each<[WireObject, string, string]>([
  [{ colour: "red" }, "colour", 'Unknown property "colour". Supported: remoteAddresses, '],
  [{ lables: {} }, "lables", 'Unknown property "lables". Did you mean "labels"?'],
  [
    { remoteAddresses: ["10.0.0.1:2377"] },
    "joinToken",
    "'joinToken' is missing: a node needs a token to join a swarm.",
  ],
  [{ joinToken: "secret" }, "joinToken", `'joinToken' is not a join token: "SWMTKN-1-"`],
  [{ role: "worker" }, "role", `'role' "worker" is not possible for the node that starts a swarm`],
  [{ managerHosts: ["node1"] }, "managerHosts[0]", `'managerHosts' "node1" is not an address of a Docker daemon.`],
])("The check refuses %j", async (news, property, reason) => {
  const { failures } = await first.provider.check({ type, name: "node1", news });
  expect(failures[0]).toEqual({ property, reason: expect.stringContaining(reason) as string });
});
