import { dockerEngine } from "../../policies/rule/framework";
import { swarmLabel } from "../../swarm/swarmLabel";
import { check, outcome } from "../check";

/**
 * An interrupted replacement of the ingress network leaves services without their published ports, and nothing else
 * shows it.
 */
export const serviceRequireSuspendedPortsBack = check({
  name: "swarm-service-require-suspended-ports-back",
  description: "Services must get back the published ports that a replacement of the ingress network suspended.",
  enforcementLevel: "mandatory",
  severity: "high",
  framework: dockerEngine(
    "moby/swarmkit manager/controlapi/network.go",
    "Swarm does not remove the ingress network while services publish ports, so a replacement suspends the ports",
  ),
  tags: ["swarm", "ingress", "availability"],
  remediationSteps:
    "Run 'pulumi up --refresh' in the stack with the IngressConfig, or publish the ports by hand and remove the " +
    "label.",
  run: ({ services }) => {
    const suspended = services.filter(({ Spec }) => Spec.Labels?.[swarmLabel.suspendedPorts.key] !== undefined);
    const violations = suspended.map(({ Spec: { Name } }) => ({
      subject: { kind: "service", name: Name },
      message:
        `The published ports of service "${Name}" are suspended: a replacement of the ingress network removed ` +
        "them and is still running or was interrupted. Run 'pulumi up --refresh' in the stack with the " +
        `IngressConfig; the label "${swarmLabel.suspendedPorts.key}" holds the ports.`,
    }));
    return outcome(violations, {
      pass: "no service has suspended ports",
      fail: suspended.map(({ Spec }) => Spec.Name).join(", "),
    });
  },
});
