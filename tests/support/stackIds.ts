import type { Engine } from "../../provider/engine/engine";
import { dockerCommand } from "./dockerCommand";
import type { Lab } from "./lab";

/** The ids of all objects that belong to a stack, and of its running tasks. */
export interface StackIds {
  readonly networks: readonly string[];
  readonly services: readonly string[];
  readonly secrets: readonly string[];
  readonly configs: readonly string[];
  readonly tasks: readonly string[];
}

/** Reads the ids of a stack's objects, sorted, to see whether an operation replaces any of them. */
export async function readStackIds(engine: Engine, stack: string): Promise<StackIds> {
  const filter = { label: [`com.docker.stack.namespace=${stack}`] };
  const [networks, services, secrets, configs, tasks] = await Promise.all([
    engine.listNetworks(filter),
    engine.listServices(filter),
    engine.listPayloads("secrets", filter),
    engine.listPayloads("configs", filter),
    engine.listTasks(filter),
  ]);
  const ids = (list: readonly { readonly ID: string }[]): string[] => list.map(({ ID }) => ID).sort();
  return {
    networks: networks.map(({ Id }) => Id).sort(),
    services: ids(services),
    secrets: ids(secrets),
    configs: ids(configs),
    tasks: ids(tasks),
  };
}

/** The volumes of each node, sorted: `node1 shop_data`. */
export async function readVolumes({ nodes }: Lab): Promise<string[]> {
  const lists = nodes.map(async ({ name, socket }) => {
    const volumes = await dockerCommand(`unix://${socket}`, ["volume", "ls", "--quiet"]);
    return volumes.split("\n").map((volume) => `${name} ${volume}`);
  });
  return (await Promise.all(lists)).flat().sort();
}
