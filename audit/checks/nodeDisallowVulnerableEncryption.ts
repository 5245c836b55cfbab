import { dockerEngine } from "../../policies/rule/framework";
import { check, outcome } from "../check";
import { isBefore, isWithin, parseVersion } from "../../swarm/engineVersion";
import { encryptedNames, nodeName, nodeSubject, quoted } from "../swarmParts";

/** The encrypted overlay networks of these Engines may send and accept unencrypted packets. */
export const nodeDisallowVulnerableEncryption = check({
  name: "swarm-node-disallow-vulnerable-encryption",
  description: "In a swarm with encrypted networks, every node must run an Engine that keeps the traffic encrypted.",
  enforcementLevel: "mandatory",
  severity: "high",
  framework: dockerEngine(
    "CVE-2023-28840, CVE-2023-28841, CVE-2023-28842",
    "Encrypted overlay networks may accept or send clear text; fixed in 20.10.24 and 23.0.3",
    "before 20.10.24, and 23.0.0 to 23.0.2",
  ),
  tags: ["swarm", "node", "encryption", "cve"],
  remediationSteps:
    "Upgrade the Engine to 20.10.24, 23.0.3 or later, one node at a time: set the node's availability to drain, " +
    "upgrade it, and set it back to active.",
  run: (snapshot) => {
    const encrypted = encryptedNames(snapshot);
    if (encrypted.length === 0) return { status: "not applicable", reason: "no network is encrypted" };
    const vulnerable = snapshot.nodes.filter(({ Description }) =>
      isVulnerable(Description?.Engine?.EngineVersion ?? ""),
    );
    const violations = vulnerable.map((node) => ({
      subject: nodeSubject(node),
      message:
        `Node "${nodeName(node)}" runs Docker Engine ${node.Description?.Engine?.EngineVersion ?? ""}, whose ` +
        "encrypted networks may send and accept plain text (CVE-2023-28840, -28841, -28842); the swarm encrypts " +
        `${quoted(encrypted)}. Upgrade it to 20.10.24, 23.0.3 or later.`,
    }));
    return outcome(violations, { pass: "every Engine has the fixes", fail: vulnerable.map(nodeName).join(", ") });
  },
});

function isVulnerable(text: string): boolean {
  const version = parseVersion(text);
  return version !== undefined && (isBefore(version, [20, 10, 24]) || isWithin(version, [21, 0, 0], [23, 0, 3]));
}
