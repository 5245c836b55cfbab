import { isNotFound } from "../../engine/meaning";
import type { Service } from "../../engine/types";
import type { Operation } from "../../handler/handler";

/** A service by its id or name; `undefined` when it is gone. Every other failure throws. */
export async function findService(id: string, { engine, signal }: Operation): Promise<Service | undefined> {
  try {
    return await engine.inspectService(id, signal);
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/** The service with exactly this name: the Engine also accepts the beginning of an id. */
export async function findNamedService(name: string, operation: Operation): Promise<Service | undefined> {
  const service = await findService(name, operation);
  return service?.Spec.Name === name ? service : undefined;
}
