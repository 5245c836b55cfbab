import { dockerEngine } from "../../policies/rule/framework";
import { check, outcome } from "../check";
import { encryptedNames, nodeName, nodeSubject, quoted } from "../swarmParts";

/** Windows does not support the encryption of overlay networks, and Docker reports no error. */
export const nodeDisallowWindowsWithEncryption = check({
  name: "swarm-node-disallow-windows-with-encryption",
  description: "A swarm with encrypted networks must not have Windows nodes.",
  enforcementLevel: "mandatory",
  severity: "high",
  framework: dockerEngine(
    "docker/docs engine/network/drivers/overlay.md",
    "Encryption of overlay networks is not supported on Windows",
  ),
  tags: ["swarm", "node", "encryption", "windows"],
  remediationSteps:
    "Keep the services of encrypted networks on Linux nodes (node.platform.os==linux), or move the Windows nodes " +
    "to a swarm of their own.",
  run: (snapshot) => {
    const encrypted = encryptedNames(snapshot);
    if (encrypted.length === 0) return { status: "not applicable", reason: "no network is encrypted" };
    const windows = snapshot.nodes.filter(({ Description }) => Description?.Platform?.OS?.toLowerCase() === "windows");
    // The violation is mandatory only if a task on the node uses an encrypted network.
    const used = new Set(snapshot.networks.filter(({ Name }) => encrypted.includes(Name)).map(({ Id }) => Id));
    const onWindows = new Set(
      snapshot.tasks
        .filter(({ NetworksAttachments }) => (NetworksAttachments ?? []).some(({ Network }) => used.has(Network.ID)))
        .map(({ NodeID }) => NodeID),
    );
    const violations = windows.map((node) => ({
      subject: nodeSubject(node),
      message:
        `Node "${nodeName(node)}" runs Windows, which sends the traffic of encrypted networks unencrypted and ` +
        `cannot reach Linux tasks on them; the swarm encrypts ${quoted(encrypted)}. Keep the services of these ` +
        "networks off the node with the constraint node.platform.os==linux.",
      ...(onWindows.has(node.ID) ? {} : { level: "advisory" as const }),
    }));
    return outcome(violations, { pass: "no node runs Windows", fail: windows.map(nodeName).join(", ") });
  },
});
