import type { Node, Service, ServiceSpec } from "../../provider/engine/types";
import type { WireObject } from "../../provider/server/wire";
import { failureOf } from "../support/providerClient";
import {
  deploy,
  engine,
  lines,
  moveOutside,
  overlays,
  remove,
  replace,
  somebodys,
  subnet,
  targets,
} from "../support/replacedOverlay";

describe("A global service with a task on a paused node, which Swarm does not update", () => {
  /** A global service, and its task on a paused node, which is only on this network. */
  async function deployAgent(networkId: string): Promise<void> {
    await somebodys("agent", networkId);
    const agent = engine.services.all.find(({ Spec }) => Spec.Name === "agent");
    const [first] = engine.nodes;
    if (agent === undefined || first === undefined) throw new Error("no service or node");
    engine.services.change(agent.ID, (spec) => ({ ...spec, Mode: { Global: {} } }));
    const { Spec, Description } = first;
    const change = { Spec: { ...Spec, Availability: "pause" }, Description: { ...Description, Hostname: "paused" } };
    engine.nodes = [first, { ...first, ID: "node2", ...change } as Node];
    engine.services.strand({ networkId, serviceId: agent.ID, nodeId: "node2", desiredState: "running" });
  }

  const reason = (isMove: boolean): string =>
    `Swarm does not update the tasks of global services on paused nodes, so these would stay on it: "agent" on node ` +
    `"paused". Activate these nodes (docker node update --availability active NODE), or drain them. Then run the ` +
    `command again.${isMove ? " No service leaves the network before that." : ""}`;

  test("keeps all services on the old network, until the node is active again", async () => {
    const old = await deploy({ name: "backend-a" });
    await deployAgent(old.id);
    const next = await replace(old, { name: "backend-b", internal: true });
    await somebodys("web", old.id, next.id);
    await moveOutside("agent", old.id, next.id);
    const { details } = await failureOf(remove(old));
    expect(details).toBe(`Network "backend-a" (${old.id}) cannot be removed: ${reason(true)}`);
    expect([targets("web"), targets("agent")]).toEqual([
      [old.id, next.id],
      [old.id, next.id],
    ]);

    engine.nodes = engine.nodes.slice(0, 1);
    engine.services.stranded.length = 0;
    await remove(old);
    expect([targets("web"), targets("agent")]).toEqual([[next.id], [next.id]]);
  });

  test.each<[string, boolean[], WireObject, WireObject]>([
    [
      "a transition before it begins, and in the preview",
      [true, false],
      { ipamConfigs: [{ subnet }] },
      { ipamConfigs: [{ subnet: "10.5.0.0/23" }] },
    ],
    ["a swap before it begins", [false], { labels: [] }, { labels: [], internal: true }],
  ])("prevents %s", async (_what, previews, before, news) => {
    const old = await deploy({ name: "backend-a", ...before });
    await deployAgent(old.id);
    const changes = engine.changes.length;
    for (const preview of previews) {
      const { details } = await failureOf(replace(old, { name: "backend-b", ...news }, { preview }));
      expect(details).toContain(`Network "backend-a" (${old.id}) cannot be replaced: ${reason(true)}`);
    }
    expect(engine.changes.slice(changes)).toEqual([]);
  });

  test("is named in the preview if both networks can exist", async () => {
    const old = await deploy({ name: "backend-a" });
    await deployAgent(old.id);
    await replace(old, { name: "backend-b", internal: true }, { preview: true });
    expect(lines(false)).toContainEqual(expect.stringContaining(`unless that changes meanwhile: ${reason(true)}`));
  });

  test("ends the removal of a network that its service has left", async () => {
    const old = await deploy({ name: "backend-a", labels: [] });
    await deployAgent(old.id);
    const { ID = "" } = engine.services.all[0] ?? {};
    engine.services.change(ID, (spec) => ({ ...spec, TaskTemplate: { ...spec.TaskTemplate, Networks: [] } }));
    const { details } = await failureOf(remove(old));
    expect(details).toBe(`Network "backend-a" (${old.id}) cannot be removed: ${reason(false)}`);
  });
});

