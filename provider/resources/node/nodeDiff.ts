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
 * Compares a node with what is asked for now. The table says what changes in place, and what is decided when a node
 * enters its swarm: a change of that is a replacement that always removes first. Rules compare what only several
 * properties explain: whether it is another swarm, and whether docker_gwbridge may be replaced.
 *
 * @throws Error if a replacement would take more than the program permits, with what would be lost and the fix
 */
export function nodeDifference(sides: Sides): Difference {
  const changes = tableChanges(sides);
  compareSwarm(sides, changes);
  compareGatewayBridge(sides, changes);
  requirePermission(sides, changes);
  return { changes, deleteBeforeReplace: true, detailed: true };
}

function tableChanges({ oldInputs, oldState, newInputs }: Sides): Changes {
  // The Engine shows where a node is reached, but not in which words that was asked for.
  const live: Properties = { ...oldState, advertiseAddress: oldState.address };
  return propertyChanges(nodeTable.differences("", oldInputs, newInputs, live));
}

/**
 * Whether the node belongs to another swarm. Its id tells, or the token's digest, which outlives a rotation. A preview
 * that does not know the swarm yet (the node that starts it is replaced) says "replace" only where the swarm may be
 * lost: this is also how Pulumi asks who has to go before that node does.
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
 * @throws Error with the steps when the program does not ask for them
 */
function compareGatewayBridge({ oldInputs, oldState, newInputs }: Sides, changes: Changes): void {
  const [before, wanted]: readonly Property[] = [oldInputs.gatewayBridgeId, newInputs.gatewayBridgeId];
  if (wanted === before || (isAbsent(before) && isAbsent(wanted))) return;
  if (isAbsent(before) || isAbsent(wanted)) {
    changes.set("gatewayBridgeId", isAbsent(before) ? "add" : "delete");
    return;
  }
  // Before the bridge goes Pulumi asks with what the program said the last time.
  if (newInputs.rejoin !== true) {
    throw new Error(
      `The docker_gwbridge of node ${show(oldState.hostname)} is to be replaced, which Docker does not allow while the node is in a swarm. ` +
        "Give its SwarmNode 'rejoin: true', run 'pulumi up', and then change the bridge: the node's tasks move away, " +
        "it leaves, the bridge is replaced, and it joins again with the labels, availability and role that it had. " +
        "Or do it by hand: docker node update --availability drain NODE; docker swarm leave on the node; docker " +
        "network rm docker_gwbridge; make the new one; docker swarm join; and run 'pulumi up --refresh'.",
    );
  }
  changes.set("gatewayBridgeId", "update-replace");
}

/**
 * Those that joined through this node are asked whether they go before it, and answer by the permission that they were
 * handed, in what the program said the last time. So the permission has to be older than a change that needs it, and
 * gone before one that does not.
 */
function requirePermission(sides: Sides, changes: Changes): void {
  const { oldInputs, newInputs } = sides;
  const lost = endsSwarm(sides, changes);
  const isPermitted = newInputs.allowSwarmLoss === true && oldInputs.allowSwarmLoss === true;
  if (lost !== undefined && !isPermitted) throw new Error(describeLoss(lost, sides, changes));
  const leaving = isAbsent(newInputs.remoteAddresses) ? replacing(changes) : [];
  if (lost === undefined && leaving.length > 0 && oldInputs.allowSwarmLoss === true) {
    throw new Error(
      `A change of ${leaving.map((name) => `'${name}'`).join(", ")} means that the node leaves its swarm and joins ` +
        `it again. While it has 'allowSwarmLoss', the nodes that joined through it would leave before it, and the ` +
        `swarm would end. Take that permission out of the program, run 'pulumi up', and then make the change.`,
    );
  }
}

function replacing(changes: Changes): string[] {
  return [...changes].filter(([, change]) => change.endsWith("-replace")).map(([name]) => name);
}

/**
 * The properties whose replacement ends the swarm: what it was started with, and all else of a node that has no other
 * to come back to.
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
    : `A change of ${which} means that the node leaves its swarm, and without 'managerHosts' it has no other manager to come back through.`;
  const instead = isFixed
    ? `Otherwise take the change back${names.length === changes.size ? "" : " and keep the others"}.`
    : `Otherwise give 'managerHosts' with a manager that stays, or take the change back.`;
  return (
    `${why} Swarm ${show(oldState.swarmId)} would be destroyed: its services, networks, secrets, configs and join ` +
    `tokens, for good, and each of its nodes would have to leave and to join the new one. If that is what you want, ` +
    `give 'allowSwarmLoss: true', run 'pulumi up', and then make the change. ${instead}`
  );
}

/** What a preview of a replacement that is permitted says besides. */
export function warnOfSwarmLoss(oldState: Properties, newInputs: Properties): string | undefined {
  const sides: Sides = { oldInputs: oldState, oldState, newInputs };
  const changes = tableChanges(sides);
  const lost = endsSwarm(sides, changes);
  if (lost === undefined) return undefined;
  return (
    `Swarm ${show(oldState.swarmId)} is destroyed and started anew for ` +
    `${lost.map((name) => `'${name}'`).join(", ")}: its services, networks, secrets, configs and join tokens are ` +
    `lost, as 'allowSwarmLoss' permits. Take that permission out of the program afterwards.`
  );
}

function show(id: Property): string {
  return typeof id === "string" ? `"${id}"` : "that is meant";
}
