import type { Service } from "../../engine/types";
import type { Leftover } from "../../journal/journal";
import { kindOf, kindOfLive } from "../../mapping/service/mode";
import { inputsOf, isAsDeclared, withNetworkIds } from "../../mapping/service/service";
import { isLeftover } from "../../journal/leftover";
import type { Operation } from "../../handler/handler";
import type { Properties } from "../../handler/properties";
import { findNamedService } from "./serviceLookup";
import { findNetworkIds } from "./serviceNetworks";
import { removeService } from "./serviceRemoval";
import { updateService } from "./serviceUpdate";

/** A service that is taken over, and whether that took an update. */
export interface TakenOver {
  readonly id: string;
  readonly isUpdated: boolean;
}

/**
 * Looks for what an interrupted run has made of a service, and brings it to what is asked for now. One whose mode is of the other kind
 * is removed: that is what Swarm does not change.
 */
export async function takeOverService(
  name: string,
  inputs: Properties,
  operation: Operation,
): Promise<TakenOver | undefined> {
  const leftover = await operation.journal.leftover(name);
  if (leftover === undefined) return undefined;
  const found = await findLeftover(leftover, operation);
  if (found !== undefined && kindOfLive(found.Spec.Mode) === kindOf(inputs.mode)) {
    operation.status("taking over the service that an interrupted update has made");
    await operation.journal.announce(name);
    const wanted = withNetworkIds(inputs, await findNetworkIds(inputs, operation));
    const isUpdated =
      !isAsDeclared(wanted, found.Spec) &&
      (await updateService(found.ID, inputsOf(undefined, found.Spec), inputs, operation));
    return { id: found.ID, isUpdated };
  }
  if (found !== undefined) {
    operation.status("removing the service that an interrupted update has made");
    await removeService(found.ID, operation);
  }
  await operation.journal.withdraw(name);
  return undefined;
}

/** Removes what an interrupted run has made. */
export async function discardService(leftover: Leftover, operation: Operation): Promise<void> {
  const found = await findLeftover(leftover, operation);
  if (found !== undefined) await removeService(found.ID, operation);
}

async function findLeftover(leftover: Leftover, operation: Operation): Promise<Service | undefined> {
  const found = await findNamedService(leftover.name, operation);
  return found !== undefined && isLeftover(leftover, found.CreatedAt) ? found : undefined;
}
