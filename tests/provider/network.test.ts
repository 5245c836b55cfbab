import { Engine } from "../../provider/engine/engine";
import { noJournal } from "../../provider/journal/journal";
import { networkHandler } from "../../provider/resources/networkHandler/networkHandler";
import { PartialFailure, type Operation } from "../../provider/handler/handler";
import type { WireObject } from "../../provider/server/wire";
import { FakeEngine } from "../support/fakeEngine/fakeEngine";
import { poll } from "../support/poll";
import { failureOf, marks, ProviderClient } from "../support/providerClient";

const type = "docker:index/network:Network";
const name = "backend";
const overlay = { name: "backend", driver: "overlay" };
const vxlanIds = "com.docker.network.driver.overlay.vxlanid_list";

let engine: FakeEngine;
let provider: ProviderClient;

async function start(options: { allocationMs?: number } = {}): Promise<void> {
  engine = await FakeEngine.start(options);
  provider = await ProviderClient.start({ handlers: [networkHandler] });
  await provider.configure({ host: engine.host });
}

afterEach(async () => {
  await provider.stop();
  await engine.stop();
});

interface Deployed {
  readonly id: string;
  readonly inputs: WireObject;
  readonly state: WireObject;
}

/** Deploys a network as the CLI does. */
async function deploy(news: WireObject = {}): Promise<Deployed> {
  const { inputs = {}, failures } = await provider.check({ type, name, news: { ...overlay, ...news } });
  expect(failures).toEqual([]);
  const { id, state = {} } = await provider.create({ type, name, inputs });
  return { id, inputs, state };
}

