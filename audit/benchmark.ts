import type { Outcome } from "./check";
import { rootDates } from "./checks/certificateRequireValidRoot";
import type { PackViolation } from "./packViolation";
import type { Recommendation, Status } from "./report";
import type { Snapshot } from "./snapshot";
import { encryptedNames, overlaysOf, quoted } from "./swarmParts";

type Answer = readonly [status: Status, reason: string];

interface Sources {
  readonly snapshot: Snapshot;
  /** By name of the check. */
  readonly outcomes: ReadonlyMap<string, Outcome>;
  readonly violations: readonly PackViolation[];
}

/** The recommendations: number in edition 1.6.0, number in earlier editions, title, and source of the answer. */
const recommendations: readonly (readonly [string, string, string, (sources: Sources) => Answer])[] = [
  ["5.1", "7.1", "Swarm mode is not enabled unless needed", isNeeded],
  ["7.1", "7.2", "The minimum number of manager nodes", byCheck("swarm-manager-require-fault-tolerance")],
  [
    "7.2",
    "7.3",
    "Swarm services are bound to a specific host interface",
    byCheck("swarm-manager-limit-listen-address"),
  ],
  ["7.3", "7.4", "All overlay networks are encrypted", areEncrypted],
  ["7.4", "7.5", "Docker's secret management is used", bySecrets],
  ["7.5", "7.6", "Managers run in auto-lock mode", byCheck("swarm-manager-require-autolock")],
  ["7.6", "7.7", "The auto-lock key is rotated", isKeyRotated],
  ["7.7", "7.8", "Node certificates are rotated", byCheck("swarm-certificate-limit-expiry")],
  ["7.8", "7.9", "CA certificates are rotated", isRootRotated],
  [
    "7.9",
    "7.10",
    "Management traffic is separated from data traffic",
    byCheck("swarm-node-require-data-path-separation"),
  ],
];

/**
 * Section 7 of the CIS Docker Benchmark. A recommendation that the Engine does not show is "not applicable", with the
 * reason; it never passes.
 */
export function benchmarkOf(
  snapshot: Snapshot,
  outcomes: ReadonlyMap<string, Outcome>,
  violations: readonly PackViolation[],
): Recommendation[] {
  return recommendations.map(([number, formerNumber, title, answer]) => {
    const [status, reason] = answer({ snapshot, outcomes, violations });
    return { number, formerNumber, title, status, reason };
  });
}

function byCheck(name: string): (sources: Sources) => Answer {
  return ({ outcomes }) => {
    const outcome = outcomes.get(name);
    return outcome === undefined
      ? ["not applicable", "the audit has no check for this"]
      : [outcome.status, outcome.reason];
  };
}

function isNeeded({ snapshot: { services } }: Sources): Answer {
  return services.length === 0
    ? ["fail", "the swarm runs no service"]
    : ["pass", `the swarm runs ${services.length} ${services.length === 1 ? "service" : "services"}`];
}

function areEncrypted({ snapshot }: Sources): Answer {
  const encrypted = new Set(encryptedNames(snapshot));
  const clear = overlaysOf(snapshot)
    .map(({ Name }) => Name)
    .filter((name) => !encrypted.has(name));
  return clear.length === 0
    ? ["pass", `${encrypted.size} overlay networks, all encrypted`]
    : ["fail", `not encrypted: ${quoted(clear)}`];
}

function bySecrets({ violations, snapshot: { services } }: Sources): Answer {
  if (services.length === 0) return ["not applicable", "the swarm runs no service"];
  const found = violations
    .filter(({ policy }) => policy.framework.reference === "7.4")
    .map(({ subject }) => subject.name);
  return found.length === 0
    ? ["pass", "no service has a secret in its environment or arguments"]
    : ["fail", `secrets in the spec of ${quoted([...new Set(found)])}`];
}

function isKeyRotated({ snapshot: { swarm } }: Sources): Answer {
  return swarm.Spec?.EncryptionConfig?.AutoLockManagers === true
    ? [
        "not applicable",
        "the Engine does not show when its key was rotated; rotate it with 'docker swarm unlock-key --rotate'",
      ]
    : ["not applicable", "autolock is off (7.5), so there is no key"];
}

function isRootRotated({ snapshot: { swarm } }: Sources): Answer {
  if (swarm.RootRotationInProgress === true) return ["pass", "a rotation is in progress"];
  const dates = rootDates(swarm.TLSInfo?.TrustRoot);
  const since =
    dates === undefined ? "" : `the root certificate dates from ${new Date(dates.from).toISOString().slice(0, 10)}; `;
  return ["not applicable", `${since}decide how old it may be, and rotate it with 'docker swarm ca --rotate'`];
}
