import { X509Certificate } from "node:crypto";
import { dockerEngine } from "../../policies/rule/framework";
import { check, outcome } from "../check";
import { theSwarm } from "../swarmParts";

/** Time for a rotation before the certificate expires, in days: every node must take part in it. */
const leadDays = 30;

/** After the root certificate expires, nodes can no longer authenticate each other. */
export const certificateRequireValidRoot = check({
  name: "swarm-certificate-require-valid-root",
  description: `The swarm's root certificate must be valid for at least ${leadDays} more days.`,
  enforcementLevel: "mandatory",
  severity: "high",
  framework: dockerEngine(
    "moby/swarmkit ca/certificates.go",
    "Nodes check every connection to another node against the root certificate",
  ),
  tags: ["swarm", "certificate"],
  remediationSteps: "Run 'docker swarm ca --rotate' while the managers are reachable.",
  run: ({ swarm, now }) => {
    const dates = rootDates(swarm.TLSInfo?.TrustRoot);
    if (dates === undefined) return { status: "not applicable", reason: "the Engine shows no root certificate" };
    const days = Math.floor((dates.until - now) / 86_400_000);
    const date = new Date(dates.until).toISOString().slice(0, 10);
    const message =
      (days < 0
        ? `The swarm's root certificate expired on ${date}: nodes can no longer connect to each other. `
        : `The swarm's root certificate expires on ${date}, in ${days} days: after that, nodes cannot connect to ` +
          "each other. ") + `Replace it with 'docker swarm ca --rotate'.`;
    return outcome(days < leadDays ? [{ subject: theSwarm, message }] : [], {
      pass: `the root certificate is valid until ${date}`,
      fail: `the root certificate is valid until ${date}`,
    });
  },
});

/**
 * The validity of the root certificate, in milliseconds since 1970. During a rotation there are several certificates,
 * and the last one to expire counts.
 *
 * @returns `undefined` if the text contains no certificate
 */
export function rootDates(pem: string | undefined): { readonly from: number; readonly until: number } | undefined {
  const blocks = pem?.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  const dates = blocks.map((block) => {
    const { validFrom, validTo } = new X509Certificate(block);
    return { from: Date.parse(validFrom), until: Date.parse(validTo) };
  });
  return dates.sort((a, b) => b.until - a.until)[0];
}
