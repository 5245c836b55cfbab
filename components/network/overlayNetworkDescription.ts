import type { Draft } from "../../swarm/draft";
import { isPresent } from "../../swarm/draft";
import { checkOptions, driverOption } from "../../swarm/options";
import type { Problem } from "../../swarm/problem";
import { under } from "../../swarm/problem";
import { scopedName } from "../../swarm/stack";
import { checkSubnets } from "../../swarm/subnet";
import { keyPath, recordOf, show } from "../../swarm/typed";
import { isCredentialOption } from "../../swarm/credentials";
import type { Description } from "../arguments/checkedArgs";
import { rule } from "../arguments/checkedArgs";
import { choice, flag, list, map, text } from "../arguments/shape";
import { networkDescription } from "./networkDescription";
import type { StackScope } from "../arguments/stackScope";
import { stackArgument, stackLabelRule } from "../arguments/stackScope";
import type { OverlayNetworkArgs } from "./overlayNetworkArgs";
import { Replacement } from "./replacement";
import { subnetShape } from "./subnet";

/** The description of the arguments of an OverlayNetwork. */
export function overlayNetworkDescription(logicalName: string, scope?: StackScope): Description<OverlayNetworkArgs> {
  const fullName = scope === undefined ? logicalName : scopedName(scope.name, logicalName);
  const { name, encrypted, mtu, labels } = networkDescription(fullName);
  return {
    stack: stackArgument,
    name,
    subnets: [
      list(subnetShape),
      rule(
        ({ subnets }) => subnets,
        (subnets) => under("subnets", checkSubnets(subnets)),
      ),
    ],
    attachable: [
      flag,
      rule(
        ({ sensitive, attachable, allowAttachable }) => ({ sensitive, attachable, allowAttachable }),
        (draft) => checkAttachable(draft, logicalName),
      ),
    ],
    internal: [flag],
    encrypted: [
      ...encrypted,
      rule(({ sensitive, encrypted: chosen }) => ({ sensitive, encrypted: chosen }), checkEncrypted),
    ],
    sensitive: [flag],
    allowAttachable: [
      text,
      rule(
        ({ allowAttachable }) => allowAttachable,
        (permission) => checkPermission(permission, logicalName),
      ),
    ],
    mtu,
    labels: [...labels, stackLabelRule("labels", scope)],
    driverOptions: [
      map(text, isCredentialOption),
      rule(
        ({ driverOptions }) => driverOptions,
        (options) => under("driverOptions", [...checkOptions(options), ...checkReservedOptions(options)]),
      ),
    ],
    ipamDriver: [text],
    ipamOptions: [map(text, isCredentialOption)],
    replacement: [choice(Replacement)],
  };
}

function checkAttachable(draft: unknown, logicalName: string): Problem[] {
  const { sensitive, attachable, allowAttachable } = recordOf(draft, "", "args", []);
  if (sensitive !== true || attachable !== true || allowAttachable !== undefined) return [];
  const reason =
    `'attachable' true would let any container on any node join this sensitive network. Leave 'attachable' out, ` +
    `or allow it for this network by name: allowAttachable: "${logicalName}".`;
  return [{ path: "attachable", reason }];
}

function checkPermission(permission: unknown, logicalName: string): Problem[] {
  if (!isPresent(permission) || permission === logicalName) return [];
  const reason =
    `'allowAttachable' ${show(permission)} names another network. Use "${logicalName}", the name of this one, to let ` +
    `containers outside of services join it, or leave 'allowAttachable' out.`;
  return [{ path: "allowAttachable", reason }];
}

function checkEncrypted(draft: unknown): Problem[] {
  const { sensitive, encrypted } = recordOf(draft, "", "args", []);
  if (sensitive !== true || encrypted !== false) return [];
  const reason =
    `'encrypted' false contradicts 'sensitive' true: traffic of a sensitive network must not be readable on the ` +
    `wire. Leave 'encrypted' out, or leave 'sensitive' out if anyone between the nodes may read the traffic.`;
  return [{ path: "encrypted", reason }];
}

/** Options that have an argument of their own: if both were possible, they could contradict each other. */
function checkReservedOptions(options: Draft<Readonly<Record<string, string>>>): Problem[] {
  const present = recordOf(options, "", "driverOptions", []);
  return (["encrypted", "mtu"] as const)
    .filter((property) => present[driverOption[property]] !== undefined)
    .map((property) => ({
      path: keyPath(driverOption[property]),
      reason: `'${driverOption[property]}' has an argument of its own. Use '${property}' of the OverlayNetwork.`,
    }));
}
