import type { Draft } from "../../swarm/draft";
import { isPresent } from "../../swarm/draft";
import { checkOptions, driverOption } from "../../swarm/options";
import type { Problem } from "../../swarm/problem";
import { under } from "../../swarm/problem";
import { checkSubnets } from "../../swarm/subnet";
import { keyPath, recordOf, show } from "../../swarm/typed";
import { checkChoice } from "../arguments/choice";
import { checkFlags, networkRules } from "./networkRules";
import type { OverlayNetworkArgs } from "./overlayNetwork";
import { Replacement } from "./replacement";
import type { Rule } from "../arguments/verification";
import { rule } from "../arguments/verification";

/** What an {@link OverlayNetworkArgs} has to keep. */
export function overlayNetworkRules(logicalName: string): readonly Rule<OverlayNetworkArgs>[] {
  return [
    ...networkRules(logicalName),
    rule(
      ["subnets"],
      ({ subnets }: OverlayNetworkArgs) => subnets,
      (subnets) => under("subnets", checkSubnets(subnets)),
    ),
    rule(
      ["internal"],
      ({ internal }: OverlayNetworkArgs) => ({ internal }),
      (flags) => checkFlags(flags),
    ),
    rule(
      ["attachable", "encrypted", "sensitive"],
      ({ sensitive, encrypted, attachable, allowAttachable }: OverlayNetworkArgs) => ({
        sensitive,
        encrypted,
        attachable,
        allowAttachable,
      }),
      (protection) => checkProtection(protection, logicalName),
    ),
    rule(
      ["driverOptions"],
      ({ driverOptions }: OverlayNetworkArgs) => driverOptions,
      (options) => under("driverOptions", [...checkOptions(options), ...checkOwnOptions(options)]),
    ),
    rule(
      ["replacement"],
      ({ replacement }: OverlayNetworkArgs) => replacement,
      (replacement) => checkChoice(replacement, "replacement", "replacement", Replacement),
    ),
  ];
}

interface Protection {
  readonly sensitive?: boolean | undefined;
  readonly encrypted?: boolean | undefined;
  readonly attachable?: boolean | undefined;
  readonly allowAttachable?: string | undefined;
}

function checkProtection(protection: Draft<Protection>, logicalName: string): Problem[] {
  const { sensitive, encrypted, attachable, allowAttachable } = recordOf(protection, "", "args", []);
  const problems = checkFlags({ sensitive, attachable });
  if (isPresent(allowAttachable) && allowAttachable !== logicalName) {
    problems.push({
      path: "allowAttachable",
      reason:
        `'allowAttachable' ${show(allowAttachable)} is the permission of another network. ` +
        `Use "${logicalName}", the name of this one, if containers outside of services shall join it, or leave 'allowAttachable' out.`,
    });
  }
  if (sensitive !== true) return problems;
  if (encrypted === false) {
    problems.push({
      path: "encrypted",
      reason:
        `'encrypted' false contradicts 'sensitive' true: what a sensitive network carries must not cross the wire in clear. ` +
        `Leave 'encrypted' out, or leave 'sensitive' out if anyone between the nodes may read the traffic.`,
    });
  }
  if (attachable === true && allowAttachable === undefined) {
    problems.push({
      path: "attachable",
      reason:
        `'attachable' true would let any container on any node join this sensitive network. Leave 'attachable' out, ` +
        `or allow it for this network by name: allowAttachable: "${logicalName}".`,
    });
  }
  return problems;
}

/** One way to say a thing: two could contradict each other. */
function checkOwnOptions(options: Draft<Readonly<Record<string, string>>>): Problem[] {
  const given = recordOf(options, "", "driverOptions", []);
  return (["encrypted", "mtu"] as const)
    .filter((property) => given[driverOption[property]] !== undefined)
    .map((property) => ({
      path: keyPath(driverOption[property]),
      reason: `'${driverOption[property]}' has a property of its own. Use '${property}' of the OverlayNetwork.`,
    }));
}
