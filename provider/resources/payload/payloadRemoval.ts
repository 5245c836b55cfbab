import { EngineError, isNotFound } from "../../engine/error";
import { poll, PollTimeout } from "../../engine/poll";
import type { Service } from "../../engine/types";
import { RefusalGrace } from "../../reconcile/refusalGrace";
import { isPassing } from "../network/networkLookup";
import type { PayloadType } from "./payloadType";
import type { Operation } from "../../handler/handler";

/**
 * Removes a secret or config.
 *
 * @param name for messages
 * @throws Error that names the services that refer to it, and the way out
 */
export async function removePayload(
  type: PayloadType,
  id: string,
  name: string,
  operation: Operation,
  timeoutSeconds: number,
): Promise<void> {
  const { engine, signal } = operation;
  const grace = new RefusalGrace();
  let last: unknown;
  const remove = async (): Promise<true | undefined> => {
    try {
      await engine.removePayload(type.collection, id, signal);
      return true;
    } catch (error) {
      if (isNotFound(error)) return true;
      last = error;
      if (isPassing(error)) operation.status(`waiting for the Engine at ${engine.host}`);
      else if (error instanceof EngineError && error.status === 400) {
        const refusal = await refusalIfUsed(type, id, name, operation, error);
        if (refusal !== undefined) grace.refuse(refusal);
      } else throw error;
      return undefined;
    }
  };
  try {
    await poll(`${type.kind} "${name}" to be free`, remove, { timeoutSeconds, signal });
  } catch (error) {
    throw error instanceof PollTimeout && last !== undefined ? last : error;
  }
}

/** A service that has let go of it in the meantime is no reason: the next try will tell. */
async function refusalIfUsed(
  type: PayloadType,
  id: string,
  name: string,
  { engine, signal }: Operation,
  cause: EngineError,
): Promise<Error | undefined> {
  const names = (await engine.listServices({}, {}, signal))
    .filter((service) => referencesOf(service, type).includes(id))
    .map(({ Spec }) => `"${Spec.Name}"`)
    .sort();
  if (names.length === 0) return undefined;
  const who = names.length === 1 ? `service ${names.join()} refers to it` : `services ${names.join(", ")} refer to it`;
  return new Error(
    `${type.className} "${name}" (${id}) cannot be removed: ${who}. Remove it there (docker service update --${type.kind}-rm ${name} ` +
      `SERVICE), and run the command again. If another ${type.kind} is to take its place, leave 'name' out: the new one is then made first, ` +
      `and this one goes after the services have moved over.`,
    { cause },
  );
}

function referencesOf({ Spec }: Service, { kind }: PayloadType): string[] {
  const { Secrets, Configs } = Spec.TaskTemplate.ContainerSpec ?? {};
  return kind === "secret"
    ? (Secrets ?? []).map(({ SecretID }) => SecretID)
    : (Configs ?? []).map(({ ConfigID }) => ConfigID);
}
