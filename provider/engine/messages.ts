import { types } from "node:util";
import { fellSilent } from "./silenceLimit";
import { turnedAway } from "./ssh";

/**
 * The only place that matches the Engine's messages. Each entry is a case that the status alone does not identify.
 *
 * The strings are the same in Engine 20.10 to 29. Those of the leader have a prefix (`rpc error: code = Unknown desc =
 * …`), so the patterns have no anchors.
 */

/** A service (also one scaled to 0) or a task that is attached to a network. */
export interface Holder {
  readonly kind: "service" | "task";
  readonly id: string;
}

const text = {
  /** swarmkit manager/state/store/memory.go, as HTTP 500. */
  outOfSequence: /update out of sequence/,
  /** swarmkit manager/state/store: a name that differs only in case, as HTTP 500. */
  nameConflicts: /name conflicts with an existing object/,
  /** swarmkit manager/controlapi/network.go, as HTTP 400. */
  inUse: /network \S+ is in use by (service|task) (\S+)/,
  /** swarmkit manager/controlapi/network.go, as HTTP 400. */
  ingressInUse: /ingress network cannot be removed because (service) (\S+) depends on it/,
  /** swarmkit manager/controlapi/service.go, as HTTP 400. */
  noIngress: /service needs ingress network, but no ingress network is present/,
  /** swarmkit manager/controlapi/service.go, as HTTP 400. */
  portTaken: /port '\d+' is already in use by service/,
  /** moby daemon/cluster/errors.go, as HTTP 503; daemon/network.go, as HTTP 403. */
  notManager: /This node is not (?:a swarm manager|part of a swarm)/,
  /** moby daemon/cluster: the raft has no majority, as HTTP 503 or 500. */
  noLeader: /The swarm does not have a leader/,
  /**
   * The leader was lost during the request, or just before: swarmkit manager/state/raft/raft.go, as HTTP 500; a gRPC
   * status of the connection to the leader (moby gives up after 20 s), as HTTP 500 or 503.
   */
  leaderLost:
    /code = (?:DeadlineExceeded|Unavailable)|node (?:is )?losing leader status|no elected (?:cluster )?leader|lost leadership|node is no longer the leader/i,
  /** swarmkit manager/controlapi/node.go, as HTTP 400. */
  stillManager:
    /is a (?:cluster )?manager and is a member of the raft cluster|must be demoted to worker before removal/,
  /** moby daemon/cluster/errors.go, as HTTP 503. */
  locked: /Swarm is encrypted and needs to be unlocked/,
  /** moby daemon/server/middleware/version.go, as HTTP 400. */
  tooOld: /client version \S+ is too old\. Minimum supported API version is (\S+?),/,
  /** Go's net/http, as HTTP 400: the daemon speaks TLS and we did not. */
  plainToTls: /Client sent an HTTP request to an HTTPS server/,
  /** The daemon rejects our certificate in the TLS handshake. */
  clientRefused: /alert (?:unknown ca|bad certificate|certificate \w+|access denied)/,
  /**
   * OpenSSL's format of an error, with its place in the source: `…:SSL routines:ssl3_read_bytes:tlsv1 alert unknown
   * ca:../deps/…`.
   */
  openssl: /:SSL routines:[^:]*:(?<reason>[^:]+)/,
} as const;

export function outOfSequence(status: number | undefined, message: string): boolean {
  return status === 500 && text.outOfSequence.test(message);
}

export function nameConflicts(status: number | undefined, message: string): boolean {
  return status === 500 && text.nameConflicts.test(message);
}

export function leaderless(status: number | undefined, message: string): boolean {
  return (status === 500 || status === 503) && (text.noLeader.test(message) || text.leaderLost.test(message));
}

export function stillManager(status: number | undefined, message: string): boolean {
  return status === 400 && text.stillManager.test(message);
}

export function noIngress(status: number | undefined, message: string): boolean {
  return status === 400 && text.noIngress.test(message);
}

export function portTaken(status: number | undefined, message: string): boolean {
  return status === 400 && text.portTaken.test(message);
}

export function notManager(status: number | undefined, message: string): boolean {
  return (status === 503 || status === 403) && text.notManager.test(message);
}

export function holder(status: number | undefined, message: string): Holder | undefined {
  if (status !== 400) return undefined;
  const match = text.inUse.exec(message) ?? text.ingressInUse.exec(message);
  if (match?.[1] === undefined || match[2] === undefined) return undefined;
  return { kind: match[1] === "task" ? "task" : "service", id: match[2] };
}

/** What the user can do about an answer that does not say so itself. */
export function remedy(status: number | undefined, message: string, host: string): string | undefined {
  if (notManager(status, message)) {
    return (
      `The provider needs a manager of a swarm: run 'docker swarm init' on ${host}, or set 'docker:host' to a ` +
      `manager.`
    );
  }
  if (text.noLeader.test(message)) {
    return "Most managers are down: start them again, or recover with 'docker swarm init --force-new-cluster'.";
  }
  if (text.locked.test(message)) return `Run 'docker swarm unlock' on ${host}.`;
  if (status === 400 && text.plainToTls.test(message)) {
    return `The daemon at ${host} uses TLS: give 'docker:certPath', or caMaterial, certMaterial and keyMaterial.`;
  }
  const minimum = status === 400 ? text.tooOld.exec(message)?.[1] : undefined;
  if (minimum !== undefined)
    return `The Engine at ${host} requires API ${minimum} or newer: use a newer version of this provider.`;
  return undefined;
}