describe("Creating a network", () => {
  test("waits until the network has its subnet, and returns what the Engine has allocated", async () => {
    await start({ allocationMs: 200 });
    const { id, state } = await deploy({ options: { encrypted: "" }, labels: [{ label: "team", value: "shop" }] });
    expect(engine.networks.all.filter(({ Name }) => Name === name).map(({ Id }) => Id)).toEqual([id]);
    expect(state).toEqual({
      id,
      name,
      driver: "overlay",
      scope: "swarm",
      attachable: false,
      ingress: false,
      internal: false,
      ipv6: false,
      ipamDriver: "default",
      ipamConfigs: [{ subnet: "10.0.1.0/24", gateway: "10.0.1.1" }],
      labels: [{ label: "team", value: "shop" }],
      options: { encrypted: "", [vxlanIds]: "4097" },
    });
  });

  test("is previewed with unknown values for what only the Engine decides, and without a request", async () => {
    await start();
    const inputs = { ...overlay, ipamConfigs: [{ subnet: "10.0.9.0/24" }], options: { encrypted: "" } };
    const { state } = await provider.create({ type, name, inputs, preview: true });
    expect(state).toEqual({
      ...inputs,
      scope: "swarm",
      attachable: false,
      ingress: false,
      internal: false,
      ipv6: false,
      ipamDriver: "default",
      ipamConfigs: [{ subnet: "10.0.9.0/24", gateway: marks.unknown }],
      labels: [],
      options: { encrypted: "", [vxlanIds]: marks.unknown },
    });
    expect(engine.changes).toEqual([]);
  });

  test.each([false, true])(
    "creates one network when the connection breaks before the answer (carried out: %s)",
    async (carriedOut) => {
      await start();
      engine.fail({ method: "POST", path: /^\/networks\/create$/, carriedOut, answer: "lost" });
      const { id } = await deploy({ ipamConfigs: [{ subnet: "10.0.9.0/24" }] });
      expect(engine.networks.all.filter(({ Name }) => Name === name).map(({ Id }) => Id)).toEqual([id]);
    },
  );

  test("does not take over a different network of this name after the connection broke", async () => {
    await start();
    engine.fail({ method: "POST", path: /^\/networks\/create$/, carriedOut: true, answer: "lost" });
    const created = failureOf(deploy({ internal: true }));
    // Another client has a different network of this name at the same moment.
    const watch = setInterval(() => {
      const [made] = engine.networks.all.filter(({ Name }) => Name === name);
      if (made !== undefined) engine.networks.change(made.Id, { Internal: false });
    }, 1);
    const { details } = await created;
    clearInterval(watch);
    expect(details).toContain(`network with name ${name} already exists`);
  });

  test("is refused when the name is taken, with the id and two fixes", async () => {
    await start();
    const { id } = await deploy();
    const { details } = await failureOf(deploy({ internal: true }));
    expect(details).toBe(
      `Network "backend" (${id}, driver "overlay", scope swarm) already exists and does not belong to this resource. ` +
        `To manage it as this resource, import it:\n  pulumi import ${type} backend ${id} --protect=false ` +
        `--generate-code=false\nOtherwise give this resource another 'name', or remove the existing network: docker ` +
        `network rm ${id}`,
    );
    expect(engine.changes).toEqual(["POST /networks/create"]);
  });

  test("waits for a removed network of the same name that the node still has", async () => {
    await start();
    const { id } = await deploy();
    // In a manager's list, the node's own copy has containers; the swarm's store has none.
    engine.networks.change(id, { Containers: {} });
    setTimeout(() => {
      engine.networks.remove(id);
    }, 300);
    const second = await deploy();
    expect(engine.networks.all.filter(({ Name }) => Name === name).map(({ Id }) => Id)).toEqual([second.id]);
  });

  test("is undone when the network gets no subnet, and the error names the network that overlaps it", async () => {
    await start();
    // The other network appears after the provider has compared the subnets.
    const create = engine.fail({ method: "POST", path: /^\/networks\/create/, answer: { delayMs: 2000 } });
    const failure = failureOf(deploy({ name: "other", ipamConfigs: [{ subnet: "10.0.8.0/22" }] }));
    await create.struck;
    const { id } = await new Engine({ host: engine.host }).createNetwork({
      Name: "backend",
      Driver: "overlay",
      IPAM: { Config: [{ Subnet: "10.0.9.0/24" }] },
    });
    const { details } = await failure;
    expect(details).toBe(
      `Network "other" got no subnet: "10.0.8.0/22" overlaps "10.0.9.0/24" of network "backend" (${id}). Choose a ` +
        `subnet that no network of the swarm has, leave it out to get one from the swarm's pool, or remove the other ` +
        `network first. If this network replaces the other one: services move over without an outage when both have ` +
        `the same label "swarm.network.identity", as those of an OverlayNetwork have unless its 'replacement' is ` +
        `"swap".`,
    );
    expect(engine.networks.all.map(({ Name }) => Name)).toEqual(["ingress", "backend"]);
  });

  test("warns when 'encrypted' reads as no, and encrypts as before, so that stacks can switch over", async () => {
    await start();
    const warnings: string[] = [];
    const inputs = { ...overlay, options: { encrypted: "false" } };
    const { failures } = await provider.check({ type, name, news: inputs });
    await networkHandler.create(inputs, {
      urn: "",
      logicalName: name,
      engine: new Engine({ host: engine.host }),
      signal: new AbortController().signal,
      status: () => undefined,
      info: () => undefined,
      warn: (message) => warnings.push(message),
      journal: noJournal,
      timeoutSeconds: undefined,
      ignoreChanges: [],
      replaces: undefined,
    });

    expect(failures).toEqual([]);
    expect(engine.networks.all.find(({ Name }) => Name === name)?.Options).toMatchObject({ encrypted: "false" });
    expect(warnings).toEqual([
      `Network "backend": 'encrypted' "false" turns encryption on: the overlay driver checks only whether the option ` +
        `is present, not its value. Leave the option out for an unencrypted network; set it to "true" for an ` +
        `encrypted one.`,
    ]);
  });

  test("keeps the network in the state when it is cancelled, and the next run waits for it", async () => {
    await start({ allocationMs: 400 });
    const cancel = new AbortController();
    const operation: Operation = {
      urn: "",
      logicalName: name,
      engine: new Engine({ host: engine.host }),
      signal: cancel.signal,
      status: () => undefined,
      info: () => undefined,
      warn: () => undefined,
      journal: noJournal,
      timeoutSeconds: undefined,
      ignoreChanges: [],
      replaces: undefined,
    };
    const watch = setInterval(() => {
      if (!engine.networks.all.some(({ Name }) => Name === name)) return;
      clearInterval(watch);
      cancel.abort(new Error("cancelled"));
    }, 1);
    const failure = await networkHandler.create(overlay, operation).catch((error: unknown) => error as PartialFailure);
    const [made] = engine.networks.all.filter(({ Name }) => Name === name);
    expect(failure).toBeInstanceOf(PartialFailure);
    const { id, state } = (failure as PartialFailure).live;
    expect(id).toBe(made?.Id);
    const request = { id, oldInputs: overlay, oldState: state, newInputs: overlay, ignoreChanges: [] };
    expect([...networkHandler.diff(request).changes]).toEqual([]);
    const next = await networkHandler.update(id, state, overlay, overlay, {
      ...operation,
      signal: new AbortController().signal,
    });
    expect(next.state.ipamConfigs).toEqual([{ subnet: "10.0.1.0/24", gateway: "10.0.1.1" }]);
  });
});

