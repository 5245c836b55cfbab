import { Engine } from "../../../provider/engine/engine";
import { FakeEngine, type FakeEngineOptions } from "../../support/fakeEngine/fakeEngine";
import { FakeMembership, FakeSwarms } from "../../support/fakeEngine/fakeSwarm";
import type { WireObject } from "../../../provider/server/wire";

/** A request by which the provider changes something. */
export interface Change {
  readonly method: "POST" | "DELETE";
  /** Tested on the path without its version. */
  readonly path: RegExp;
  /**
   * What Swarm keeps of the object has a version, and a stale one is refused. `"any write"`: any client's write of the
   * object did what the change is for. @default false
   */
  readonly isVersioned?: boolean | "any write";
  /** The daemon asks the swarm's leader, and can lose it. @default true */
  readonly asksLeader?: boolean;
  /** The daemon that is asked, where it is another than the one that the provider is configured for. */
  readonly of?: "manager";
}

export type OperationName = "create" | "update" | "delete";

/** The fake Engines that one resource is deployed on. */
export interface World {
  /** The one that the provider is configured for. */
  readonly engine: FakeEngine;
  /** Its swarm's manager. */
  readonly manager: FakeEngine;
  /** The inputs of a first deployment, and others that change the object in place. */
  readonly inputs: Readonly<Record<"create" | "update", WireObject>>;
  /** The ids of the objects that this resource may have made. */
  live(): string[];
  /** Whether the object, of which there is one, is what these inputs say. */
  isAs(inputs: WireObject): boolean;
  /** Whether all is as it was before the first deployment. */
  isAsBefore(): boolean;
  stop(): Promise<void>;
}

/** A resource that goes through the faults. */
export interface Subject {
  readonly title: string;
  readonly type: string;
  /** The changes that an undisturbed operation makes, in their order. */
  readonly changes: Readonly<Partial<Record<OperationName, readonly Change[]>>>;
  /** How messages name the object. */
  readonly named: RegExp;
  /** Whether creates are written down in the journal. A singleton is found without. */
  readonly isJournaled: boolean;
  /** Whether a cancelled operation puts back what it has removed before it ends. @default false */
  readonly restores?: boolean;
  start(options?: FakeEngineOptions): Promise<World>;
}

const createNetwork: Change = { method: "POST", path: /^\/networks\/create$/ };
const removeNetwork: Change = { method: "DELETE", path: /^\/networks\/\w+$/ };
const updateNode: Change = { method: "POST", path: /^\/nodes\/\w+\/update$/, isVersioned: true };
/** Any write of a node makes it join a new ingress. */
const touchNode: Change = { ...updateNode, isVersioned: "any write" };
const label = { label: "team", value: "shop" };

function network(
  title: string,
  inputs: WireObject & { readonly name: string },
  more: Partial<Pick<Subject, "changes" | "isJournaled" | "restores">> & { readonly options?: FakeEngineOptions } = {},
): Subject {
  const isLocal = inputs.driver === "bridge";
  const alone = (change: Change): Change => (isLocal ? { ...change, asksLeader: false } : change);
  return {
    title,
    type: "docker:index/network:Network",
    changes: more.changes ?? { create: [alone(createNetwork)], delete: [alone(removeNetwork)] },
    named: new RegExp(`network "(${inputs.name}|ingress)"|node "fake"`),
    isJournaled: more.isJournaled ?? true,
    restores: more.restores ?? false,
    start: async (options) => {
      const engine = await FakeEngine.start({ ...more.options, ...options });
      const before = engine.networks.all.map(({ Name }) => Name);
      return {
        engine,
        manager: engine,
        inputs: { create: inputs, update: inputs },
        live: () => engine.networks.all.filter(({ Name }) => !before.includes(Name)).map(({ Id }) => Id),
        isAs: () => true,
        isAsBefore: () => engine.networks.all.map(({ Name }) => Name).join() === before.join(),
        stop: () => engine.stop(),
      };
    },
  };
}

function payload(title: "secret" | "config", type: string): Subject {
  const collection = `${title}s` as const;
  const create = { name: "site", data: Buffer.from("top").toString("base64") };
  return {
    title: `a ${title}`,
    type,
    changes: {
      create: [{ method: "POST", path: new RegExp(`^/${collection}/create$`) }],
      update: [{ method: "POST", path: new RegExp(`^/${collection}/\\w+/update$`), isVersioned: true }],
      delete: [{ method: "DELETE", path: new RegExp(`^/${collection}/\\w+$`) }],
    },
    named: new RegExp(`${title} "site"`),
    isJournaled: true,
    start: async (options) => {
      const engine = await FakeEngine.start(options);
      return {
        engine,
        manager: engine,
        inputs: { create, update: { ...create, labels: [label] } },
        live: () => engine[collection].all.map(({ ID }) => ID),
        isAs: ({ labels = [] }) => {
          const found = Object.keys(engine[collection].all[0]?.Spec.Labels ?? {});
          return found.length === (labels as unknown[]).length;
        },
        isAsBefore: () => engine[collection].all.length === 0,
        stop: () => engine.stop(),
      };
    },
  };
}

