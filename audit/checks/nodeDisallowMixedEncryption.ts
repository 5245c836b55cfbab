import { dockerEngine } from "../../policies/rule/framework";
import { check, outcome } from "../check";
import { isWithin, parseVersion } from "../../swarm/engineVersion";
import { encryptedNames, nodeName, nodeSubject, quoted } from "../swarmParts";

/**
 * Versions that number the security associations of a flow differently, so that encrypted packets between them and all
 * other versions are dropped: [first, first fixed].
 */
const apart = [
  [
    [25, 0, 13],
    [25, 0, 15],
  ],
  [
    [29, 0, 0],
    [29, 2, 1],
  ],
] as const;

/**
 * Encrypted overlay networks drop all packets between two Engines that number their security associations differently.
 */
export const nodeDisallowMixedEncryption = check({
  name: "swarm-node-disallow-mixed-encryption",
  description: "In a swarm with encrypted networks, all Engines must understand each other's encrypted packets.",
  enforcementLevel: "mandatory",
  severity: "high",
  framework: dockerEngine(
    "moby/moby daemon/libnetwork/drivers/overlay/encryption.go, moby#51798, fixed by moby#51951",
    "The sender and the receiver of an encrypted packet must compute the same security parameter index",
    "25.0.13, 25.0.14, and 29.0.0 to 29.2.0, together with any other",
  ),
  tags: ["swarm", "node", "encryption", "engine"],
  remediationSteps:
    "Upgrade Engines 29.0.0 to 29.2.0 to 29.2.1 or later, and Engines 25.0.13 and 25.0.14 to 25.0.15 or later.",
  run: (snapshot) => {
    const encrypted = encryptedNames(snapshot);
    if (encrypted.length === 0) return { status: "not applicable", reason: "no network is encrypted" };
    const known = snapshot.nodes.flatMap((node) => {
      const version = parseVersion(node.Description?.Engine?.EngineVersion ?? "");
      return version === undefined
        ? []
        : [{ node, isApart: apart.some(([from, end]) => isWithin(version, from, end)) }];
    });
    const others = known.filter(({ isApart }) => !isApart).map(({ node }) => nodeName(node));
    const violations = known
      .filter(({ isApart }) => isApart && others.length > 0)
      .map(({ node }) => ({
        subject: nodeSubject(node),
        message:
          `Node "${nodeName(node)}" runs Docker Engine ${node.Description?.Engine?.EngineVersion ?? ""}, which ` +
          `cannot exchange encrypted packets with ${quoted(others)} (moby#51798): tasks on ${quoted(encrypted)} ` +
          "cannot reach each other between these nodes. Upgrade it to 25.0.15, to 29.2.1, or to a later version, " +
          "which understand all others.",
      }));
    return outcome(violations, {
      pass: "every Engine understands the others' encrypted packets",
      fail: violations.map(({ subject }) => subject.name).join(", "),
    });
  },
});
