import type * as pulumi from "@pulumi/pulumi";
import type { Problem } from "../../swarm/problem";
import { isLocalNetworkId, isPredefinedNetwork } from "../../swarm/names";
import { scopedName, shortName, stackLabel } from "../../swarm/stack";
import { show } from "../../swarm/typed";
import { mapEach, mapInput, mapMaybe, whenResolved } from "../arguments/inputs";
import type { StackScope } from "../arguments/stackScope";
import { withStackLabels } from "../arguments/stackScope";
import type { MountArgs } from "./mount";
import { MountType } from "./mount";
import type { NetworkAttachmentArgs } from "./networkAttachment";
import type { SwarmServiceArgs } from "./swarmServiceArgs";

/** The arguments of a service with everything that its stack adds to them, as `docker stack deploy` does. */
export function inStack(args: SwarmServiceArgs, scope: StackScope, logicalName: string): SwarmServiceArgs {
  const { name: stack } = scope;
  const alias = mapMaybe(args.name, (fixed) => shortName(stack, fixed ?? logicalName));
  return {
    ...args,
    name: mapMaybe(args.name, (fixed) => fixed ?? scopedName(stack, logicalName)),
    labels: withStackLabels(args.labels, stack, { [stackLabel.image]: args.image }),
    containerLabels: withStackLabels(args.containerLabels, stack),
    networks: mapEach(args.networks ?? defaultNetworks(scope), (network) => withAlias(network, alias)),
    mounts: mapEach(args.mounts, (mount) => mountInStack(mount, stack)),
  };
}

/** Checks that a service that names no network gets one. */
export function checkDefaultNetwork(scope: StackScope | undefined): Problem[] {
  if (scope === undefined || scope.defaultNetworkId !== undefined) return [];
  const reason =
    `'networks' is missing, and the stack ${show(scope.name)} has no default network. Name the networks of the ` +
    `service, or use [] for none.`;
  return [{ path: "networks", reason }];
}

function defaultNetworks({ defaultNetworkId }: StackScope): NetworkAttachmentArgs[] {
  return defaultNetworkId === undefined ? [] : [{ id: defaultNetworkId }];
}

/** The short name follows the aliases of the program, as `docker stack deploy` writes them. */
function withAlias(network: NetworkAttachmentArgs, alias: pulumi.Input<string>): NetworkAttachmentArgs {
  const { id, aliases } = network;
  if (typeof id === "string" && (isPredefinedNetwork(id) || isLocalNetworkId(id))) return network;
  const all = whenResolved([aliases, alias] as const, ([own = [], short]) =>
    own.includes(short) ? own : [...own, short],
  );
  return { ...network, aliases: all };
}

/** A volume gets the prefix and the label of the stack; paths on the node and external volumes stay as they are. */
function mountInStack(mount: MountArgs, stack: string): MountArgs {
  const { type, source, volumeExternal, volumeLabels } = mount;
  if (source === undefined) return mount;
  const isOwn = whenResolved(
    [type, volumeExternal] as const,
    ([kind, external]) => (kind ?? MountType.Volume) === MountType.Volume && external !== true,
  );
  return {
    ...mount,
    source: whenResolved([source, isOwn] as const, ([text, own]) => (own ? scopedName(stack, text) : text)),
    ...(isOwn !== false && {
      volumeLabels: mapInput(isOwn, (own) => (own ? withStackLabels(volumeLabels, stack) : (volumeLabels ?? {}))),
    }),
  };
}
