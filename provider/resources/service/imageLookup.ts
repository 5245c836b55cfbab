import type { Engine } from "../../engine/engine";
import { EngineError } from "../../engine/error";
import { SharedRequests } from "../../engine/sharedRequests";
import { isTimeout, timeoutAfter } from "../../engine/timeout";
import type { Distribution, RegistryAuth } from "../../engine/types";
import { unlessAborted } from "../../engine/unlessAborted";
import type { Operation } from "../../handler/handler";
import { tagged } from "../../mapping/service/image";

/** Seconds that a deployment waits for a registry. */
const registryTimeout = 15;

/** The lookups of all services: many of them often have the same image, and registries limit the number of requests. */
const lookups = new WeakMap<Engine, SharedRequests<Distribution>>();

/** Why the Engine cannot get an image's description from its registry. */
export interface NotFound {
  readonly reason: string;
  /** The registry has answered: it does not have the image, or does not give it to this client. */
  readonly isFinal: boolean;
}

/** Whether the registry has described the image. */
export function isFound(answer: Distribution | NotFound): answer is Distribution {
  return "Descriptor" in answer;
}

/** Asks the registry for the description of an image. */
export async function askRegistry(
  image: string,
  auth: RegistryAuth | undefined,
  { engine, signal }: Operation,
): Promise<Distribution | NotFound> {
  try {
    return await unlessAborted(lookUp(engine, tagged(image), auth), signal);
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof EngineError) {
      return { reason: error.engineMessage, isFinal: [401, 403, 404].includes(error.status ?? 0) };
    }
    if (!isTimeout(error)) throw error;
    return { reason: `no answer within ${registryTimeout} s`, isFinal: false };
  }
}

function lookUp(engine: Engine, image: string, auth: RegistryAuth | undefined): Promise<Distribution> {
  const shared = lookups.get(engine) ?? new SharedRequests<Distribution>();
  lookups.set(engine, shared);
  return shared.ask(JSON.stringify([image, auth]), () =>
    // Not bound to the signal of one caller, because others wait for the same answer.
    engine.distribution(image, auth, timeoutAfter(registryTimeout)),
  );
}
