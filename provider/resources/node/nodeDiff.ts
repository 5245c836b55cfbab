import { isDeepStrictEqual } from "node:util";
import { unknown } from "../../../swarm/draft";
import { swarmOfToken } from "../../../swarm/joinToken";
import { isAbsent, propertyChanges } from "../../mapping/fields/field";
import { nodeTable, startNames } from "../../mapping/node/nodeTable";
import type { Difference, PropertyChange } from "../../handler/handler";
import type { Properties, Property } from "../../handler/properties";

interface Sides {
  readonly oldInputs: Properties;
  readonly oldState: Properties;
  readonly newInputs: Properties;
}

type Changes = Map<string, PropertyChange>;

/**
 * Compares a node with the new inputs. The table says which properties change in place. The other properties are set
 * when the node enters its swarm; a change of one of them replaces the node, and always removes it first. Two
 * comparisons need several properties, so they have their own functions: whether the node belongs to another swarm, and
 * whether its docker_gwbridge may be replaced.
 *
 * @throws Error if the program does not permit a replacement. It lists what would be lost, and the fix
 */
export function nodeDifference(sides: Sides): Difference {
  const changes = tableChanges(sides);
  compareSwarm(sides, changes);
  compareGatewayBridge(sides, changes);
  requirePermission(sides, changes);
  return { changes, deleteBeforeReplace: true, detailed: true };
}

function tableChanges({ oldInputs, oldState, newInputs }: Sides): Changes {
  // The Engine shows the address of a node, but not how the program wrote it.
  const live: Properties = { ...oldState, advertiseAddress: oldState.address };
  return propertyChanges(nodeTable.differences("", oldInputs, newInputs, live));
}

/**
 * Whether the node belongs to another swarm. It compares the swarm's id, or the digest in the join token, which stays
 * the same when the token is rotated. In a preview, the swarm is unknown while the node that starts it is replaced. The
 * answer is then "replace" only if the program permits the loss of the swarm. Pulumi asks the same question to find the
 * nodes that must leave before that node.
 */
function compareSwarm({ oldInputs, oldState, newInputs }: Sides, changes: Changes): void {
  const unclear = newInputs.allowSwarmLoss === true ? "update-replace" : "update";
  const { swarmId, joinToken } = newInputs;
  const present = oldState.swarmId ?? oldInputs.swarmId;
  if (swarmId === unknown) changes.set("swarmId", unclear);
  else if (!isAbsent(swarmId) && swarmId !== present)
    changes.set("swarmId", isAbsent(present) ? "add" : "update-replace");
  else if (isAbsent(swarmId) && !isAbsent(oldInputs.swarmId)) changes.set("swarmId", "delete");
  const before = oldInputs.joinToken;
  if (isDeepStrictEqual(before, joinToken) || (isAbsent(before) && isAbsent(joinToken))) return;
  const other = isAbsent(swarmId) && isOtherSwarm(before, joinToken);
  const change = isAbsent(before) ? "add" : isAbsent(joinToken) ? "delete" : other ? "update-replace" : "update";
  changes.set("joinToken", joinToken === unknown && isAbsent(swarmId) ? unclear : change);
}

function isOtherSwarm(before: Property, wanted: Property): boolean {
  if (typeof before !== "string" || typeof wanted !== "string") return false;
  return swarmOfToken(before) !== swarmOfToken(wanted);
}

/**
 * A node cannot be in a swarm while its docker_gwbridge is replaced.
 *
 * @throws Error with the necessary steps unless the program has `rejoin`
 */
function compareGatewayBridge({ oldInputs, oldState, newInputs }: Sides, changes: Changes): void {
  const [before, wanted]: readonly Property[] = [oldInputs.gatewayBridgeId, newInputs.gatewayBridgeId];
  if (wanted === before || (isAbsent(before) && isAbsent(wanted))) return;
  if (isAbsent(before) || isAbsent(wanted)) {
    changes.set("gatewayBridgeId", isAbsent(before) ? "add" : "delete");
    return;
  }
  // Pulumi asks with the inputs of the last deployment before it removes the bridge.
  if (newInputs.rejoin !== true) {
    throw new Error(
      `The docker_gwbridge of node ${show(oldState.hostname)} cannot be replaced while the node is in a swarm. Set ` +
        "'rejoin: true' on its SwarmNode, run 'pulumi up', and then change the bridge: the provider drains the node, " +
        "makes it leave, replaces the bridge, and makes it rejoin with its labels, availability and role. Or do this " +
        "by hand: run 'docker node update --availability drain NODE' on a manager, and on the node 'docker swarm " +
        "leave' and 'docker network rm docker_gwbridge'; create the new network, run 'docker swarm join', and then " +
        "'pulumi up --refresh'.",
    );
  }
  changes.set("gatewayBridgeId", "update-replace");
}

