import { checkAddressPools, type AddressPools } from "./addressPools";
import type { Draft } from "./draft";
import { isPresent } from "./draft";
import { checkLabels, type Labels } from "./labels";
import { checkNodeAddress } from "./nodeAddress";
import type { Problem } from "./problem";
import { under } from "./problem";
import { flagOf, listOf, recordOf, show, textOf, wholeNumberOf } from "./typed";

/** The roles of nodes in a swarm. */
export const nodeRoles = ["worker", "manager"] as const;
export type NodeRole = (typeof nodeRoles)[number];

/** Whether a node runs tasks: old and new ones; no new ones; none, and its tasks move to other nodes. */
export const nodeAvailabilities = ["active", "pause", "drain"] as const;
export type NodeAvailability = (typeof nodeAvailabilities)[number];

/** A node of a swarm and the settings of the swarm that it starts, without the join token. */
export interface NodeSpec extends AddressPools {
  /** Managers of the swarm to join. @default - the node starts a swarm */
  readonly remoteAddresses?: readonly string[];
  readonly role?: NodeRole;
  readonly availability?: NodeAvailability;
  readonly labels?: Readonly<Record<string, string>>;
  readonly listenAddress?: string;
  readonly advertiseAddress?: string;
  readonly dataPathAddress?: string;
  readonly dataPathPort?: number;
  readonly autolock?: boolean;
  readonly certificateExpirySeconds?: number;
  readonly taskHistoryLimit?: number;
  readonly dispatcherHeartbeatSeconds?: number;
}

/** The settings that are fixed when a swarm starts. */
export const startSettings = ["dataPathPort", "defaultAddressPools", "subnetSize"] as const;

/** The settings of a swarm that can be changed while it runs. */
export const swarmSettings = [
  "autolock",
  "certificateExpirySeconds",
  "taskHistoryLimit",
  "dispatcherHeartbeatSeconds",
] as const;

/** The valid ports of the VXLAN data path. */
export const dataPathPorts = { lowest: 1024, highest: 49151, default: 4789 } as const;

/**
 * Checks a node: the form of addresses, ports, pools and settings, and that its role and place in the swarm allow them.
 */
export function checkNode(node: Draft<NodeSpec>): Problem[] {
  const problems: Problem[] = [];
  const given = recordOf(node, "", "node", problems) as Readonly<Record<keyof NodeSpec, unknown>>;
  wordOf(given.role, "role", nodeRoles, problems);
  wordOf(given.availability, "availability", nodeAvailabilities, problems);
  flagOf(given.autolock, "autolock", "autolock", problems);
  return [
    ...problems,
    ...under("labels", checkLabels(given.labels as Draft<Labels>)),
    ...checkRemoteAddresses(given.remoteAddresses),
    ...checkNodeAddress(given.listenAddress, "listenAddress", "listenAddress", {
      port: "possible",
      any: true,
      example: "0.0.0.0:2377",
    }),
    ...checkNodeAddress(given.advertiseAddress, "advertiseAddress", "advertiseAddress", {
      port: "possible",
      any: false,
      example: "192.168.1.11",
    }),
    ...checkNodeAddress(given.dataPathAddress, "dataPathAddress", "dataPathAddress", {
      port: "refused",
      any: false,
      example: "192.168.2.11",
    }),
    ...checkDataPathPort(given.dataPathPort),
    ...checkAddressPools(given as { [K in keyof AddressPools]: Draft<AddressPools[K]> }),
    ...checkSettings(given),
    ...checkPlace(given, startSettings, swarmSettings),
  ];
}

function checkRemoteAddresses(value: unknown): Problem[] {
  const problems: Problem[] = [];
  const path = "remoteAddresses";
  const list = listOf(value, path, path, problems);
  if (isPresent(value) && problems.length === 0 && list.length === 0) {
    const reason =
      `'remoteAddresses' is empty, but a node joins a swarm through one of its managers. Add at least one, e.g. ` +
      `"192.168.1.11:2377".`;
    problems.push({ path, reason });
  }
  const form = { port: "required", any: false, example: "192.168.1.11:2377" } as const;
  return [...problems, ...list.flatMap((entry, i) => checkNodeAddress(entry, `${path}[${i}]`, path, form))];
}