/** What the Engine refuses in the spec of a service, the input that it comes from, and what to do about it. */
const serviceInputs: ReadonlyArray<readonly [refusal: RegExp, input: string, fix: string]> = [
  // swarmkit manager/controlapi/service.go, checkSecretExistence and checkConfigExistence, as HTTP 400.
  [/\bsecrets? not found: /, "taskSpec.containerSpec.secrets", "Create the secret first, or name one that exists."],
  [/\bconfigs? not found: /, "taskSpec.containerSpec.configs", "Create the config first, or name one that exists."],
  // moby daemon/cluster/services.go, populateNetworkID, as HTTP 500 or 404.
  [/\bnetwork \S+ not found/, "taskSpec.networksAdvanceds", "Create the network first, or name one that exists."],
  // swarmkit manager/controlapi/service.go, checkPortConflicts, as HTTP 400.
  [/\bport '\d+' is already in use/, "endpointSpec.ports", "Choose another publishedPort, or wait until it is free."],
];

/**
 * Where the program sets what the Engine refuses in a service, and the fix. The preview finds most of these before; the
 * swarm can change in between.
 *
 * @param path of the request
 */
export function serviceRemedy(path: string, message: string): string | undefined {
  if (!path.startsWith("/services/")) return undefined;
  const [, input, fix] = serviceInputs.find(([refusal]) => refusal.test(message)) ?? [];
  return input === undefined ? undefined : `The service has it in '${input}'. ${fix}`;
}

/** The error of a connection, without the places in OpenSSL's source. */
export function connectionWords(words: string): string {
  return text.openssl.exec(words)?.groups?.reason ?? words;
}

/** What the user can do when there was no answer at all. */
export function unreachable(code: string | undefined, words: string, host: string): string {
  const isUnix = host.startsWith("unix://");
  if (code === fellSilent) {
    return (
      "Is the daemon overloaded or stuck, or does a firewall drop the connection? See whether 'docker info' answers " +
      "there."
    );
  }
  if (code === turnedAway) {
    return "Is that an ssh server? If many clients log in at a time, allow more with 'MaxStartups' in its settings.";
  }
  if (host.startsWith("ssh://") && code === undefined) {
    return (
      "The provider runs 'ssh … docker system dial-stdio': it must be able to log in without a prompt, and that user " +
      "must have access to docker there. 'docker:sshOpts' adds options."
    );
  }
  if (code === "EACCES") {
    return "This user may not open the socket: join the group 'docker', or run as root.";
  }
  if (code === "ENOENT" && isUnix) {
    return (
      "Is the daemon running? There is no socket at this path; set 'docker:host' (or DOCKER_HOST) to the one on " +
      "which it listens."
    );
  }
  if (code === "ECONNREFUSED") {
    return (
      "Is the daemon running, and does it listen there? The provider connects to the address in 'docker:host' (or " +
      "DOCKER_HOST)."
    );
  }
  if (code === "ENOTFOUND" || code === "EAI_AGAIN")
    return "The name does not resolve: check the host in 'docker:host'.";
  if (code === "ECONNRESET" || code === "EPIPE") {
    return isUnix || host.startsWith("ssh://")
      ? "The daemon closed the connection: did it restart? See its log."
      : "The daemon closed the connection. If it uses TLS, give 'docker:certPath', or caMaterial, certMaterial and " +
          "keyMaterial.";
  }
  if (text.clientRefused.test(words)) {
    return (
      "The daemon refuses this client: cert.pem and key.pem of 'docker:certPath' (or certMaterial and keyMaterial) " +
      "must be from the authority that it trusts (--tlscacert)."
    );
  }
  if (
    code?.startsWith("ERR_TLS") === true ||
    /certificate|self.signed|wrong version number|EPROTO/i.test(`${code ?? ""} ${words}`)
  ) {
    return (
      "The TLS handshake failed: check caMaterial, certMaterial and keyMaterial (or certPath), and that the " +
      "certificate names this host."
    );
  }
  return "Check 'docker:host' (or DOCKER_HOST), and that the daemon is running.";
}

/** No process listens there, e.g. while the daemon restarts. */
export function isDown(cause: unknown): boolean {
  return (
    types.isNativeError(cause) &&
    "code" in cause &&
    ["ECONNREFUSED", "ENOENT", "EHOSTUNREACH", "ENETUNREACH"].includes(String(cause.code))
  );
}

/** Nothing was sent, so nothing has changed. */
export function neverConnected(cause: unknown): boolean {
  return (
    types.isNativeError(cause) &&
    "code" in cause &&
    ["ECONNREFUSED", "ENOENT", "EACCES", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH"].includes(
      String(cause.code),
    )
  );
}
