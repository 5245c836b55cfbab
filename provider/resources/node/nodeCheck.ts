import { isPresent } from "../../../swarm/draft";
import { checkJoinToken } from "../../../swarm/joinToken";
import { checkNode } from "../../../swarm/node";
import { nearest } from "../../../swarm/nearest";
import type { Problem } from "../../../swarm/problem";
import { flagOf, keyPath, listOf, show, textOf } from "../../../swarm/typed";
import { ConnectionError } from "../../engine/connectionError";
import { connectionTo } from "../../engine/connection";
import type { CheckFailure } from "../../handler/handler";
import type { Properties } from "../../handler/properties";

/** The inputs of `docker:swarm/node:Node`. */
export const nodeInputNames = [
  "remoteAddresses",
  "joinToken",
  "swarmId",
  "managerHosts",
  "role",
  "availability",
  "labels",
  "listenAddress",
  "advertiseAddress",
  "dataPathAddress",
  "dataPathPort",
  "defaultAddressPools",
  "subnetSize",
  "autolock",
  "certificateExpirySeconds",
  "taskHistoryLimit",
  "dispatcherHeartbeatSeconds",
  "gatewayBridgeId",
  "rejoin",
  "allowSwarmLoss",
] as const;

/** Refuses what the Engine would refuse, or take for something else. Shows no token. */
export function checkNodeInputs(
  olds: Properties | undefined,
  news: Properties,
): { inputs: Properties; failures: CheckFailure[] } {
  const inputs = Object.fromEntries(
    Object.entries(news).filter(([name, value]) => value !== undefined && value !== null && !name.startsWith("__")),
  );
  const problems = [
    ...unknownNames(inputs),
    ...checkNode(inputs),
    ...checkJoinToken(inputs.joinToken, "joinToken", "joinToken"),
    ...checkPairing(olds, inputs),
    ...checkOthers(inputs),
  ];
  return { inputs, failures: problems.map(({ path, reason }) => ({ property: path, reason })) };
}

function unknownNames(inputs: Properties): Problem[] {
  const names: readonly string[] = nodeInputNames;
  return Object.keys(inputs)
    .filter((name) => !names.includes(name))
    .map((name) => {
      const likely = nearest(name, names);
      const way = likely === undefined ? `It has ${names.join(", ")}.` : `Did you mean '${likely}'?`;
      return { path: keyPath(name), reason: `A Node has no input '${name}'. ${way}` };
    });
}

function checkPairing(olds: Properties | undefined, { remoteAddresses, joinToken, role }: Properties): Problem[] {
  if (joinToken === undefined && remoteAddresses !== undefined) {
    const reason = `'joinToken' is missing: a swarm takes a node in that has its token. Give the token of a worker or of a manager.`;
    return [{ path: "joinToken", reason }];
  }
  if (joinToken !== undefined && remoteAddresses === undefined) {
    const reason = `'remoteAddresses' is missing: a node joins a swarm through one of its managers. Give at least one.`;
    return [{ path: "remoteAddresses", reason }];
  }
  if (remoteAddresses === undefined && role === "worker" && olds === undefined) {
    const reason = `'role' "worker" is not possible for the node that starts a swarm: it is its first manager. Leave 'role' out; it can be changed when the swarm has other managers.`;
    return [{ path: "role", reason }];
  }
  return [];
}

function checkOthers({ managerHosts, swarmId, gatewayBridgeId, rejoin, allowSwarmLoss }: Properties): Problem[] {
  const problems: Problem[] = [];
  textOf(swarmId, "swarmId", "swarmId", `the output 'swarmId' of another node`, problems);
  textOf(gatewayBridgeId, "gatewayBridgeId", "gatewayBridgeId", `the output 'id' of a GatewayBridge`, problems);
  flagOf(rejoin, "rejoin", "rejoin", problems);
  flagOf(allowSwarmLoss, "allowSwarmLoss", "allowSwarmLoss", problems);
  listOf(managerHosts, "managerHosts", "managerHosts", problems).forEach((host, i) => {
    const path = `managerHosts[${i}]`;
    const text = textOf(host, path, "managerHosts", `"ssh://root@192.168.1.11"`, problems);
    if (isPresent(text)) problems.push(...checkHost(text, path));
  });
  return problems;
}

function checkHost(host: string, path: string): Problem[] {
  try {
    connectionTo({ host });
    return [];
  } catch (error) {
    if (!(error instanceof ConnectionError)) throw error;
    return [
      {
        path,
        reason: `'managerHosts' ${show(host)} is not an address of a Docker daemon. Use unix:///path, tcp://host:port or ssh://user@host.`,
      },
    ];
  }
}
