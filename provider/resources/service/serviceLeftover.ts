import type { Service } from "../../engine/types";
import type { Operation } from "../../handler/handler";
import type { Properties } from "../../handler/properties";
import { isLeftover, type Leftover } from "../../journal/leftover";
import { kindOf, kindOfLive } from "../../mapping/service/mode";
import { inputsOf, isAsDeclared } from "../../mapping/service/service";
import { withIds } from "../../mapping/service/references";
import type { Interrupted } from "../../reconcile/createOnce";
import { findNamedService } from "./serviceLookup";
import { findIds } from "./serviceReferences";
import { removeService } from "./serviceRemoval";
import { updateService } from "./serviceUpdate";

/**
 * Takes over the service that an interrupted run created, and updates it to the present inputs. One whose mode is of
 * the other kind is removed, because Swarm does not change that.
 *
 * @returns also whether that took an update
 */
export function interruptedService(
  inputs: Properties,
  operation: Operation,
): Interrupted<Service> & { readonly isUpdated: boolean } {
  let isUpdated = false;
  return {
    get isUpdated() {
      return isUpdated;
    },
    find: (leftover) => findLeftover(leftover, operation),
    idOf: ({ ID }) => ID,
    isUsable: ({ Spec }) => kindOfLive(Spec.Mode) === kindOf(inputs.mode),
    update: async ({ ID, Spec }) => {
      const wanted = withIds(inputs, await findIds(inputs, operation));
      if (isAsDeclared(wanted, Spec)) return;
      isUpdated = await updateService(ID, inputsOf(undefined, Spec), inputs, operation);
    },
    remove: ({ ID }) => removeService(ID, operation),
  };
}

/** Removes the service that an interrupted run created. */
export async function discardService(leftover: Leftover, operation: Operation): Promise<void> {
  const found = await findLeftover(leftover, operation);
  if (found !== undefined) await removeService(found.ID, operation);
}

async function findLeftover(leftover: Leftover, operation: Operation): Promise<Service | undefined> {
  const found = await findNamedService(leftover.name, operation);
  return found !== undefined && isLeftover(leftover, found.CreatedAt) ? found : undefined;
}
