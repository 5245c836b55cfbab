import { toNetworkState } from "../../mapping/network/network";
import { hasUnknown, readNetworkInputs } from "../../mapping/network/networkInputs";
import type { Network } from "../../engine/types";
import type { Operation } from "../../handler/handler";
import type { Properties } from "../../handler/properties";
import { errorFinding, warningFinding, type Finding, type LiveCheck } from "../../preview/liveCheck";
import { findContainersOn } from "../network/attachedContainers";
import { isAttached } from "../network/attachments";
import { replacementKind } from "../network/networkReplacement";
import type { NetworkRequest } from "../network/networkRequest";
import { declaredIdentity, NetworkSiblings } from "../network/networkSiblings";
import { findPausedTasks } from "../network/networkTasks";
import { describeObstacles, findContainersIfPossible, findForeignPauses } from "./moveObstacles";

/** Standalone containers and tasks that a replacement would cut off, and paused updates that it would resume. */
export const replacementCheck: LiveCheck = {
  what: "standalone containers, paused nodes and paused updates",
  // With unknown inputs, it is not known how the network is replaced. The update checks it then.
  find: async ({ inputs }, operation) =>
    hasUnknown(inputs) ? [] : findObstacles(inputs, operation, (old) => findContainersOn(old, operation)),
};

/**
 * Refuses a replacement during which services would leave the old network before both networks exist.
 *
 * @throws Error that names the obstacles, before anything is changed
 */
export async function requireReplaceable({ raw }: NetworkRequest, operation: Operation): Promise<void> {
  const find = (old: Network): Promise<string[]> => findContainersIfPossible(old, operation);
  const [finding] = await findObstacles(raw, operation, find, { isUpdate: true });
  if (finding?.level === "error") throw new Error(finding.message);
}

/**
 * An error if the new network is not created; a warning if the old one is not removed afterwards: containers can then
 * move to the new one first.
 */
async function findObstacles(
  inputs: Properties,
  operation: Operation,
  findContainers: (old: Network) => Promise<string[]>,
  { isUpdate = false } = {},
): Promise<Finding[]> {
  const { engine, replaces, signal } = operation;
  if (replaces === undefined) return [];
  const siblings = await NetworkSiblings.find(operation);
  const old = siblings.get(replaces);
  if (old === undefined || old.Ingress) return [];
  const kind = replacementKind(toNetworkState(old), inputs);
  // Both networks will exist, so the update is not refused before its removal.
  if (isUpdate && kind === "side by side") return [];
  const { labels, name } = readNetworkInputs(inputs);
  const isMoved = kind === "side by side" || kind === "transition";
  const services = isMoved ? await engine.listServices({}, {}, signal) : [];
  const attached = services.filter(({ Spec }) => isAttached(Spec, old.Id));
  const message = describeObstacles(
    { id: old.Id, name: old.Name },
    kind === "side by side" ? "stays after this update, unless that changes meanwhile" : "cannot be replaced",
    {
      containers: await findContainers(old),
      paused: findForeignPauses(old.Id, attached, siblings, declaredIdentity(labels)),
      // Before a swap, the same update can still remove the service, or activate the node.
      stranded: isUpdate || isMoved ? await findPausedTasks(old.Id, operation) : undefined,
      successor: kind === "side by side" && name !== "" ? name : undefined,
    },
  );
  if (message === undefined) return [];
  return [kind === "side by side" ? warningFinding(message) : errorFinding(message)];
}