describe("A container that was attached by hand to a network that is replaced", () => {
  const container = "0123456789abcdef0123";
  const attachable = { name: "backend-a", attachable: true, ipamConfigs: [{ subnet }] };
  const beside = { name: "backend-b", attachable: true };
  const overlapping = { ...beside, ipamConfigs: [{ subnet: "10.5.0.0/23" }] };
  const refusal = (id: string, verdict: string, fix: string): string =>
    `Network "backend-a" (${id}) ${verdict}: container 0123456789ab on node "fake" is attached to it by hand, and ` +
    `would lose contact with its services. Stop the container, or ${fix} Then run the command again. No service ` +
    `leaves the network before that.`;
  const disconnect = `disconnect it from "backend-a" (docker network disconnect backend-a CONTAINER)`;
  const connect = `connect it to "backend-b" (docker network connect backend-b CONTAINER) and ${disconnect}.`;

  test("keeps all services on the old network until it is on the new one", async () => {
    const old = await deploy(attachable);
    const next = await replace(old, beside);
    await somebodys("api", old.id, next.id);
    engine.services.attachContainer(old.id, container);
    const changes = engine.changes.length;
    expect((await failureOf(remove(old))).details).toBe(refusal(old.id, "cannot be removed", connect));
    expect(engine.changes.slice(changes)).toEqual([]);

    engine.services.attachments = [];
    await remove(old);
    expect(targets("api")).toEqual([next.id]);
  });

  test.each<[string, WireObject, WireObject]>([
    ["through a temporary network", attachable, overlapping],
    ["by a swap", { ...attachable, labels: [] }, { ...beside, labels: [] }],
  ])("prevents a replacement %s in the preview and in the update, before anything changes", async (_, olds, news) => {
    const old = await deploy(olds);
    await somebodys("api", old.id);
    engine.services.attachContainer(old.id, container);
    const changes = engine.changes.length;
    const message = refusal(old.id, "cannot be replaced", `${disconnect} until the new network exists.`);
    expect((await failureOf(replace(old, news, { preview: true }))).details).toBe(message);
    expect((await failureOf(replace(old, news))).details).toBe(message);
    expect(engine.changes.slice(changes)).toEqual([]);
  });

  test("is named in the preview when the two networks can exist side by side", async () => {
    const old = await deploy(attachable);
    await somebodys("api", old.id);
    engine.services.attachContainer(old.id, container);
    await replace(old, beside, { preview: true });
    expect(lines(false)).toContain(refusal(old.id, "stays after this update, unless that changes meanwhile", connect));
  });

  test("keeps services on a temporary network as well", async () => {
    const old = await deploy(attachable);
    await somebodys("api", old.id);
    const next = await replace(old, overlapping);
    const transition = overlays().find(({ Id }) => Id !== next.id);
    engine.services.attachContainer(transition?.Id ?? "", container);
    expect((await failureOf(remove(old))).details).toContain(
      `Network "${transition?.Name}" (${transition?.Id}) cannot be removed: container 0123456789ab on node "fake" `,
    );
    expect(targets("api")).toEqual([transition?.Id]);
  });

  test("does not prevent a replacement when the Engine does not list it, which is a warning", async () => {
    const old = await deploy(attachable);
    await somebodys("api", old.id);
    engine.fail({ method: "GET", path: /^\/tasks/, answer: { status: 400, message: "invalid filter 'runtime'" } });
    await replace(old, overlapping);
    expect(lines(false)).toEqual([
      `The provider could not check whether standalone containers are attached to network "backend-a" (${old.id}), ` +
        "which would lose contact with its services: GET /tasks (HTTP 400): invalid filter 'runtime'",
    ]);
  });
});

