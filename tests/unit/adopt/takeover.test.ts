import type { EngineEvent } from "@pulumi/pulumi/automation";
import { importFile } from "../../../adopt/takeover/importFile";
import { pendingResources } from "../../../adopt/takeover/pending";
import { takeoverPlan } from "../../../adopt/takeover/plan";
import { shopProject } from "./shopProject";

const place = { project: "shop", stack: "dev" };
const file = importFile(shopProject);

function event(
  op: string,
  type: string,
  name: string,
  properties: readonly string[] = [],
  [before, wanted]: readonly object[] = [],
): EngineEvent {
  const metadata = {
    op,
    type,
    urn: `urn:pulumi:dev::shop::${type}::${name}`,
    ...(before !== undefined && { old: { inputs: before }, new: { inputs: wanted } }),
    detailedDiff: Object.fromEntries(properties.map((property) => [property, { diffKind: "update", inputDiff: true }])),
  };
  return { sequence: 1, timestamp: 1, resourcePreEvent: { metadata } } as unknown as EngineEvent;
}

test("The import file has each object below its component, and those of the stack below the stack", () => {
  expect(file.resources.slice(0, 5)).toEqual([
    { type: "swarm:index:SwarmStack", name: "SwarmStack shop", logicalName: "shop", component: true },
    {
      type: "swarm:index:OverlayNetwork",
      name: "OverlayNetwork shop_default",
      logicalName: "shop_default",
      parent: "SwarmStack shop",
      component: true,
    },
    {
      type: "docker:index/network:Network",
      name: "Network shop_default",
      logicalName: "shop_default",
      parent: "OverlayNetwork shop_default",
      id: "shop_default",
    },
    { type: "swarm:index:SwarmService", name: "SwarmService api", logicalName: "api", component: true },
    {
      type: "docker:index/service:Service",
      name: "Service api",
      logicalName: "api",
      parent: "SwarmService api",
      id: "shop_api",
    },
  ]);
  expect(file.resources.at(-3)).toEqual({
    type: "docker:index/secret:Secret",
    name: "Secret db-password",
    logicalName: "shop_db-password",
    parent: "SwarmSecret db-password",
    id: "shop_db-password",
  });
});

test("The import file leaves out what exists outside of the program, and says where secrets are", () => {
  expect(file.resources.filter(({ id }) => id === "proxy")).toEqual([]);
  expect(file.secrets).toEqual([{ setting: "dbPassword", file: "./secrets/db password.txt" }]);
});

test("A takeover imports what the state lacks, below the parents that the state has", () => {
  const stack = "urn:pulumi:dev::shop::swarm:index:SwarmStack::shop";
  const network = "urn:pulumi:dev::shop::swarm:index:SwarmStack$swarm:index:OverlayNetwork::shop_default";
  const pending = pendingResources(file.resources.slice(0, 3), new Set([stack, network]), place);
  expect(pending.resources.map(({ name }) => name)).toEqual(["Network shop_default"]);
  expect(pending.nameTable).toEqual({ "OverlayNetwork shop_default": network });
  const all = new Set([
    stack,
    network,
    network.replace("::shop_default", "$docker:index/network:Network::shop_default"),
  ]);
  expect(pendingResources(file.resources.slice(0, 3), all, place)).toEqual({ resources: [], nameTable: {} });
});

test("The plan separates what restarts or replaces from what does not", () => {
  const service = "docker:index/service:Service";
  const restart = {
    urn: `urn:pulumi:dev::shop::${service}::api`,
    summary: "Both tasks restart.",
    tasks: { restart: "all" },
  };
  const plan = takeoverPlan(
    [
      event("update", "swarm:index:SwarmService", "api", ["image"]),
      event("update", service, "api", ["taskSpec.containerSpec.user"]),
      event("update", service, "db", ["updateConfig"]),
      event("update", service, "waits", ["convergeConfig.delay"]),
      event("update", "docker:index/secret:Secret", "shop_db-password", ["data"]),
      event("update", "docker:index/serviceConfig:ServiceConfig", "shop_site", ["data", "dataRaw"]),
      event("update", "docker:index/secret:Secret", "shop_key", ["labels"]),
      event("replace", "docker:index/network:Network", "data", ["name"]),
      event("delete", "docker:index/network:Network", "old"),
      event("create", "docker:index/serviceConfig:ServiceConfig", "new"),
      event("same", service, "web"),
    ],
    `${JSON.stringify(restart)}\n`,
  );
  expect(plan).toEqual({
    disruptive: [
      'service "api" would change (taskSpec.containerSpec.user). Both tasks restart.',
      'network "data" would be replaced (name).',
      'network "old" would be deleted.',
    ],
    quiet: ['service "db" changes in place (updateConfig).', 'secret "shop_key" changes in place (labels).'],
    created: ['config "new"'],
  });
});

describe("A service that refers to configs by their names instead of their ids", () => {
  const service = "docker:index/service:Service";
  const list = "taskSpec.containerSpec.configs";
  const inputs = (...configs: readonly object[]): object => ({ taskSpec: { containerSpec: { configs } } });
  const ca = { configName: "ca", fileName: "ca" };
  const site = { configName: "site", fileName: "site" };
  const before = inputs({ ...ca, configId: "npqs" }, { ...site, configId: "wdre" });
  const quietOf = (paths: readonly string[], states: readonly object[]): readonly string[] =>
    takeoverPlan([event("update", service, "api", paths, states)], "").quiet;

  test("does not change, even if it names them in another order", () => {
    const same = inputs({ ...ca, fileUid: "0", fileMode: 0o444, configId: "ca" }, { ...site, configId: "wdre" });
    const reversed = inputs({ ...site, configId: "wdre" }, { ...ca, configId: "ca" });
    expect(quietOf([`${list}[0].configId`], [before, same])).toEqual([]);
    expect(quietOf([`${list}[0]`, `${list}[1]`], [before, reversed])).toEqual([]);
  });

  test("changes if it gets another config or another file", () => {
    const other = inputs({ ...ca, configName: "ca-2", configId: "ca-2" }, { ...site, configId: "wdre" });
    const renamed = inputs({ ...ca, fileName: "/ca.pem", configId: "ca" }, { ...site, configId: "wdre" });
    expect(quietOf([`${list}[0].configId`, `${list}[0].configName`], [before, other])).toHaveLength(1);
    expect(quietOf([`${list}[0]`], [before, renamed])).toHaveLength(1);
  });

  test("changes if the event does not show the configs", () => {
    expect(quietOf([`${list}[0].configId`], [{ taskSpec: "[secret]" }, { taskSpec: "[secret]" }])).toHaveLength(1);
  });
});