function checkDataPathPort(value: unknown): Problem[] {
  const problems: Problem[] = [];
  const name = "dataPathPort";
  const { lowest, highest, default: standard } = dataPathPorts;
  const port = wholeNumberOf(value, name, name, String(standard), problems);
  if (port === undefined || (port >= lowest && port <= highest)) return problems;
  const reason =
    `'dataPathPort' ${port} is not a valid port for the data path. Use ${lowest} to ${highest}, or leave it out ` +
    `for ${standard}.`;
  return [{ path: name, reason }];
}

/** The minimum of Swarm, in seconds (swarmkit manager/controlapi/cluster.go). */
const shortestExpiry = 3600;

function checkSettings(given: Readonly<Record<keyof NodeSpec, unknown>>): Problem[] {
  const problems: Problem[] = [];
  const limit = wholeNumberOf(given.taskHistoryLimit, "taskHistoryLimit", "taskHistoryLimit", "5", problems);
  if (limit !== undefined && limit < 0) {
    const reason = `'taskHistoryLimit' ${limit} is below 0. Use the number of old tasks to keep per replica, e.g. 5.`;
    problems.push({ path: "taskHistoryLimit", reason });
  }
  const expiry = secondsOf(given.certificateExpirySeconds, "certificateExpirySeconds", "7776000", problems);
  if (expiry !== undefined && expiry < shortestExpiry) {
    const reason =
      `'certificateExpirySeconds' ${expiry} is less than one hour, the minimum of Swarm. Use ${shortestExpiry} or ` +
      `more, e.g. 7776000 for 90 days.`;
    problems.push({ path: "certificateExpirySeconds", reason });
  }
  const heartbeat = secondsOf(given.dispatcherHeartbeatSeconds, "dispatcherHeartbeatSeconds", "5", problems);
  // The Engine replaces 0 by its default, which would then show as a change.
  if (heartbeat !== undefined && heartbeat <= 0) {
    const reason = `'dispatcherHeartbeatSeconds' ${heartbeat} is not above 0. Use seconds, e.g. 5.`;
    problems.push({ path: "dispatcherHeartbeatSeconds", reason });
  }
  return problems;
}

/**
 * Checks that the role and place of a node in the swarm allow its settings.
 *
 * @param start names of settings that only the node that starts the swarm can have
 * @param settings names of settings that only a manager can have
 */
export function checkPlace(
  given: Readonly<Record<string, unknown>>,
  start: readonly string[],
  settings: readonly string[],
): Problem[] {
  const isGiven = (name: string): boolean => given[name] !== undefined && given[name] !== null;
  const problems: Problem[] = [];
  if (isGiven("remoteAddresses")) {
    for (const name of start.filter(isGiven)) {
      const reason =
        `'${name}' is fixed when a swarm starts, but this node joins one. ` +
        `Set it on the node that starts the swarm.`;
      problems.push({ path: name, reason });
    }
  }
  if (given.role === "worker") {
    for (const name of settings.filter(isGiven)) {
      const reason = `'${name}' is a setting of the swarm, which a worker cannot change. Set it on a manager.`;
      problems.push({ path: name, reason });
    }
  }
  return problems;
}

function secondsOf(value: unknown, name: string, example: string, problems: Problem[]): number | undefined {
  if (!isPresent(value)) return undefined;
  if (typeof value === "number" && Number.isFinite(value)) return value;
  const reason = `'${name}' ${show(value)} is not a number of seconds. Use a number without quotes, e.g. ${example}.`;
  problems.push({ path: name, reason });
  return undefined;
}

function wordOf(value: unknown, name: string, words: readonly string[], problems: Problem[]): void {
  const text = textOf(value, name, name, show(words[0]), problems);
  if (text === undefined || words.includes(text)) return;
  const likely = words.find((word) => word === text.trim().toLowerCase());
  const fix = likely === undefined ? `Use ${words.map(show).join(" or ")}.` : `Did you mean ${show(likely)}?`;
  problems.push({ path: name, reason: `'${name}' ${show(text)} is not one of ${words.map(show).join(", ")}. ${fix}` });
}
