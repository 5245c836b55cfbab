import { unknown } from "../../../swarm/draft";
import * as example from "../../rule/example";
import { cisDocker } from "../../rule/framework";
import { waitFor } from "../../unknowns/known";
import { nodeOf, nodeType, startsSwarm } from "../../facts/node";
import { resourcePolicy } from "../../rule/policy";
import { wholeNumber } from "../../rule/settings";

/** Docker's default: 90 days. */
const defaultHours = 90 * 24;

/** A node's certificate that was stolen is good until it expires. */
export const nodeLimitCertificateExpiry = resourcePolicy({
  name: "swarm-node-limit-certificate-expiry",
  description: "The certificates of nodes should be valid for a short time.",
  enforcementLevel: "advisory",
  severity: "low",
  framework: cisDocker("7.7", "Ensure that node certificates are rotated as appropriate"),
  tags: ["swarm", "node", "certificate"],
  remediationSteps: "Give the node that starts the swarm a `certificateExpirySeconds` of 172800 (48 hours) or less.",
  docs: {
    about:
      "Nodes renew their certificates by themselves, so a short time costs nothing, and one that was copied opens the swarm for as long " +
      "as it is valid: 90 days by default. The benchmark's own audit asks for 48 hours. The rule looks at the node that starts a swarm, and " +
      "at any node that sets more.",
    sources: ['CIS Docker Benchmark 1.6.0, 7.7, "Ensure that node certificates are rotated as appropriate"'],
    bad: [example.node("manager1", { certificateExpirySeconds: 2592000 }), example.node("manager2", {})],
    good: [
      example.node("manager1", { certificateExpirySeconds: 172800 }),
      example.node("worker1", { role: "worker", remoteAddresses: ["192.168.1.11:2377"] }),
    ],
  },
  types: [nodeType],
  settings: {
    maximumHours: wholeNumber("The longest time that a certificate may be valid.", 48, { minimum: 1, maximum: 87600 }),
  },
  validate: ({ name, props, settings: { maximumHours } }, report) => {
    const node = nodeOf(props);
    const { certificateExpirySeconds: given } = node;
    if (given === undefined && !startsSwarm(node)) return;
    waitFor(props, "certificateExpirySeconds");
    if (given === unknown) return;
    const hours = given === undefined ? defaultHours : secondsOf(given) / 3600;
    if (!(hours > maximumHours)) return;
    const what =
      given === undefined
        ? "no 'certificateExpirySeconds', which stands for 90 days"
        : `the 'certificateExpirySeconds' ${given}, which is ${Math.round(hours * 10) / 10} hours`;
    report(
      `Node "${name}" has ${what}: a certificate that was copied opens the swarm for as long. ` +
        `Set certificateExpirySeconds: ${maximumHours * 3600}; nodes renew their certificates by themselves.`,
    );
  },
});

/** A language without types may give a number as text. */
function secondsOf(given: unknown): number {
  return Number(given);
}
