import type { Engine } from "../provider/engine/engine";
import { listTasksInParts } from "../provider/engine/tasksInParts";
import { unlessGone } from "../provider/engine/unlessGone";
import type { Info, Network, Node, Payload, Service, Swarm } from "../provider/engine/types";
import { withCount } from "../provider/inspection/readSwarm";
import { hasEnded } from "../provider/inspection/taskFacts";
import { summaryOf, type TaskSummary } from "../provider/inspection/taskSummary";
import { isRunRecord } from "../swarm/swarmLabel";
import { readListeners } from "./listeners";
import { readTunnelEnds } from "./tunnelEnds";

/** A swarm at one moment, as its manager shows it. */
export interface Snapshot {
  /** Address of the manager, such as `ssh://root@manager`. */
  readonly host: string;
  readonly info: Info;
  readonly swarm: Swarm;
  readonly nodes: readonly Node[];
  /** The networks of the swarm, and the manager's local ones. From API 1.52 on, the leader adds the used addresses. */
  readonly networks: readonly Network[];
  readonly services: readonly Service[];
  /** Those that have not ended. */
  readonly tasks: readonly TaskSummary[];
  /** The configs, with their data. The Engine never returns the data of secrets. */
  readonly configs: readonly Payload[];
  /** Names of the built-in networks `host` and `bridge`, which no list shows, by the IDs in the services. */
  readonly predefined: ReadonlyMap<string, string>;
  /** Addresses of the nodes that carry VXLAN traffic, as far as this manager's networks show them. */
  readonly tunnelEnds: readonly string[];
  /** Addresses on which the manager listens for its control port; `undefined` if this machine cannot see them. */
  readonly listeners: readonly string[] | undefined;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/**
 * Reads what an audit needs. Changes nothing.
 *
 * @throws Error if the daemon is not a manager, with the fix
 * @throws EngineError if the daemon cannot be reached
 */
export async function readSnapshot(engine: Engine): Promise<Snapshot> {
  const info = await engine.info();
  requireManager(engine, info);
  const [swarm, nodes, listed, services, tasks, configs] = await Promise.all([
    engine.swarm(),
    engine.listNodes(),
    engine.listNetworks(),
    engine.listServices(),
    listTasksInParts(engine, { pick: (task) => (hasEnded(task) ? undefined : summaryOf(task)) }),
    engine.listPayloads("configs"),
  ]);
  const networks = await Promise.all(listed.map((network) => withCount(network, engine)));
  return {
    host: engine.host,
    info,
    swarm,
    nodes,
    networks,
    services,
    tasks,
    configs: configs.filter(({ Spec }) => !isRunRecord(Spec.Labels)),
    predefined: await readPredefined(engine, networks, services),
    tunnelEnds: await readTunnelEnds(engine, { networks, tasks, nodes, here: info.Swarm.NodeID }),
    listeners: readListeners(engine.host, controlPort(nodes, info)),
    now: Date.now(),
  };
}

function requireManager({ host }: Engine, { Name, Swarm: swarm }: Info): void {
  if (swarm.ControlAvailable) return;
  const here = `The daemon at ${host} (${Name})`;
  throw new Error(
    swarm.LocalNodeState === "active"
      ? `${here} is a worker, and only a manager can describe its swarm. ` +
          "Set --host to a manager; 'docker node ls' on a manager lists them."
      : swarm.LocalNodeState === "locked"
        ? `${here} is a locked manager, which cannot describe its swarm. Unlock it with 'docker swarm unlock'.`
        : `${here} is not in a swarm. Set --host to a manager of the swarm.`,
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

function controlPort(nodes: readonly Node[], { Swarm: { NodeID } }: Info): number {
  const address = nodes.find(({ ID }) => ID === NodeID)?.ManagerStatus?.Addr;
  return Number(/:(\d+)$/.exec(address ?? "")?.[1] ?? 2377);
}
