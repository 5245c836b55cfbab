import type { Engine } from "../provider/engine/engine";
import { isNotFound } from "../provider/engine/meaning";
import type { Info, Network, Node, Service, Swarm, Task } from "../provider/engine/types";
import { withCount } from "../provider/inspection/readSwarm";
import { readListeners } from "./listeners";

/** A swarm as its manager shows it, at one moment. */
export interface Snapshot {
  /** The manager that was asked, e.g. `ssh://root@manager`. */
  readonly host: string;
  readonly info: Info;
  readonly swarm: Swarm;
  readonly nodes: readonly Node[];
  /** Swarm networks as the store has them, with the leader's count of addresses from API 1.52 on, and the manager's local ones. */
  readonly networks: readonly Network[];
  readonly services: readonly Service[];
  readonly tasks: readonly Task[];
  /** Names of the swarm's own `host` and `bridge`, which no list shows, by the ids that services have. */
  readonly predefined: ReadonlyMap<string, string>;
  /** Ends of the tunnels between nodes, the addresses that carry VXLAN, as far as this manager's networks show them. */
  readonly tunnelEnds: readonly string[];
  /** Addresses on which the manager listens for its control port; `undefined` when that cannot be seen from here. */
  readonly listeners: readonly string[] | undefined;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/**
 * Reads all that an audit looks at. Changes nothing.
 *
 * @throws Error with the way out when the daemon is no manager; EngineError when it cannot be reached
 */
export async function readSnapshot(engine: Engine): Promise<Snapshot> {
  const info = await engine.info();
  requireManager(engine, info);
  const [swarm, nodes, listed, services, tasks] = await Promise.all([
    engine.swarm(),
    engine.listNodes(),
    engine.listNetworks(),
    engine.listServices(),
    engine.listTasks(),
  ]);
  const networks = await Promise.all(listed.map((network) => withCount(network, engine)));
  const overlays = networks.filter(({ Scope, Driver }) => Scope === "swarm" && Driver === "overlay");
  return {
    host: engine.host,
    info,
    swarm,
    nodes,
    networks,
    services,
    tasks,
    predefined: await readPredefined(engine, networks, services),
    tunnelEnds: await readTunnelEnds(engine, overlays, nodes.length),
    listeners: readListeners(engine.host, controlPort(nodes, info)),
    now: Date.now(),
  };
}

function requireManager({ host }: Engine, { Name, Swarm: swarm }: Info): void {
  if (swarm.ControlAvailable) return;
  const here = `The daemon at ${host} (${Name})`;
  throw new Error(
    swarm.LocalNodeState === "active"
      ? `${here} is a worker of its swarm, and only a manager shows the swarm. Give --host a manager; 'docker node ls' on a manager lists them.`
      : swarm.LocalNodeState === "locked"
        ? `${here} is locked since it was restarted, and shows nothing of its swarm. Unlock it: docker swarm unlock`
        : `${here} is not in a swarm, so there is nothing to audit. Give --host a manager of the swarm.`,
  );
}

async function readPredefined(
  engine: Engine,
  networks: readonly Network[],
  services: readonly Service[],
): Promise<Map<string, string>> {
  const listed = new Set(networks.map(({ Id }) => Id));
  const targets = services.flatMap(({ Spec }) => (Spec.TaskTemplate.Networks ?? []).map(({ Target }) => Target));
  const names = new Map<string, string>();
  for (const target of new Set(targets)) {
    if (listed.has(target)) continue;
    const network = await unlessGone(engine.inspectNetwork(target, { scope: "swarm" }));
    if (network !== undefined) names.set(target, network.Name);
  }
  return names;
}

/**
 * A network shows the ends of the nodes that run its tasks, and of the manager's networks the ingress has most of them: the others
 * are asked only as long as nodes are missing.
 */
async function readTunnelEnds(engine: Engine, overlays: readonly Network[], nodes: number): Promise<string[]> {
  const ingressFirst = [...overlays].sort((a, b) => Number(b.Ingress) - Number(a.Ingress));
  const ends = new Set<string>();
  for (const { Id } of ingressFirst) {
    if (ends.size >= nodes) break;
    const network = await unlessGone(engine.inspectNetwork(Id, { verbose: true }));
    for (const end of tunnelEndsOf(network?.Services ?? {})) ends.add(end);
  }
  return [...ends].sort();
}

/** The Engine's list of a network's tasks names the node's end of the tunnel for each. */
function tunnelEndsOf(services: Readonly<Record<string, unknown>>): string[] {
  const tasks = Object.values(services).flatMap(
    (service) => (service as { readonly Tasks?: readonly { readonly Info?: unknown }[] | null } | null)?.Tasks ?? [],
  );
  const ends = tasks.map(
    ({ Info: info }) => (info as Readonly<Record<string, unknown>> | null | undefined)?.["Host IP"],
  );
  return ends.filter((end) => typeof end === "string" && end !== "") as string[];
}

function controlPort(nodes: readonly Node[], { Swarm: { NodeID } }: Info): number {
  const address = nodes.find(({ ID }) => ID === NodeID)?.ManagerStatus?.Addr;
  return Number(/:(\d+)$/.exec(address ?? "")?.[1] ?? 2377);
}

/** An object that went away since it was listed is no longer part of the swarm. */
async function unlessGone<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}
