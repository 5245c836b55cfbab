import { cisDocker } from "../../policies/rule/framework";
import { isSensitive } from "../../swarm/labels";
import { isEncrypted } from "../../swarm/options";
import { check, outcome } from "../check";
import { encryptedNames, overlaysOf, quoted } from "../swarmParts";

/** What comes in through the routing mesh crosses the wire on the ingress, whatever the networks behind it do. */
export const ingressRequireEncryption = check({
  name: "swarm-ingress-require-encryption-like-others",
  description: "The ingress must be encrypted where other networks are.",
  enforcementLevel: "mandatory",
  severity: "high",
  framework: cisDocker("7.3", "Ensure that all Docker swarm overlay networks are encrypted"),
  tags: ["swarm", "ingress", "encryption", "cis"],
  remediationSteps:
    "Create the ingress anew with the option encrypted (an IngressConfig does it), or publish the services' ports in host mode.",
  run: (snapshot) => {
    const ingress = overlaysOf(snapshot).find(({ Ingress }) => Ingress);
    if (ingress === undefined) return { status: "not applicable", reason: "the swarm has no ingress" };
    const encrypted = encryptedNames(snapshot).filter((name) => name !== ingress.Name);
    if (encrypted.length === 0) return { status: "not applicable", reason: "no other network is encrypted" };
    // About the services of sensitive networks the pack has a rule of its own.
    const ids = new Set(
      snapshot.networks
        .filter(({ Name, Labels }) => encrypted.includes(Name) && isSensitive(Labels ?? {}) !== true)
        .map(({ Id }) => Id),
    );
    const exposed = snapshot.services
      .filter(({ Spec }) => (Spec.TaskTemplate.Networks ?? []).some(({ Target }) => ids.has(Target)))
      .filter(({ Spec }) => (Spec.EndpointSpec?.Ports ?? []).some(({ PublishMode }) => PublishMode !== "host"))
      .map(({ Spec }) => Spec.Name);
    const others = overlaysOf(snapshot).filter(({ Ingress }) => !Ingress);
    if (exposed.length === 0 && others.some(({ Labels }) => isSensitive(Labels ?? {}) === true)) {
      return {
        status: "not applicable",
        reason: "where a network is sensitive, the pack's own rule gives this advice",
      };
    }
    const message =
      `Ingress "${ingress.Name}" is not encrypted, while ${quoted(encrypted)} ${encrypted.length === 1 ? "is" : "are"}: ` +
      (exposed.length === 0
        ? "a port that their services publish would cross the wire in clear. "
        : `requests to the published ports of ${quoted(exposed)} cross the wire in clear. `) +
      `Create the ingress anew with the option "encrypted", or publish those ports in host mode.`;
    const violation = {
      subject: { kind: "network", name: ingress.Name },
      message,
      ...(exposed.length === 0 ? { level: "advisory" as const } : {}),
    };
    return outcome(isEncrypted(ingress.Options ?? {}) ? [] : [violation], {
      pass: "the ingress is encrypted",
      fail: `ingress "${ingress.Name}" is not encrypted`,
    });
  },
});
