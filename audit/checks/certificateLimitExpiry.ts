import { cisDocker } from "../../policies/rule/framework";
import { check, outcome } from "../check";
import { theSwarm } from "../swarmParts";

/** The limit of the benchmark's own audit. */
const longestHours = 48;
/** Docker's default: 90 days. */
const defaultHours = 90 * 24;

/** A stolen node certificate gives access to the swarm until it expires. */
export const certificateLimitExpiry = check({
  name: "swarm-certificate-limit-expiry",
  description: `Node certificates must be valid for at most ${longestHours} hours.`,
  enforcementLevel: "advisory",
  severity: "low",
  framework: cisDocker("7.7"),
  tags: ["swarm", "certificate", "cis"],
  remediationSteps:
    `Run 'docker swarm update --cert-expiry ${longestHours}h'. Nodes renew their certificates ` + "automatically.",
  run: ({ swarm }) => {
    const nanoseconds = swarm.Spec?.CAConfig?.NodeCertExpiry ?? 0;
    const hours = nanoseconds === 0 ? defaultHours : nanoseconds / 3.6e12;
    const message =
      `Node certificates are valid for ${inWords(hours)}: a copied certificate gives access to the swarm for that ` +
      `long. Limit them to ${longestHours} hours or less with 'docker swarm update --cert-expiry ${longestHours}h'.`;
    return outcome(hours > longestHours ? [{ subject: theSwarm, message }] : [], {
      pass: `node certificates are valid for ${inWords(hours)}`,
      fail: `node certificates are valid for ${inWords(hours)}`,
    });
  },
});

function inWords(hours: number): string {
  return hours > longestHours && hours % 24 === 0 ? `${hours / 24} days` : `${Math.round(hours * 10) / 10} hours`;
}