const service: Subject = {
  title: "a service",
  type: "docker:index/service:Service",
  changes: {
    create: [{ method: "POST", path: /^\/services\/create$/ }],
    update: [{ method: "POST", path: /^\/services\/\w+\/update$/, isVersioned: true }],
    delete: [{ method: "DELETE", path: /^\/services\/\w+$/ }],
  },
  named: /service "(web|net)"/,
  isJournaled: true,
  start: async (options) => {
    const engine = await FakeEngine.start(options);
    engine.images.set("web:1", `sha256:${"ab".repeat(32)}`);
    const create = { name: "web", taskSpec: { containerSpec: { image: "web:1" } }, convergeConfig: { timeout: "0s" } };
    return {
      engine,
      manager: engine,
      inputs: { create, update: { ...create, mode: { replicated: { replicas: 3 } } } },
      live: () => engine.services.all.map(({ ID }) => ID),
      isAs: ({ mode }) =>
        (engine.services.all[0]?.Spec.Mode?.Replicated?.Replicas ?? 1) === (mode === undefined ? 1 : 3),
      isAsBefore: () => engine.services.all.length === 0,
      stop: () => engine.stop(),
    };
  },
};

const node: Subject = {
  title: "a node that joins a swarm",
  type: "docker:swarm/node:Node",
  changes: {
    create: [{ method: "POST", path: /^\/swarm\/join$/ }],
    update: [{ ...updateNode, of: "manager" }],
    delete: [
      { ...updateNode, of: "manager" },
      { method: "POST", path: /^\/swarm\/leave$/, asksLeader: false },
      { method: "DELETE", path: /^\/nodes\/\w+$/, of: "manager" },
    ],
  },
  named: /(the node|node "net"|the swarm)/,
  isJournaled: false,
  start: async (options) => {
    const swarms = new FakeSwarms();
    const start = (number: number): Promise<FakeEngine> =>
      FakeEngine.start({ ...options, membership: new FakeMembership(swarms, `node${number}`, `10.0.0.${number}`) });
    const [manager, engine] = await Promise.all([start(1), start(2)]);
    await new Engine({ host: manager.host }).initSwarm({ ListenAddr: "0.0.0.0:2377" });
    const cluster = swarms.at("10.0.0.1:2377");
    if (cluster === undefined) throw new Error("the first node is not in a swarm");
    manager.carriedOut.length = 0;
    const nodes = () => [...cluster.nodes.values()].filter(({ Description }) => Description?.Hostname === "node2");
    const create = {
      remoteAddresses: ["10.0.0.1:2377"],
      joinToken: cluster.tokens.Worker,
      swarmId: cluster.id,
      managerHosts: [manager.host],
    };
    return {
      engine,
      manager,
      inputs: { create, update: { ...create, labels: { rack: "a" } } },
      live: () => nodes().map(({ ID }) => ID),
      isAs: ({ labels }) => nodes()[0]?.Spec.Labels?.rack === (labels === undefined ? undefined : "a"),
      isAsBefore: () => nodes().length === 0,
      stop: async () => {
        await Promise.all([manager.stop(), engine.stop()]);
      },
    };
  },
};

/** Every resource that makes something in an Engine. */
export const subjects: readonly Subject[] = [
  network("an overlay network whose name has a hash", {
    name: "backend-0a1b2c3d",
    driver: "overlay",
    labels: [{ label: "swarm.network.identity", value: "tests/dev/backend" }],
  }),
  network("an overlay network with a fixed name", { name: "backend", driver: "overlay" }),
  network("a local bridge network", { name: "local", driver: "bridge" }),
  network(
    "an ingress network",
    { name: "edge", driver: "overlay", ingress: true, options: { "com.docker.network.driver.mtu": "1400" } },
    {
      isJournaled: false,
      restores: true,
      changes: { create: [removeNetwork, createNetwork, touchNode], delete: [removeNetwork, createNetwork, touchNode] },
    },
  ),
  network(
    "the gateway bridge",
    { name: "docker_gwbridge", driver: "bridge", options: { "com.docker.network.driver.mtu": "1400" } },
    { isJournaled: false, options: { manager: false } },
  ),
  service,
  payload("secret", "docker:index/secret:Secret"),
  payload("config", "docker:index/serviceConfig:ServiceConfig"),
  node,
];

/** The daemon that a change goes to. */
export function engineOf(change: Change, world: World): FakeEngine {
  return change.of === "manager" ? world.manager : world.engine;
}
