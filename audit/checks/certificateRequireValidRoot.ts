import { X509Certificate } from "node:crypto";
import { dockerEngine } from "../../policies/rule/framework";
import { check, outcome } from "../check";
import { theSwarm } from "../swarmParts";

/** Days that are left for a rotation, which each node has to take part in. */
const leadDays = 30;

/** Once the root certificate has expired no node can prove to another who it is. */
export const certificateRequireValidRoot = check({
  name: "swarm-certificate-require-valid-root",
  description: `The swarm's root certificate must be valid for another ${leadDays} days.`,
  enforcementLevel: "mandatory",
  severity: "high",
  framework: dockerEngine(
    "moby/swarmkit ca/certificates.go",
    "Every connection between nodes is checked against the root certificate",
  ),
  tags: ["swarm", "certificate"],
  remediationSteps: "docker swarm ca --rotate, while the managers are reachable.",
  run: ({ swarm, now }) => {
    const dates = rootDates(swarm.TLSInfo?.TrustRoot);
    if (dates === undefined) return { status: "not applicable", reason: "the Engine shows no root certificate" };
    const days = Math.floor((dates.until - now) / 86_400_000);
    const date = new Date(dates.until).toISOString().slice(0, 10);
    const message =
      (days < 0
        ? `The swarm's root certificate expired on ${date}: no node can connect to another any more. `
        : `The swarm's root certificate expires on ${date}, in ${days} days: after that no node can connect to another. `) +
      `Replace it with 'docker swarm ca --rotate'.`;
    return outcome(days < leadDays ? [{ subject: theSwarm, message }] : [], {
      pass: `the root certificate is valid until ${date}`,
      fail: `the root certificate is valid until ${date}`,
    });
  },
});

/** From when until when the root is valid, in milliseconds: during a rotation there are several, and the last one to expire counts. */
export function rootDates(pem: string | undefined): { readonly from: number; readonly until: number } | undefined {
  const blocks = pem?.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  const dates = blocks.map((block) => {
    const { validFrom, validTo } = new X509Certificate(block);
    return { from: Date.parse(validFrom), until: Date.parse(validTo) };
  });
  return dates.sort((a, b) => b.until - a.until)[0];
}
