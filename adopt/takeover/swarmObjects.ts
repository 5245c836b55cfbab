import type { Engine } from "../../provider/engine/engine";
import { listTasksInParts } from "../../provider/engine/tasksInParts";
import type { ImportedResource } from "./importFile";

/** The objects of a swarm that a takeover is about. */
export interface SwarmObjects {
  /** The resources, with ids instead of names. */
  readonly resources: readonly ImportedResource[];
  /** The objects that the swarm does not have: `service "shop_api"`. */
  readonly missing: readonly string[];
}

/** Looks up the objects of resources by their names. @throws EngineError */
export async function findObjects(engine: Engine, resources: readonly ImportedResource[]): Promise<SwarmObjects> {
  const [networks, services, secrets, configs] = await Promise.all([
    engine.listNetworks({ scope: ["swarm"] }),
    engine.listServices(),
    engine.listPayloads("secrets"),
    engine.listPayloads("configs"),
  ]);
  const named = (objects: readonly { readonly ID: string; readonly Spec: { readonly Name: string } }[]): IdsByName =>
    new Map(objects.map(({ ID, Spec }) => [Spec.Name, ID]));
  const ids: Readonly<Record<string, IdsByName>> = {
    network: new Map(networks.map(({ Name, Id }) => [Name, Id])),
    service: named(services),
    secret: named(secrets),
    config: named(configs),
  };
  const found = resources.map((resource) => {
    if (resource.id === undefined) return { resource };
    const id = ids[kindOf(resource)]?.get(resource.id);
    return id === undefined
      ? { resource, missing: `${kindOf(resource)} ${JSON.stringify(resource.id)}` }
      : { resource: { ...resource, id } };
  });
  return {
    resources: found.map(({ resource }) => resource),
    missing: found.flatMap(({ missing }) => missing ?? []),
  };
}

/** The running tasks of all services, by id. */
export async function runningTasks(engine: Engine): Promise<ReadonlyMap<string, string>> {
  return new Map(
    await listTasksInParts(engine, {
      filters: { "desired-state": ["running"] },
      pick: ({ ID, ServiceID, Status }) => (Status.State === "running" ? ([ID, ServiceID] as const) : undefined),
    }),
  );
}

/** What Docker calls the object of a resource, e.g. `config` for a `docker.ServiceConfig`. */
export function kindOf({ type }: Pick<ImportedResource, "type">): string {
  const name = /\w+$/.exec(type)?.[0] ?? type;
  return name === "ServiceConfig" ? "config" : name.toLowerCase();
}

type IdsByName = ReadonlyMap<string, string>;
