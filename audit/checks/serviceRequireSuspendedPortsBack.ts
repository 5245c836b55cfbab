import { dockerEngine } from "../../policies/rule/framework";
import { swarmLabel } from "../../swarm/swarmLabel";
import { check, outcome } from "../check";

/** A swap of the ingress that was cut short leaves services without their published ports, and nothing else shows it. */
export const serviceRequireSuspendedPortsBack = check({
  name: "swarm-service-require-suspended-ports-back",
  description: "Services must have the published ports back that a swap of the ingress has taken off them.",
  enforcementLevel: "mandatory",
  severity: "high",
  framework: dockerEngine(
    "moby/swarmkit manager/controlapi/network.go",
    "The ingress is not removed while services publish ports through it, so a swap takes them off for its time",
  ),
  tags: ["swarm", "ingress", "availability"],
  remediationSteps:
    "Run 'pulumi up --refresh' in the stack that has the IngressConfig, or publish the ports by hand and remove the label.",
  run: ({ services }) => {
    const suspended = services.filter(({ Spec }) => Spec.Labels?.[swarmLabel.suspendedPorts.key] !== undefined);
    const violations = suspended.map(({ Spec: { Name } }) => ({
      subject: { kind: "service", name: Name },
      message:
        `Service "${Name}" is without its published ports: a swap of the ingress has taken them off, and runs right now or was cut short. Run ` +
        `'pulumi up --refresh' in the stack that has the IngressConfig; the label "${swarmLabel.suspendedPorts.key}" has the ports.`,
    }));
    return outcome(violations, {
      pass: "no service waits for its published ports",
      fail: suspended.map(({ Spec }) => Spec.Name).join(", "),
    });
  },
});
