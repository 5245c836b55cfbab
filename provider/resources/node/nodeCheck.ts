import { checkJoinToken } from "../../../swarm/joinToken";
import { checkNode, checkPlace } from "../../../swarm/node";
import type { Problem } from "../../../swarm/problem";
import { show } from "../../../swarm/typed";
import { checkInputs, givenInputs } from "../../mapping/checkInputs";
import { elementsOf } from "../../mapping/fields/field";
import { nodeTable, settingNames, startNames } from "../../mapping/node/nodeTable";
import { ConnectionError } from "../../engine/connectionError";
import { connectionTo } from "../../engine/connection";
import type { CheckFailure } from "../../handler/handler";
import type { Properties, Property } from "../../handler/properties";

/** Refuses inputs that the Engine would refuse or misinterpret. No message shows a token. */
export function checkNodeInputs(
  olds: Properties | undefined,
  news: Properties,
): { inputs: Properties; failures: CheckFailure[] } {
  const inputs = givenInputs(news);
  const problems = [
    ...checkNode(inputs),
    ...checkPlace(inputs, startNames, settingNames),
    ...checkJoinToken(inputs.joinToken, "joinToken", "joinToken"),
    ...checkPairing(olds, inputs),
    ...elementsOf(inputs.managerHosts).flatMap((host, i) => checkHost(host, `managerHosts[${i}]`)),
  ];
  return { inputs, failures: checkInputs(nodeTable, inputs, problems) };
}

function checkPairing(olds: Properties | undefined, { remoteAddresses, joinToken, role }: Properties): Problem[] {
  if (joinToken === undefined && remoteAddresses !== undefined) {
    const reason =
      "'joinToken' is missing: a node needs a token to join a swarm. Give the swarm's token for workers or for " +
      "managers.";
    return [{ path: "joinToken", reason }];
  }
  if (joinToken !== undefined && remoteAddresses === undefined) {
    const reason =
      "'remoteAddresses' is missing: a node joins a swarm through one of its managers. Give the address of at " +
      "least one.";
    return [{ path: "remoteAddresses", reason }];
  }
  if (remoteAddresses === undefined && role === "worker" && olds === undefined) {
    const reason =
      `'role' "worker" is not possible for the node that starts a swarm, because it is the first manager. Leave ` +
      "'role' out. You can change it when the swarm has other managers.";
    return [{ path: "role", reason }];
  }
  return [];
}

function checkHost(host: Property, path: string): Problem[] {
  if (typeof host !== "string") return [];
  try {
    connectionTo({ host });
    return [];
  } catch (error) {
    if (!(error instanceof ConnectionError)) throw error;
    return [
      {
        path,
        reason:
          `'managerHosts' ${show(host)} is not an address of a Docker daemon. Use unix:///path, tcp://host:port or ` +
          "ssh://user@host.",
      },
    ];
  }
}
