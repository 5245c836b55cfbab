import { shortName } from "../../swarm/stack";
import { elementsOf, propertiesOf, textOf } from "../../provider/mapping/fields/field";
import type { Network, Service } from "../../provider/engine/types";
import type { Property } from "../../provider/handler/properties";
import type { Value } from "../model/project";
import { ReferenceExpression } from "../model/project";
import type { SwarmLists } from "./lists";
import { isDefaultNetwork, networkName } from "./networks";
import { payloadName } from "./payloads";
import type { Scope } from "./scope";
import { isMemberOf, isRead } from "./scope";
import { plain, present } from "./values";

/** What the references of services are resolved with. */
export interface References {
  readonly lists: SwarmLists;
  readonly scope: Scope;
  /** Ids of the configs that the program creates. */
  readonly ownConfigs: ReadonlySet<string>;
}

/**
 * The networks of a service. A member of a stack has its short name as an alias on each of them, and joins the default
 * network if it names none.
 *
 * @returns `undefined` if the argument can be left out
 */
export function networksOf(
  entries: Property,
  { Spec: { Name, Labels } }: Service,
  { lists, scope }: References,
): Value | undefined {
  const isMember = isMemberOf(scope, Labels);
  const alias = isMember ? shortName(scope.stack ?? "", Name) : undefined;
  const networks = elementsOf(entries).map((entry) => {
    const { id, aliases, driverOpts } = propertiesOf(entry);
    const network = lists.networks.find(({ Id }) => Id === id);
    const own = elementsOf(aliases).filter((one) => one !== alias);
    const options = present({ aliases: plain(own), driverOptions: assignments(driverOpts) });
    return { network, options, id: textOf(id) };
  });
  const [only] = networks;
  if (networks.length === 0) return isMember ? [] : undefined;
  const isDefault = (network: Network | undefined): boolean =>
    network !== undefined && isDefaultNetwork(network, scope);
  if (isMember && networks.length === 1 && isDefault(only?.network) && Object.keys(only?.options ?? {}).length === 0)
    return undefined;
  return networks.map(({ network, options, id }) => {
    if (network === undefined) return { id, ...options };
    if (isDefault(network)) return new ReferenceExpression("SwarmStack", scope.stack ?? "", "attach", options);
    const name =
      isRead(scope, network.Labels) && network.Scope === "swarm" ? networkName(network, scope) : network.Name;
    return new ReferenceExpression("OverlayNetwork", name, "attach", options);
  });
}

/** The secrets or configs of a service, in the order of their files. */
export function filesOf(
  entries: Property,
  kind: "secret" | "config",
  { lists, scope, ownConfigs }: References,
): Value | undefined {
  const references = elementsOf(entries).map((entry) => {
    const given = propertiesOf(entry);
    const payload = lists[`${kind}s`].find(({ ID }) => ID === given[`${kind}Id`]);
    const isOwn = kind === "config" && payload !== undefined && ownConfigs.has(payload.ID);
    const name = isOwn ? payloadName(payload, scope) : textOf(given[`${kind}Name`]);
    // A component leaves out the prefix of its stack.
    const usual = isOwn && isMemberOf(scope, payload.Spec.Labels) ? shortName(scope.stack ?? "", name) : name;
    const options = present({
      fileName: given["fileName"] === usual ? undefined : plain(given["fileName"]),
      uid: plain(given["fileUid"]),
      gid: plain(given["fileGid"]),
      mode: plain(given["fileMode"]),
    });
    return new ReferenceExpression(kind === "secret" ? "SwarmSecret" : "SwarmConfig", name, "mount", options);
  });
  return references.length === 0 ? undefined : references;
}

/** Ids of everything that the services are attached to. */
export function attachedIds(services: readonly Service[]): {
  readonly networks: ReadonlySet<string>;
  readonly secrets: ReadonlySet<string>;
  readonly configs: ReadonlySet<string>;
} {
  const tasks = services.map(({ Spec }) => Spec.TaskTemplate);
  const containers = tasks.map(({ ContainerSpec }) => ContainerSpec);
  return {
    networks: new Set(tasks.flatMap(({ Networks }) => (Networks ?? []).map(({ Target }) => Target))),
    secrets: new Set(containers.flatMap((one) => (one?.Secrets ?? []).map(({ SecretID }) => SecretID))),
    configs: new Set(containers.flatMap((one) => (one?.Configs ?? []).map(({ ConfigID }) => ConfigID))),
  };
}

function assignments(options: Property): Value | undefined {
  const entries = elementsOf(options).map((one): [string, string] => {
    const text = textOf(one);
    return [text.slice(0, text.indexOf("=")), text.slice(text.indexOf("=") + 1)];
  });
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}
