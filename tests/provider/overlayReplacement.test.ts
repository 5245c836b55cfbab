import { DiffResponse } from "@pulumi/pulumi/proto/provider_pb";
import { Engine } from "../../provider/engine/engine";
import { failureOf } from "../support/providerClient";
import {
  attachments,
  checked,
  deploy,
  deployService,
  engine,
  identity,
  lines,
  moveOutside,
  moveService,
  networkType,
  nextRun,
  overlays,
  provider,
  remove,
  replace,
  serviceType,
  somebodys,
  subnet,
  targets,
  useSlowSwarm,
} from "../support/replacedOverlay";

describe("A service whose network is replaced", () => {
  test("is on both networks with its aliases until the old one is removed, and shows no drift", async () => {
    const old = await deploy({ name: "backend-a" });
    const before = await deployService(old.id);
    const next = await replace(old, { name: "backend-b", internal: true });
    const service = await moveService(before, next.id);

    expect(attachments("api")).toEqual(
      [
        { Target: old.id, Aliases: ["orders"] },
        { Target: next.id, Aliases: ["orders"] },
      ].sort((a, b) => (a.Target < b.Target ? -1 : 1)),
    );
    const read = await provider.read({ type: serviceType, name: "api", id: service.id, known: service });
    expect(read.inputs).toEqual(service.inputs);

    await remove(old);
    expect(overlays().map(({ Id }) => Id)).toEqual([next.id]);
    expect(attachments("api")).toEqual([{ Target: next.id, Aliases: ["orders"] }]);
    expect(lines(true)).toContain('1/1 service left network "backend-a"');
  });

  test("stays on both networks during any other update", async () => {
    const old = await deploy({ name: "backend-a" });
    const before = await deployService(old.id);
    const next = await replace(old, { name: "backend-b", internal: true });
    const service = await moveService(before, next.id);
    await moveService({ ...service, inputs: { ...service.inputs, labels: [{ label: "a", value: "1" }] } }, next.id);
    expect(targets("api").sort()).toEqual([old.id, next.id].sort());
  });

  test("leaves the old network at once when the two networks have no common identity", async () => {
    const old = await deploy({ name: "backend-a", labels: [] });
    const before = await deployService(old.id);
    const next = await replace(old, { name: "backend-b", labels: [], internal: true });
    await moveService(before, next.id);
    expect(targets("api")).toEqual([next.id]);
  });

  test("is on both networks when the old one was imported without an identity, and the new one has one", async () => {
    const old = await deploy({ name: "imported", labels: [] });
    const before = await deployService(old.id);
    const next = await replace(old, { name: "backend-b" });
    await moveService(before, next.id);
    expect(targets("api").sort()).toEqual([old.id, next.id].sort());
    await remove(old);
    expect(overlays().map(({ Id }) => Id)).toEqual([next.id]);
    expect(targets("api")).toEqual([next.id]);
  });

  test("leaves an imported network in the next run if the previous run ended before the removal", async () => {
    const stack = [{ ...identity, value: "tests/dev/backend" }];
    const old = await deploy({ name: "imported", labels: [] });
    const before = await deployService(old.id);
    const next = await replace(old, { name: "backend-b", labels: stack });
    await moveService(before, next.id);
    await nextRun();
    await remove(old);
    expect(overlays().map(({ Id }) => Id)).toEqual([next.id]);
    expect(targets("api")).toEqual([next.id]);
  });

  test("leaves two old networks one after the other, and no update interrupts another", async () => {
    await useSlowSwarm(300);
    const names = ["a", "b"];
    const labels = names.map((one) => [{ ...identity, value: `shop/dev/${one}` }]);
    const olds = await Promise.all(names.map((one, i) => deploy({ name: `${one}-old`, labels: labels[i] ?? [] })));
    const news = await Promise.all(names.map((one, i) => deploy({ name: `${one}-new`, labels: labels[i] ?? [] })));
    await somebodys("api", ...[...olds, ...news].map(({ id }) => id));
    const seen: unknown[] = [];
    engine.services.outcome = () => {
      seen.push(targets("api").length);
      return { state: "running" };
    };
    await Promise.all(olds.map(remove));
    // The tasks of each spec ran before the next spec was written.
    expect(seen).toEqual([4, 3, 2]);
    expect(targets("api").sort()).toEqual(news.map(({ id }) => id).sort());
  });

  test("keeps all services on the old network while one of them is only on that", async () => {
    const old = await deploy({ name: "backend-a" });
    const before = await deployService(old.id);
    await somebodys("reports", old.id);
    const next = await replace(old, { name: "backend-b", internal: true });
    await moveService(before, next.id);
    expect((await failureOf(remove(old))).details).toBe(
      `Network "backend-a" (${old.id}) cannot be removed: service "reports" is attached to it and not to ` +
        '"backend-b", which replaces it. Deploy the stack of it, or attach it by hand (docker service update ' +
        "--network-add backend-b SERVICE), and run the command again. No service has been detached yet.",
    );
    expect(targets("api").sort()).toEqual([old.id, next.id].sort());
  });

  test("keeps the old network when the tasks do not run without it", async () => {
    const old = await deploy({ name: "backend-a" });
    const next = await replace(old, { name: "backend-b", internal: true });
    await somebodys("api", old.id, next.id);
    engine.services.outcome = () => ({ state: "rejected", err: "no such image" });
    const { details } = await failureOf(
      provider.delete({ type: networkType, name: "backend", id: old.id, state: old.state, timeout: 1 }),
    );
    expect(details).toContain(
      `Network "backend-a" (${old.id}) is not removed, because some services are still attached to it:\nService ` +
        '"api": ',
    );
    expect(overlays()).toHaveLength(2);
  });

  test("leaves the old network in the next run when Swarm rolled its detachment back", async () => {
    const old = await deploy({ name: "backend-a" });
    const next = await replace(old, { name: "backend-b", internal: true });
    await somebodys("api", old.id, next.id);
    engine.services.rollsBack = () => true;
    expect((await failureOf(remove(old))).details).toContain(
      `Network "backend-a" (${old.id}) is not removed, because some services are still attached to it:\nService ` +
        '"api": the update failed and was rolled back (rollback completed). The swarm runs the previous spec again, ' +
        "not the declared one; the next 'pulumi up' tries again.",
    );
    expect(targets("api").sort()).toEqual([old.id, next.id].sort());

    engine.services.rollsBack = () => false;
    await remove(old);
    expect(targets("api")).toEqual([next.id]);
    expect(overlays().map(({ Id }) => Id)).toEqual([next.id]);
  });

  test("leaves the old network although Swarm rolled its last deployment back", async () => {
    const old = await deploy({ name: "backend-a" });
    const next = await replace(old, { name: "backend-b", internal: true });
    await somebodys("api", old.id, next.id);
    engine.services.rollBack(engine.services.all[0]?.ID ?? "");
    await remove(old);
    expect(targets("api")).toEqual([next.id]);
    expect(overlays().map(({ Id }) => Id)).toEqual([next.id]);
  });

  test("stays on the old network when Swarm rolls back the update that attaches it to the new one", async () => {
    const old = await deploy({ name: "backend-a" });
    const next = await replace(old, { name: "backend-b", internal: true });
    await somebodys("reports", old.id, next.id);
    await somebodys("api", old.id);
    engine.services.updateStatus = () => ({ State: "updating" });
    await moveOutside("api", old.id, next.id);
    const { struck } = engine.fail({ method: "GET", path: /^\/tasks/, answer: { delayMs: 0 }, after: 1 });
    const removal = failureOf(remove(old));
    await struck;
    engine.services.rollBack(engine.services.all.find(({ Spec }) => Spec.Name === "api")?.ID ?? "");
    expect((await removal).details).toContain(
      'is not removed, because some services are still attached to it:\nService "api": the update failed and was ' +
        "rolled back",
    );
    expect(targets("api")).toEqual([old.id]);
    expect(targets("reports").sort()).toEqual([old.id, next.id].sort());
  });
});

