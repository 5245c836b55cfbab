import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import type { OnPublishedPorts } from "../../swarm/ingress";
import { hashedNetworkName } from "../../swarm/names";
import { swarmLabel } from "../../swarm/swarmLabel";
import { mapInput, mapMaybe, whenResolved } from "../arguments/inputs";
import type { LabelArgs } from "../arguments/labels";

// A swarm network as the child of a component. Docker cannot change a network, so every change creates a new one. The
// name of the network carries the hash of its spec, so that the new network can be created before services leave the
// old one.

/** The inputs of a docker.Network, without its name. */
export type NetworkSpec = Omit<docker.NetworkArgs, "name" | "labels"> & { readonly labels: Labels };

type Labels = pulumi.Input<LabelArgs[] | undefined> | undefined;
type Name = pulumi.Input<string>;

/**
 * The official plugin reports what the Engine adds to these (VXLAN ids, gateways) as a change that replaces the
 * network. A real change is always in the hash of the spec as well.
 */
const ignoreChanges = ["options", "ipamConfigs"];

/**
 * An overlay network whose name contains the hash of its spec.
 *
 * @param base the first part of the name: the logical name, with the prefix of its stack if it is part of one
 */
export function hashedNetwork(
  component: pulumi.ComponentResource,
  logicalName: string,
  spec: NetworkSpec,
  swap: pulumi.Input<boolean>,
  base: string,
): docker.Network {
  const labelled = { ...spec, labels: join(spec.labels, identity(logicalName, swap)) };
  return new docker.Network(
    logicalName,
    { ...labelled, name: hashOf(base, labelled) },
    { parent: component, ignoreChanges },
  );
}

/** An overlay network with a fixed name; the hash of its spec is in a label. */
export function fixedNetwork(
  component: pulumi.ComponentResource,
  logicalName: string,
  spec: NetworkSpec,
  swap: pulumi.Input<boolean>,
  name: Name,
): docker.Network {
  const labelled = { ...spec, labels: join(spec.labels, identity(logicalName, swap)) };
  const hashed = hashOf(logicalName, labelled);
  return new docker.Network(
    logicalName,
    { ...labelled, name: orHashed(name, hashed), labels: join(labelled.labels, mapInput(hashed, specLabel)) },
    {
      parent: component,
      ignoreChanges,
      // Otherwise the provider decides: `false` would overrule it.
      ...(swap === true && { deleteBeforeReplace: true }),
    },
  );
}

/** The ingress network, of which a swarm has only one, whatever its name. */
export function ingressNetwork(
  component: pulumi.ComponentResource,
  logicalName: string,
  spec: NetworkSpec,
  name: Name | undefined,
  onPublishedPorts: pulumi.Input<OnPublishedPorts | undefined> | undefined,
  customTimeouts: pulumi.CustomTimeouts | undefined,
): docker.Network {
  const ingress = { ...spec, ingress: true };
  // The hash does not include the owner of the network, because renaming a stack must not replace the ingress.
  const hashed = hashOf(logicalName, ingress);
  const labels = join(spec.labels, identity(logicalName, false));
  return new docker.Network(
    logicalName,
    {
      ...ingress,
      name: orHashed(name, hashed),
      labels: join(labels, mapMaybe(onPublishedPorts, instruction)),
    },
    {
      parent: component,
      ignoreChanges,
      // Pulumi does not pass the timeouts of a component on to its children.
      ...(customTimeouts !== undefined && { customTimeouts }),
      // An adopted ingress has no label of this component, so a fixed name needs another trigger for a replacement.
      ...(name !== undefined && { replacementTrigger: hashed }),
      // With "suspend" the provider replaces one ingress by the other in a single step.
      ...((onPublishedPorts === undefined || onPublishedPorts === "refuse") && { deleteBeforeReplace: true }),
    },
  );
}

function hashOf(logicalName: string, spec: NetworkSpec): pulumi.Input<string> {
  return whenResolved(spec, (resolved) => hashedNetworkName(logicalName, resolved));
}

/** The fixed name; an Output of it can turn out to be undefined. */
function orHashed(name: Name | undefined, hashed: pulumi.Input<string>): pulumi.Input<string> {
  return mapMaybe(name, (fixed) => fixed ?? hashed);
}

/**
 * The label by which the provider recognizes the networks of one component, of which there are two during a
 * replacement. A network that is swapped has none, because its services must never be on both.
 */
function identity(logicalName: string, swap: pulumi.Input<boolean>): pulumi.Input<LabelArgs[]> {
  const value = `${pulumi.getProject()}/${pulumi.getStack()}/${logicalName}`;
  return mapInput(swap, (yes) => (yes ? [] : [{ label: swarmLabel.identity.key, value }]));
}

/** Shows a change of the spec that a fixed name does not show. */
function specLabel(hashed: string): LabelArgs[] {
  return [{ label: swarmLabel.spec.key, value: hashed.slice(-8) }];
}

/** Tells the provider what to do about published ports: a docker.Network has no other property for that. */
function instruction(onPublishedPorts: OnPublishedPorts | undefined): LabelArgs[] {
  if (onPublishedPorts === undefined || onPublishedPorts === "refuse") return [];
  return [{ label: swarmLabel.onPublishedPorts.key, value: onPublishedPorts }];
}

function join(labels: Labels, more: pulumi.Input<LabelArgs[]>): pulumi.Input<LabelArgs[]> {
  return mapMaybe(labels, (some = []) =>
    mapInput(more, (others) => [...some, ...others].sort((a, b) => (a.label < b.label ? -1 : 1))),
  );
}