describe("A service of another stack whose update is paused", () => {
  const widened = { name: "backend-b", ipamConfigs: [{ subnet: "10.5.0.0/23" }] };
  const reports = (): Service => {
    const found = engine.services.all.find(({ Spec }) => Spec.Name === "reports");
    if (found === undefined) throw new Error("there is no service");
    return found;
  };
  /** The rollout of a bad image, of which Swarm has stopped the rest. */
  function pauseRollout(): void {
    const before = reports().Spec;
    const ContainerSpec = { ...before.TaskTemplate.ContainerSpec, Image: "other:bad" };
    engine.services.change(reports().ID, (spec) => ({
      ...spec,
      TaskTemplate: { ...spec.TaskTemplate, ContainerSpec },
    }));
    engine.services.put({ ...reports(), UpdateStatus: { State: "paused", Message: "update paused due to failure" } });
  }
  const refusal = (id: string, verdict: string): string =>
    `Network "backend-a" (${id}) ${verdict}: "reports" would resume a paused update. Deploy a fix for that service, ` +
    "or end the update (docker service update --rollback SERVICE). Then run the command again. No service leaves the " +
    "network before that.";

  test("keeps all services on the old network", async () => {
    const old = await deploy({ name: "backend-a" });
    const next = await replace(old, { name: "backend-b", internal: true });
    await somebodys("reports", old.id, next.id);
    pauseRollout();
    const changes = engine.changes.length;
    expect((await failureOf(remove(old))).details).toBe(refusal(old.id, "cannot be removed"));
    expect(engine.changes.slice(changes)).toEqual([]);

    engine.services.rollBack(reports().ID);
    await remove(old);
    expect(targets("reports")).toEqual([next.id]);
  });

  test("is moved if only its rollback is paused, of which the Engine no longer has the previous spec", async () => {
    const old = await deploy({ name: "backend-a" });
    const next = await replace(old, { name: "backend-b", internal: true });
    await somebodys("reports", old.id, next.id);
    expect(reports().PreviousSpec).toBeUndefined();
    engine.services.put({ ...reports(), UpdateStatus: { State: "rollback_paused" } });
    await remove(old);
    expect(targets("reports")).toEqual([next.id]);
  });

  test("prevents a replacement through a temporary network, in the preview and before anything changes", async () => {
    const old = await deploy({ name: "backend-a", ipamConfigs: [{ subnet }] });
    await somebodys("reports", old.id);
    pauseRollout();
    const changes = engine.changes.length;
    const message = refusal(old.id, "cannot be replaced");
    expect((await failureOf(replace(old, widened, { preview: true }))).details).toBe(message);
    expect((await failureOf(replace(old, widened))).details).toBe(message);
    expect(engine.changes.slice(changes)).toEqual([]);
  });

  test("is named in the preview when the two networks can exist side by side", async () => {
    const old = await deploy({ name: "backend-a" });
    await somebodys("reports", old.id);
    pauseRollout();
    await replace(old, { name: "backend-b", internal: true }, { preview: true });
    expect(lines(false)).toContain(refusal(old.id, "stays after this update, unless that changes meanwhile"));
  });

  test("is not written when its update is paused only while the provider waits for it", async () => {
    const old = await deploy({ name: "backend-a" });
    const next = await replace(old, { name: "backend-b", internal: true });
    await somebodys("reports", old.id, next.id);
    pauseRollout();
    engine.services.put({ ...reports(), UpdateStatus: { State: "updating" } });
    const { struck } = engine.fail({ method: "GET", path: /^\/tasks/, answer: { delayMs: 0 }, after: 1 });
    const changes = engine.changes.length;
    const removal = failureOf(remove(old));
    await struck;
    engine.services.put({ ...reports(), UpdateStatus: { State: "paused", Message: "task failed" } });
    expect((await removal).details).toContain('Service "reports": its update is paused');
    expect(engine.changes.slice(changes)).toEqual([]);
  });
});

describe("A replacement whose own change of a service was paused", () => {
  const isOn = (spec: ServiceSpec, id: string): boolean =>
    (spec.TaskTemplate.Networks ?? []).some(({ Target }) => Target === id);

  test("is resumed by the next run when the service left the old network", async () => {
    const old = await deploy({ name: "backend-a" });
    const next = await replace(old, { name: "backend-b", internal: true });
    await somebodys("api", old.id, next.id);
    engine.services.updateStatus = (spec) => (isOn(spec, old.id) ? undefined : { State: "paused", Message: "no" });
    expect((await failureOf(remove(old))).details).toContain('Service "api": its update is paused');
    engine.services.updateStatus = () => undefined;
    await remove(old);
    expect(overlays().map(({ Id }) => Id)).toEqual([next.id]);
    expect(targets("api")).toEqual([next.id]);
  });

  test("is resumed by the next run at each step through a temporary network, however often it is paused", async () => {
    const old = await deploy({ name: "backend-a", ipamConfigs: [{ subnet }] });
    await somebodys("api", old.id);
    const widened = { name: "backend-b", ipamConfigs: [{ subnet: "10.5.0.0/23" }] };
    const isPaused = 'Service "api": its update is paused';
    engine.services.updateStatus = () => ({ State: "paused", Message: "no" });
    for (let run = 0; run < 3; run++) expect((await failureOf(replace(old, widened))).details).toContain(isPaused);
    expect(targets("api")).toHaveLength(2);
    engine.services.updateStatus = (spec) => (isOn(spec, old.id) ? undefined : { State: "paused", Message: "no" });
    expect((await failureOf(replace(old, widened))).details).toContain(isPaused);
    expect(targets("api")).toHaveLength(1);
    engine.services.updateStatus = () => undefined;
    const next = await replace(old, widened);
    await remove(old);
    expect(overlays().map(({ Id }) => Id)).toEqual([next.id]);
    expect(targets("api")).toEqual([next.id]);
  });
});