describe("Reading a network", () => {
  test("returns the known inputs when nothing differs, and the live values when something does", async () => {
    await start();
    const { id, inputs, state } = await deploy({ ipamConfigs: [{ subnet: "10.0.9.0/24" }] });
    const known = { inputs, state };
    expect(await provider.read({ type, name, id, known })).toEqual({ id, inputs, state });
    engine.networks.change(id, { Internal: true, Labels: { team: "shop" } });
    const changed = await provider.read({ type, name, id, known });
    expect(changed.inputs).toEqual({ ...inputs, internal: true });
    expect(changed.state).toEqual({ ...state, internal: true, labels: [{ label: "team", value: "shop" }] });
  });

  test("reports a network as gone when the swarm says so, and fails when the swarm does not answer", async () => {
    await start();
    const { id, inputs, state } = await deploy();
    engine.networks.remove(id);
    // Without the managers' store, the list omits swarm networks without an error.
    const message = "Swarm is encrypted and needs to be unlocked before it can be used.";
    engine.fail({ path: /^\/swarm$/, answer: { status: 503, message } });
    const { details } = await failureOf(provider.read({ type, name, id, known: { inputs, state } }));
    expect(details).toContain(message);
    expect((await provider.read({ type, name, id, known: { inputs, state } })).id).toBe("");
  });

  test("imports by name or short id, with as few inputs as possible", async () => {
    await start();
    const { id } = await deploy({ attachable: true });
    for (const term of [id, name, id.slice(0, 12)]) {
      const { id: found, inputs } = await provider.read({ type, name, id: term });
      expect([found, inputs]).toEqual([id, { name, driver: "overlay", attachable: true }]);
    }
  });
});

describe("Deleting a network", () => {
  test("waits for a task that is still stopping, and for the network to be gone", async () => {
    await start();
    const { id, state } = await deploy();
    engine.fail({
      method: "DELETE",
      path: /^\/networks\//,
      times: 2,
      answer: {
        status: 400,
        message: `rpc error: code = FailedPrecondition desc = network ${id} is in use by task t1`,
      },
    });
    await provider.delete({ type, name, id, state });
    expect(engine.networks.all.map(({ Name }) => Name)).toEqual(["ingress"]);
  });

  test("waits for a task that stops on a node that has not connected since the leader changed", async () => {
    await start();
    const { id, state } = await deploy();
    engine.nodes = engine.nodes.map((node) => ({ ...node, Status: { ...node.Status, State: "unknown" } }));
    engine.services.strand({ networkId: id });
    const removal = provider.delete({ type, name, id, state });
    const line = 'waiting for a task of a removed service on node "fake" to stop';
    await poll("the wait", () => provider.lines.some(({ message }) => message === line) || undefined);
    expect(engine.changes).toEqual(["POST /networks/create"]);
    engine.services.stranded.length = 0;
    await removal;
    expect(engine.changes).toEqual(["POST /networks/create", `DELETE /networks/${id}`]);
  });

  test("names the services that are attached, and the fix", async () => {
    await start();
    const { id, state } = await deploy();
    const client = new Engine({ host: engine.host });
    for (const service of ["web", "api"]) {
      const TaskTemplate = { ContainerSpec: { Image: "app" }, Networks: [{ Target: id }] };
      await client.createService({ Name: service, TaskTemplate, Mode: { Replicated: { Replicas: 1 } } });
    }
    expect((await failureOf(provider.delete({ type, name, id, state }))).details).toBe(
      `Network "backend" (${id}) cannot be removed: services "api", "web" are attached to it. Remove them, or detach ` +
        `them (docker service update --network-rm backend SERVICE), and run the command again. Services of this ` +
        `stack that refer to the network by its 'id' output are removed or moved before the network.`,
    );
  });

  test("succeeds when the network is gone already", async () => {
    await start();
    const { id, state } = await deploy();
    engine.networks.remove(id);
    await provider.delete({ type, name, id, state });
    expect(engine.changes).toEqual(["POST /networks/create", `DELETE /networks/${id}`]);
  });
});

test("A replacement gets a name that sorts first in both checks of the CLI, with and without old inputs", async () => {
  await start();
  const named = (hash: string): WireObject => ({
    ...overlay,
    name: `backend-${hash}`,
    labels: [{ label: "swarm.network.identity", value: "shop/dev/backend" }],
  });
  const checkedName = async (news: WireObject, olds?: WireObject): Promise<unknown> =>
    (await provider.check({ type, name, news, ...(olds && { olds }) })).inputs?.name;
  expect(await checkedName(named("22222222"))).toBe("backend-22222222");
  expect(await checkedName(named("22222222"), named("11111111"))).toBe("backend--9999-22222222");
  expect(await checkedName(named("22222222"))).toBe("backend--9999-22222222");
});

test("A network without a name keeps its generated one, and a replacement gets another", async () => {
  await start();
  const first = await provider.check({ type, name, news: { driver: "overlay" }, seed: new Uint8Array([1]) });
  expect(first.inputs).toEqual({
    driver: "overlay",
    name: expect.stringMatching(/^backend-[0-9a-f]{7}$/) as string,
    __defaults: ["name"],
  });
  const olds = first.inputs ?? {};
  const kept = await provider.check({
    type,
    name,
    olds,
    news: { driver: "overlay", internal: true },
    seed: new Uint8Array([2]),
  });
  expect(kept.inputs?.name).toBe(olds.name);
  const replaced = await provider.check({
    type,
    name,
    news: { driver: "overlay", internal: true },
    seed: new Uint8Array([2]),
  });
  expect(replaced.inputs?.name).not.toBe(olds.name);
});
