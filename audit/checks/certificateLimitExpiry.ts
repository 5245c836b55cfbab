import { cisDocker } from "../../policies/rule/framework";
import { check, outcome } from "../check";
import { theSwarm } from "../swarmParts";

/** What the benchmark's own audit asks for. */
const longestHours = 48;
/** Docker's default: 90 days. */
const defaultHours = 90 * 24;

/** A node's certificate that was stolen is good until it expires. */
export const certificateLimitExpiry = check({
  name: "swarm-certificate-limit-expiry",
  description: `The certificates of nodes must be valid for ${longestHours} hours at most.`,
  enforcementLevel: "advisory",
  severity: "low",
  framework: cisDocker("7.7", "Ensure that node certificates are rotated as appropriate"),
  tags: ["swarm", "certificate", "cis"],
  remediationSteps: `docker swarm update --cert-expiry ${longestHours}h; nodes renew their certificates by themselves.`,
  run: ({ swarm }) => {
    const nanoseconds = swarm.Spec?.CAConfig?.NodeCertExpiry ?? 0;
    const hours = nanoseconds === 0 ? defaultHours : nanoseconds / 3.6e12;
    const message =
      `The certificate of a node is valid for ${inWords(hours)}: one that was copied opens the swarm for as long. ` +
      `Shorten it to ${longestHours} hours or less with 'docker swarm update --cert-expiry ${longestHours}h'.`;
    return outcome(hours > longestHours ? [{ subject: theSwarm, message }] : [], {
      pass: `certificates are valid for ${inWords(hours)}`,
      fail: `certificates are valid for ${inWords(hours)}`,
    });
  },
});

function inWords(hours: number): string {
  return hours > longestHours && hours % 24 === 0 ? `${hours / 24} days` : `${Math.round(hours * 10) / 10} hours`;
}