/**
 * Pulumi asks the nodes that joined through this node whether they must leave before it. They answer according to the
 * `allowSwarmLoss` that this node passed on to them in the last deployment. So the program must set `allowSwarmLoss`
 * one deployment before a change that ends the swarm, and remove it before any other replacement.
 */
function requirePermission(sides: Sides, changes: Changes): void {
  const { oldInputs, newInputs } = sides;
  const lost = endsSwarm(sides, changes);
  const isPermitted = newInputs.allowSwarmLoss === true && oldInputs.allowSwarmLoss === true;
  if (lost !== undefined && !isPermitted) throw new Error(describeLoss(lost, sides, changes));
  const leaving = isAbsent(newInputs.remoteAddresses) ? replacing(changes) : [];
  if (lost === undefined && leaving.length > 0 && oldInputs.allowSwarmLoss === true) {
    throw new Error(
      `A change of ${leaving.map((name) => `'${name}'`).join(", ")} makes the node leave its swarm and rejoin it. ` +
        "While 'allowSwarmLoss' is set, the nodes that joined through this node would leave first, and the swarm " +
        "would end. Remove 'allowSwarmLoss' from the program, run 'pulumi up', and then make the change.",
    );
  }
}

function replacing(changes: Changes): string[] {
  return [...changes].filter(([, change]) => change.endsWith("-replace")).map(([name]) => name);
}

/**
 * The changed properties that end the swarm: the settings with which it was started, and every property that requires a
 * replacement if the node has no other manager through which to rejoin.
 */
function endsSwarm({ newInputs }: Sides, changes: Changes): string[] | undefined {
  if (!isAbsent(newInputs.remoteAddresses)) return undefined;
  const canComeBack = Array.isArray(newInputs.managerHosts) && newInputs.managerHosts.length > 0;
  const ending = replacing(changes).filter((name) => startNames.includes(name) || !canComeBack);
  return ending.length === 0 ? undefined : ending;
}

function describeLoss(names: readonly string[], { oldState }: Sides, changes: Changes): string {
  const [isFixed, which] = [
    names.some((name) => startNames.includes(name)),
    names.map((name) => `'${name}'`).join(", "),
  ];
  const why = isFixed
    ? `A swarm keeps ${which} from its start to its end, so a change needs another swarm.`
    : `A change of ${which} makes the node leave its swarm, and without 'managerHosts' it has no other manager ` +
      "through which to rejoin.";
  const instead = isFixed
    ? `Otherwise revert this change${names.length === changes.size ? "" : "; the other changes can stay"}.`
    : `Otherwise add a manager that stays to 'managerHosts', or revert the change.`;
  return (
    `${why} Swarm ${show(oldState.swarmId)} would be deleted with its services, networks, secrets, configs and join ` +
    "tokens, and each of its nodes would have to leave and join the new one. If you want that, set " +
    `'allowSwarmLoss: true', run 'pulumi up', and then make the change. ${instead}`
  );
}

/** The warning in a preview when the program permits the loss of the swarm. */
export function warnOfSwarmLoss(oldState: Properties, newInputs: Properties): string | undefined {
  const sides: Sides = { oldInputs: oldState, oldState, newInputs };
  const changes = tableChanges(sides);
  const lost = endsSwarm(sides, changes);
  if (lost === undefined) return undefined;
  return (
    `Swarm ${show(oldState.swarmId)} is replaced by a new one because of ` +
    `${lost.map((name) => `'${name}'`).join(", ")}: its services, networks, secrets, configs and join tokens are ` +
    "lost, as 'allowSwarmLoss' permits. Remove 'allowSwarmLoss' from the program afterwards."
  );
}

function show(id: Property): string {
  return typeof id === "string" ? `"${id}"` : "(unknown)";
}
