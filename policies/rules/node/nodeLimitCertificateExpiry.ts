import { unknown } from "../../../swarm/draft";
import { numberOf } from "../../facts/numberOf";
import * as example from "../../rule/example";
import { cisDocker, cisDockerSource } from "../../rule/framework";
import { nodeOf, nodeType, startsSwarm } from "../../facts/node";
import { resourcePolicy } from "../../rule/policy";
import { wholeNumber } from "../../rule/settings";

/** Docker's default: 90 days. */
const defaultHours = 90 * 24;

/** A stolen node certificate gives access to the swarm until it expires. */
export const nodeLimitCertificateExpiry = resourcePolicy({
  name: "swarm-node-limit-certificate-expiry",
  description: "Node certificates should be valid only for a short time.",
  enforcementLevel: "advisory",
  severity: "low",
  framework: cisDocker("7.7"),
  tags: ["swarm", "node", "certificate"],
  remediationSteps: "Set `certificateExpirySeconds` of the node that starts the swarm to 172800 (48 hours) or less.",
  docs: {
    about:
      "Nodes renew their certificates automatically, so a short validity costs nothing. A copied certificate " +
      "gives access to the swarm for as long as it is valid: 90 days by default. The benchmark's own audit " +
      "expects 48 hours. The rule checks the node that starts a swarm, and any node that sets a longer validity.",
    sources: [cisDockerSource("7.7")],
    bad: [example.node("manager1", { certificateExpirySeconds: 2592000 }), example.node("manager2", {})],
    good: [
      example.node("manager1", { certificateExpirySeconds: 172800 }),
      example.node("worker1", { role: "worker", remoteAddresses: ["192.168.1.11:2377"] }),
    ],
  },
  types: [nodeType],
  settings: {
    maximumHours: wholeNumber("Longest allowed validity of a certificate, in hours.", 48, {
      minimum: 1,
      maximum: 87600,
    }),
  },
  validate: ({ name, props, settings: { maximumHours } }, report) => {
    const node = nodeOf(props);
    const { certificateExpirySeconds: given } = node;
    if (given === undefined && !startsSwarm(node)) return;
    const hours = given === undefined ? defaultHours : (numberOf(given) ?? NaN) / 3600;
    if (given !== unknown && !(hours > maximumHours)) return;
    const what =
      given === undefined
        ? "no 'certificateExpirySeconds', which means 90 days"
        : `'certificateExpirySeconds' ${String(given)} (${Math.round(hours * 10) / 10} hours)`;
    report(
      `Node "${name}" has ${what}: a copied certificate gives access to the swarm for that long. Set ` +
        `certificateExpirySeconds: ${maximumHours * 3600}; nodes renew their certificates automatically.`,
    );
  },
});
