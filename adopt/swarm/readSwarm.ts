import { stackLabel } from "../../swarm/stack";
import type { Engine } from "../../provider/engine/engine";
import type { AdoptedProject } from "../model/project";
import { attachedIds } from "./attachments";
import { Environment } from "./environment";
import { readLists, type SwarmLists } from "./lists";
import { bridgeRemarks, readIngress, readNetworks } from "./networks";
import { readNodes } from "./nodes";
import { readConfigs, readSecrets } from "./payloads";
import type { Scope } from "./scope";
import { isRead } from "./scope";
import { readService } from "./services";

/**
 * Reads a program from a swarm: the members of one stack, or everything that it runs.
 *
 * @param stack of `docker stack deploy`, or of a SwarmStack
 * @throws Error if the swarm has no such stack, or nothing at all
 */
export async function readSwarm(engine: Engine, stack: string | undefined): Promise<AdoptedProject> {
  return swarmProject(await readLists(engine), { stack });
}

/** The program for what a swarm holds. Pure. */
export function swarmProject(lists: SwarmLists, scope: Scope): AdoptedProject {
  const services = lists.services
    .filter(({ Spec }) => isRead(scope, Spec.Labels))
    .sort((a, b) => (a.Spec.Name < b.Spec.Name ? -1 : 1));
  requireServices(lists, scope, services.length);
  const attached = attachedIds(services);
  const configs = readConfigs(lists.configs, scope, attached.configs);
  const owned = new Set(
    configs.flatMap(({ component }) => (component?.isExternal === false ? [component.swarmName] : [])),
  );
  const environment = new Environment();
  const references = {
    lists,
    scope,
    ownConfigs: new Set(lists.configs.filter(({ Spec }) => owned.has(Spec.Name)).map(({ ID }) => ID)),
  };
  const nodes = readNodes(lists, scope);
  const read = [
    ...readIngress(lists, scope),
    ...readNetworks(lists, scope, attached.networks),
    ...readSecrets(lists.secrets, attached.secrets),
    ...configs,
    ...services.map((service) => readService(service, references, environment)),
  ];
  return {
    name: scope.stack ?? "swarm",
    ...(scope.stack !== undefined && { stack: scope.stack }),
    settings: [...nodes.settings, ...environment.settings],
    components: [...nodes.components, ...read.flatMap(({ component }) => component ?? [])],
    remarks: [...read.flatMap(({ remarks }) => remarks), ...bridgeRemarks(lists, scope)],
  };
}

function requireServices({ services }: SwarmLists, { stack }: Scope, count: number): void {
  if (count > 0) return;
  if (stack === undefined) throw new Error("The swarm runs no services, so there is no program to write.");
  const stacks = new Set(services.flatMap(({ Spec }) => Spec.Labels?.[stackLabel.namespace] ?? []));
  const known = [...stacks].sort().map((name) => JSON.stringify(name));
  throw new Error(
    `The swarm has no stack ${JSON.stringify(stack)}. ` +
      (known.length === 0 ? "It has none: leave STACK out." : `It has ${known.join(", ")}.`),
  );
}
