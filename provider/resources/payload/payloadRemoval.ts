import type { Service } from "../../engine/types";
import type { Operation } from "../../handler/handler";
import type { Deadline } from "../../reconcile/deadline";
import { removeAndWait } from "../../reconcile/removeAndWait";
import type { PayloadType } from "./payloadType";

/**
 * Removes a secret or config.
 *
 * @param name for messages
 * @throws Error that names the services that refer to it, and how to detach them
 */
export async function removePayload(
  type: PayloadType,
  id: string,
  name: string,
  operation: Operation,
  deadline: Deadline,
): Promise<void> {
  const { engine } = operation;
  await removeAndWait(
    {
      what: `${type.kind} "${name}"`,
      remove: (signal) => engine.removePayload(type.collection, id, signal),
      refused: async (error) => {
        if (error.status !== 400) return undefined;
        const users = await findPayloadUsers(type, id, operation);
        // A service that has stopped referring to it meanwhile does not count: the next attempt will tell.
        return users.length === 0
          ? `waiting for the last service that used the ${type.kind}`
          : new Error(describeUsers(type, id, name, users), { cause: error });
      },
    },
    operation,
    deadline,
  );
}

/** The names of the services that refer to a secret or config, in quotes and sorted. */
export async function findPayloadUsers(
  type: PayloadType,
  id: string,
  { engine, signal }: Operation,
): Promise<string[]> {
  return (await engine.listServices({}, {}, signal))
    .filter((service) => referencesOf(service, type).includes(id))
    .map(({ Spec }) => `"${Spec.Name}"`)
    .sort();
}

function describeUsers({ kind, className }: PayloadType, id: string, name: string, users: readonly string[]): string {
  const who = users.length === 1 ? `service ${users.join()} refers to it` : `services ${users.join(", ")} refer to it`;
  return (
    `${className} "${name}" (${id}) cannot be removed: ${who}. Remove it there (docker service update --${kind}-rm ` +
    `${name} SERVICE), and run the command again. If another ${kind} is to replace it, leave 'name' out: the new one ` +
    `is then created first, and this one is removed after the services use the new one.`
  );
}

function referencesOf({ Spec }: Service, { kind }: PayloadType): string[] {
  const { Secrets, Configs } = Spec.TaskTemplate.ContainerSpec ?? {};
  return kind === "secret"
    ? (Secrets ?? []).map(({ SecretID }) => SecretID)
    : (Configs ?? []).map(({ ConfigID }) => ConfigID);
}
