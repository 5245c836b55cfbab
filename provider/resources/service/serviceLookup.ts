import { isNotFound } from "../../engine/meaning";
import type { Service } from "../../engine/types";
import type { Operation } from "../../handler/handler";

/** A service by its id or name; `undefined` when it is gone. Any other failure throws: a read never invents. */
export async function findService(id: string, { engine, signal }: Operation): Promise<Service | undefined> {
  try {
    return await engine.inspectService(id, signal);
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/** A service of exactly this name: the Engine takes the beginning of an id for one as well. */
export async function findNamedService(name: string, operation: Operation): Promise<Service | undefined> {
  const service = await findService(name, operation);
  return service?.Spec.Name === name ? service : undefined;
}
