import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import type { OnPublishedPorts } from "../../swarm/ingress";
import { swarmLabel } from "../../swarm/swarmLabel";
import { driverOption } from "../../swarm/options";
import { hashedName } from "../../swarm/names";
import { mapInput, mapMaybe, whenResolved } from "../arguments/inputs";
import type { LabelArgs } from "../arguments/labels";

/** A network of the docker package, without its name. */
export type NetworkSpec = Omit<docker.NetworkArgs, "name" | "labels"> & {
  readonly labels?: pulumi.Input<LabelArgs[] | undefined> | undefined;
};

/** How a network is named and replaced. */
export interface NetworkLife {
  /** Fixed by the user. */
  readonly name?: pulumi.Input<string | undefined> | undefined;
  /** Whether services leave the old network at the moment in which they join the new one. @default false */
  readonly swap?: pulumi.Input<boolean> | undefined;
  /** What the provider of an ingress is told. It is no part of what the network is, so a change makes no new one. @default "refuse" */
  readonly onPublishedPorts?: pulumi.Input<OnPublishedPorts | undefined> | undefined;
  /** The component's own: Pulumi does not pass them on to children. */
  readonly customTimeouts?: pulumi.CustomTimeouts | undefined;
}

/**
 * A swarm network as the child of a component. Docker can change nothing about a network, so every change means a new one: its name
 * carries the hash of its spec, and the new one is made before services leave the old one.
 */
export function immutableNetwork(
  component: pulumi.ComponentResource,
  logicalName: string,
  { name, swap = false, onPublishedPorts, customTimeouts }: NetworkLife,
  { labels, ...rest }: NetworkSpec,
): docker.Network {
  const identity = mapInput(swap, (alone) => (alone ? [] : [identityOf(logicalName)]));
  const spec = { ...rest, labels: joined(labels, identity) };
  const single = spec.ingress === true;
  // Whose the ingress is makes it no other one: nobody wants a swap because a stack is renamed.
  const hashed = whenResolved(single ? { ...rest, labels } : spec, (resolved) =>
    hashedName(logicalName, withoutOrder(resolved)),
  );
  const fixed = name !== undefined;
  return new docker.Network(
    logicalName,
    {
      ...spec,
      name: fixed ? whenResolved([name, hashed], ([given, otherwise]) => given ?? otherwise) : hashed,
      ...(fixed && !single && { labels: joined(spec.labels, mapInput(hashed, specOf)) }),
      ...(single && { labels: joined(spec.labels, mapMaybe(onPublishedPorts, directiveOf)) }),
    },
    {
      parent: component,
      ...(customTimeouts !== undefined && { customTimeouts }),
      // The official plugin takes what the Engine adds to these (VXLAN ids, gateways) for a change that replaces the network. A real
      // change is in the hash already: in the name, or, when that is fixed, in a label; an ingress that is adopted has no label of ours.
      ignoreChanges: ["options", "ipamConfigs"],
      // A swarm has one ingress, whatever its name, unless the provider swaps it in one go; and a name belongs to one network. In all other
      // cases the provider knows best: `false` would overrule it.
      ...(fixed && single && { replacementTrigger: hashed }),
      ...((single ? mustGoFirst(onPublishedPorts) : fixed && swap === true) && { deleteBeforeReplace: true }),
    },
  );
}

/** By this label the provider knows the networks of one component, of which there are two while one replaces the other. */
function identityOf(logicalName: string): LabelArgs {
  return { label: swarmLabel.identity.key, value: `${pulumi.getProject()}/${pulumi.getStack()}/${logicalName}` };
}

/** A change of the spec that the name does not show. */
function specOf(hashed: string): LabelArgs[] {
  return [{ label: swarmLabel.spec.key, value: hashed.slice(-8) }];
}

/** What is said to the provider travels as a label, since the docker package's Network has no other place for it. */
function directiveOf(onPublishedPorts: OnPublishedPorts | undefined): LabelArgs[] {
  if (onPublishedPorts === undefined || onPublishedPorts === "refuse") return [];
  return [{ label: swarmLabel.onPublishedPorts.key, value: onPublishedPorts }];
}

function mustGoFirst(onPublishedPorts: NetworkLife["onPublishedPorts"]): boolean {
  return onPublishedPorts === undefined || onPublishedPorts === "refuse";
}

function joined(
  labels: NetworkSpec["labels"],
  more: pulumi.Input<LabelArgs[]>,
): pulumi.Input<LabelArgs[] | undefined> | undefined {
  return mapMaybe(labels, (given = []) =>
    mapInput(more, (added) => [...given, ...added].sort((a, b) => (a.label < b.label ? -1 : 1))),
  );
}

/** What the options of an overlay are made of. */
export interface NetworkOptions {
  readonly driverOptions?: Readonly<Record<string, string>> | undefined;
  readonly encrypted?: boolean | undefined;
  readonly mtu?: number | undefined;
}

/** Driver options of an overlay; `undefined` when there are none. */
export function networkOptions({ driverOptions, encrypted, mtu }: NetworkOptions): Record<string, string> | undefined {
  const options = {
    ...driverOptions,
    // The driver looks at the key and not at its value, so "no encryption" is a key that is not there.
    ...(encrypted === true && { [driverOption.encrypted]: "true" }),
    ...(mtu !== undefined && mtu !== 0 && { [driverOption.mtu]: String(mtu) }),
  };
  return Object.keys(options).length === 0 ? undefined : options;
}

/** Subnets that the network has, as reported by the Engine. */
export function subnetsOf(network: docker.Network): pulumi.Output<string[]> {
  return allotted(network).apply((configs) => compact(configs.map(({ subnet }) => subnet)));
}

/** Gateways that the network has, one a subnet, as reported by the Engine. */
export function gatewaysOf(network: docker.Network): pulumi.Output<string[]> {
  return allotted(network).apply((configs) => compact(configs.map(({ gateway }) => gateway)));
}

/** VXLAN ids that the network has, one a subnet, as reported by the Engine. */
export function vxlanIdsOf(network: docker.Network): pulumi.Output<number[]> {
  const options: pulumi.Output<Record<string, string> | undefined> = network.options;
  return options.apply((given) => compact((given?.[driverOption.vxlanIds] ?? "").split(",")).map(Number));
}

/** The types promise a list; a plugin that has not read the network yet gives none. */
function allotted(network: docker.Network): pulumi.Output<docker.types.output.NetworkIpamConfig[]> {
  const configs: pulumi.Output<docker.types.output.NetworkIpamConfig[] | undefined> = network.ipamConfigs;
  return configs.apply((given) => given ?? []);
}

function compact(texts: readonly (string | undefined)[]): string[] {
  return texts.filter((text): text is string => text !== undefined && text !== "");
}

/** The Engine does not look at the order of subnets, so it must not give the network another name. */
function withoutOrder(spec: pulumi.Unwrap<NetworkSpec>): pulumi.Unwrap<NetworkSpec> {
  if (spec.ipamConfigs === undefined) return spec;
  return { ...spec, ipamConfigs: [...spec.ipamConfigs].sort((a, b) => ((a.subnet ?? "") < (b.subnet ?? "") ? -1 : 1)) };
}
