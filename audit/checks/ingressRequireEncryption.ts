import { cisDocker } from "../../policies/rule/framework";
import { isSensitive } from "../../swarm/labels";
import { isEncrypted } from "../../swarm/options";
import { check, outcome } from "../check";
import { encryptedNames, overlaysOf, quoted } from "../swarmParts";

/** Requests to published ports cross the wire on the ingress network, whatever the networks behind it encrypt. */
export const ingressRequireEncryption = check({
  name: "swarm-ingress-require-encryption-like-others",
  description: "The ingress network must be encrypted if other networks are.",
  enforcementLevel: "mandatory",
  severity: "high",
  framework: cisDocker("7.3"),
  tags: ["swarm", "ingress", "encryption", "cis"],
  remediationSteps:
    "Re-create the ingress network with the option encrypted, for example with an IngressConfig, or publish the " +
    "ports of the services in host mode.",
  run: (snapshot) => {
    const ingress = overlaysOf(snapshot).find(({ Ingress }) => Ingress);
    if (ingress === undefined) return { status: "not applicable", reason: "the swarm has no ingress network" };
    const encrypted = encryptedNames(snapshot).filter((name) => name !== ingress.Name);
    if (encrypted.length === 0) return { status: "not applicable", reason: "no other network is encrypted" };
    // swarm-stack-require-encrypted-ingress-for-sensitive-services reports the services of sensitive networks.
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
        reason: "a network is sensitive, so a rule of the policy pack checks this",
      };
    }
    const message =
      `Ingress network "${ingress.Name}" is not encrypted, but ${quoted(encrypted)} ` +
      `${encrypted.length === 1 ? "is" : "are"}: ` +
      (exposed.length === 0
        ? "requests to a port that their services publish would cross the wire unencrypted. "
        : `requests to the published ports of ${quoted(exposed)} cross the wire unencrypted. `) +
      `Re-create the ingress network with the option "encrypted", or publish those ports in host mode.`;
    const violation = {
      subject: { kind: "network", name: ingress.Name },
      message,
      ...(exposed.length === 0 ? { level: "advisory" as const } : {}),
    };
    return outcome(isEncrypted(ingress.Options ?? {}) ? [] : [violation], {
      pass: "the ingress network is encrypted",
      fail: `ingress network "${ingress.Name}" is not encrypted`,
    });
  },
});