describe("A network that cannot exist beside the one that it replaces", () => {
  const widened = { name: "backend-b", ipamConfigs: [{ subnet: "10.5.0.0/23" }] };

  test("is replaced through a temporary network, with room for as many tasks and with its own addresses", async () => {
    const old = await deploy({ name: "backend-a", ipamConfigs: [{ subnet }] });
    const before = await deployService(old.id);
    const next = await replace(old, widened);

    const transition = overlays().find(({ Id }) => Id !== next.id);
    expect(overlays().map(({ Id }) => Id)).not.toContain(old.id);
    expect(transition?.Name).toBe(`backend-b-transition-${old.id.slice(0, 8)}`);
    expect(transition?.IPAM.Config?.map(({ Subnet }) => Subnet)).toEqual(["10.0.1.0/24"]);
    expect(transition?.Labels).toEqual({ [identity.label]: identity.value, "swarm.network.transition": old.id });
    expect(attachments("api")).toEqual([{ Target: transition?.Id, Aliases: ["orders"] }]);

    await moveService(before, next.id);
    expect(targets("api").sort()).toEqual([transition?.Id ?? "", next.id].sort());
    await remove(old);
    expect(overlays().map(({ Id }) => Id)).toEqual([next.id]);
    expect(targets("api")).toEqual([next.id]);
  });

  test("is replaced in the same way when only the names are equal", async () => {
    const old = await deploy({ name: "backend" });
    await deployService(old.id);
    const next = await replace(old, { name: "backend", internal: true });
    expect(overlays().map(({ Name }) => Name)).toEqual([`backend-transition-${old.id.slice(0, 8)}`, "backend"]);
    expect(targets("api")).not.toContain(next.id);
  });

  test("is replaced in the same way when the old network has no identity, which the state has", async () => {
    const old = await deploy({ name: "backend-a", labels: [], ipamConfigs: [{ subnet }] });
    const before = await deployService(old.id);
    const next = await replace(old, widened);
    await moveService(before, next.id);
    await remove(old);
    expect(overlays().map(({ Id }) => Id)).toEqual([next.id]);
    expect(targets("api")).toEqual([next.id]);
  });

  test("moves services of other stacks, which still name the old network", async () => {
    const old = await deploy({ name: "backend-a", ipamConfigs: [{ subnet }] });
    await somebodys("reports", old.id);
    const next = await replace(old, widened);
    await remove(old);
    expect(overlays().map(({ Id }) => Id)).toEqual([next.id]);
    expect(targets("reports")).toEqual([next.id]);
  });

  test("moves no service when its addresses leave no room for a temporary network", async () => {
    const old = await deploy({ name: "backend-a", ipamConfigs: [{ subnet }] });
    await somebodys("api", old.id);
    const other = await deploy({ name: "other", ipamConfigs: [{ subnet: "10.5.1.0/24" }], labels: [] });
    const inputs = await checked(widened);
    const request = { type: networkType, name: "backend" };
    await provider.diff({ ...request, id: old.id, oldInputs: old.inputs, oldState: old.state, news: inputs });
    const { details } = await failureOf(provider.create({ ...request, inputs }));
    expect(details).toContain(
      `Network "backend-b" cannot have subnet 10.5.0.0/23: network "other" (${other.id}) has "10.5.1.0/24", which`,
    );
    expect(targets("api")).toEqual([old.id]);
  });

  test("moves no service off a network that the state does not have, whatever its label says", async () => {
    const foreign = await new Engine({ host: engine.host }).createNetwork({
      Name: "backend-a",
      Driver: "overlay",
      IPAM: { Config: [{ Subnet: subnet }] },
      Labels: { [identity.label]: identity.value },
    });
    await somebodys("api", foreign.id);
    expect((await failureOf(deploy(widened))).details).toContain(`Network "backend-b" cannot have subnet`);
    expect(targets("api")).toEqual([foreign.id]);
  });

  test.each([
    ["while services move to the third one", "POST", /^\/services\/.*update/],
    ["when the old network must be removed", "DELETE", /^\/networks\//],
  ])("is created by the next run when the previous one was interrupted %s", async (_, method, path) => {
    const old = await deploy({ name: "backend-a", ipamConfigs: [{ subnet }] });
    const before = await deployService(old.id);
    engine.fail({ method, path, answer: { status: 400, message: "no" } });
    await failureOf(replace(old, widened));
    expect(overlays()).toHaveLength(2);

    await nextRun({ cleanly: false });
    const next = await replace(old, widened);
    expect(overlays()).toHaveLength(2);
    await moveService(before, next.id);
    await remove(old);
    expect(overlays().map(({ Id }) => Id)).toEqual([next.id]);
    expect(targets("api")).toEqual([next.id]);
  });

  test("is created by the next run when Swarm rolled back the detachment of a service from the old one", async () => {
    const old = await deploy({ name: "backend-a", ipamConfigs: [{ subnet }] });
    await somebodys("api", old.id);
    engine.services.rollsBack = () => targets("api").length === 2;
    expect((await failureOf(replace(old, widened))).details).toContain("the update failed and was rolled back");
    expect(targets("api")).toHaveLength(2);

    engine.services.rollsBack = () => false;
    const next = await replace(old, widened);
    await remove(old);
    expect(overlays().map(({ Id }) => Id)).toEqual([next.id]);
    expect(targets("api")).toEqual([next.id]);
  });

  test("is removed with its temporary network when the stack is destroyed after an interruption", async () => {
    const old = await deploy({ name: "backend-a", ipamConfigs: [{ subnet }] });
    const service = await deployService(old.id);
    engine.fail({ method: "DELETE", path: /^\/networks\//, answer: { status: 400, message: "no" } });
    await failureOf(replace(old, widened));
    await provider.delete({ type: serviceType, name: "api", id: service.id, state: service.state });
    await remove(old);
    expect(overlays()).toEqual([]);
  });

  test("stays in the state over a refresh between two runs, and is restored when the program is reverted", async () => {
    const old = await deploy({ name: "backend-a", ipamConfigs: [{ subnet }] });
    const before = await deployService(old.id);
    await replace(old, widened);
    engine.networks.remove(overlays().find(({ Name }) => Name === "backend-b")?.Id ?? "");

    const request = { type: networkType, name: "backend", id: old.id };
    const read = await provider.read({ ...request, known: old });
    expect(read.id).toBe(old.id);
    expect(lines(false)).toEqual([
      `Network "backend-a" is gone: its replacement was interrupted, and ` +
        `"backend-b-transition-${old.id.slice(0, 8)}" is in its place. The next 'pulumi up' completes the replacement.`,
    ]);
    const refreshed = { id: old.id, inputs: read.inputs ?? {}, state: read.state ?? {} };
    const again = await replace(refreshed, { name: "backend-a", ipamConfigs: [{ subnet }] });
    await moveService(before, again.id);
    await remove(refreshed);
    expect(overlays().map(({ Id, Name }) => [Id, Name])).toEqual([[again.id, "backend-a"]]);
    expect(targets("api")).toEqual([again.id]);
  });
});

test("An error about a network with a fixed name names its services, the reason and the fix", async () => {
  const old = await deploy({ name: "backend", labels: [] });
  await deployService(old.id);
  const news = await checked({ name: "backend", labels: [{ label: "team", value: "shop" }] });
  const request = { type: networkType, name: "backend", id: old.id, oldInputs: old.inputs, oldState: old.state };
  await provider.diff({ ...request, news });
  expect((await failureOf(remove(old))).details).toBe(
    `Network "backend" (${old.id}) cannot be removed: service "api" is attached to it. This update replaces the ` +
      "network. The new one has the same name or overlapping subnets, so Pulumi removes the old one before it " +
      'updates any service. To move services over without an outage, add the label "swarm.network.identity" to the ' +
      `network, for example with the value "tests/dev/backend", or use an OverlayNetwork. Or leave 'name' and the ` +
      "subnets out, so that both networks can exist. Otherwise detach it (docker service update --network-rm backend " +
      "SERVICE), and run the command again.",
  );
});

describe("A preview warns", () => {
  test("about a temporary network because of a fixed name, and says how to avoid it", async () => {
    const old = await deploy({ name: "backend" });
    await replace(old, { name: "backend", internal: true }, { preview: true });
    expect(lines(false)).toEqual([
      'Network "backend" and the one that it replaces cannot exist side by side: both have the name "backend". A ' +
        "third network connects the services meanwhile, and tasks restart four times instead of twice. To avoid " +
        "that, leave 'name' out, so that each network gets its own name.",
    ]);
    expect(overlays().map(({ Id }) => Id)).toEqual([old.id]);
  });

  test("about the removal before the create with replacement 'swap'", async () => {
    const old = await deploy({ name: "backend", labels: [], ipamConfigs: [{ subnet }] });
    const inputs = await checked({ name: "backend", labels: [], ipamConfigs: [{ subnet }], internal: true });
    const request = { type: networkType, name: "backend" };
    const diff = await provider.diff({
      ...request,
      id: old.id,
      oldInputs: old.inputs,
      oldState: old.state,
      news: inputs,
    });
    expect([diff.getChanges(), diff.getDeletebeforereplace()]).toEqual([DiffResponse.DiffChanges.DIFF_SOME, true]);
    await provider.create({ ...request, inputs, preview: true });
    expect(lines(false)).toEqual([
      'Network "backend" and the one that it replaces cannot exist side by side: both have the name "backend"; ' +
        `"${subnet}" overlaps "${subnet}". The old one must be removed first, which the Engine refuses while ` +
        "services are attached. Either leave 'name' out, so that each network gets its own name, and give the " +
        "network other subnets (and VXLAN ids), or leave them to Swarm; or let services be on both, as those of an " +
        `OverlayNetwork are unless its 'replacement' is "swap".`,
    ]);
  });

  test("about services that cannot reach each other without an identity, and says how to avoid it", async () => {
    const old = await deploy({ name: "backend-a", labels: [] });
    await replace(old, { name: "backend-b", labels: [], internal: true }, { preview: true });
    expect(lines(false)).toEqual([
      'Network "backend-b" replaces "backend-a". Each service leaves the old network as it joins the new one, so ' +
        "services cannot reach each other until all have moved. To keep them connected, add the label " +
        '"swarm.network.identity" to the network, for example with the value "tests/dev/backend", or use an ' +
        "OverlayNetwork.",
    ]);
  });

  test("nothing about a change for which both networks can exist", async () => {
    const old = await deploy({ name: "backend-a" });
    await replace(old, { name: "backend-b", internal: true }, { preview: true });
    expect(lines(false)).toEqual([]);
  });
});
