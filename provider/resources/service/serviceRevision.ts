import { setTimeout as pause } from "node:timers/promises";
import { isNotFound, isOutcomeUnknown, isOutOfSequence, lacksIngress } from "../../engine/error";
import type { Service, ServiceSpec } from "../../engine/types";
import { isPassing } from "../network/networkLookup";
import type { Operation } from "../../handler/handler";
import { withEndpointForTasks } from "./serviceEndpoint";

/** How often an update is made again on a version that somebody else wrote meanwhile, or after a lost answer. */
const attempts = 20;

/**
 * Brings a service to another spec, from what it is at that moment.
 *
 * @param revise `undefined`: nothing is left to do. Asked again when somebody came in between, or an answer was lost
 * @returns the service as it was before the update; `undefined` when there was none to make, or the service is gone
 */
export async function reviseService(
  id: string,
  revise: (service: Service) => ServiceSpec | undefined,
  operation: Operation,
): Promise<Service | undefined> {
  const { engine, signal } = operation;
  let revised: Service | undefined;
  for (let attempt = 1; ; attempt++) {
    try {
      const service = await engine.inspectService(id, signal);
      const wanted = revise(service);
      if (wanted === undefined) return revised;
      revised = service;
      const spec = await withEndpointForTasks(id, service.Spec, wanted, operation);
      // Without credentials, the Engine keeps those that it has for the service.
      for (const warning of await engine.updateService(id, service.Version.Index, spec, undefined, signal)) {
        operation.warn(warning);
      }
      return revised;
    } catch (error) {
      if (isNotFound(error)) return undefined;
      const again = isOutOfSequence(error) || isOutcomeUnknown(error) || isPassing(error) || lacksIngress(error);
      if (!again || attempt === attempts) throw error;
      await pause(isOutOfSequence(error) ? 20 * attempt : 500, undefined, { signal });
    }
  }
}
