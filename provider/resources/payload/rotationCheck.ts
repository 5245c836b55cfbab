import type { LiveCheck } from "../../preview/liveCheck";
import { errorFinding } from "../../preview/liveCheck";
import { findPayloadUsers } from "./payloadRemoval";
import type { PayloadType } from "./payloadType";

/**
 * Refuses new content for a secret or config with a fixed name while services use it. Swarm cannot change the content,
 * two objects cannot have one name, and the old object cannot be removed first.
 */
export function rotationCheck(type: PayloadType): LiveCheck {
  return {
    what: `the services that use the ${type.kind}`,
    find: async ({ inputs: { name } }, operation) => {
      const { engine, signal, replaces } = operation;
      if (replaces === undefined) return [];
      const old = (await engine.listPayloads(type.collection, {}, signal)).find(({ ID }) => ID === replaces);
      if (old === undefined || old.Spec.Name !== name) return [];
      const users = await findPayloadUsers(type, replaces, operation);
      if (users.length === 0) return [];
      return [errorFinding(describe(type, name, users))];
    },
  };
}

function describe({ kind, className }: PayloadType, name: string, users: readonly string[]): string {
  const who = users.length === 1 ? `service ${users.join()} uses it` : `services ${users.join(", ")} use it`;
  return (
    `${className} "${name}": its content has changed, but its name is fixed, and ${who}. Swarm cannot change the ` +
    `content of a ${kind}, and two cannot have one name. Leave 'name' out, so that each version gets a name of its ` +
    `own, or change 'name' together with the content.`
  );
}
